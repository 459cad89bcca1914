//! Nothing leaks to a reviewer until they have submitted their own review. Every route that the
//! source lists, now or in the future, is requested, and its answer searched for planted words.

use std::path::Path;

use assay::domain::event::{Actor, CheckOutcome, CheckResult, EventBody};
use assay::domain::ids::SessionId;
use assay::trace::Entry;
use reqwest::Method;
use serde_json::{Value, json};

use super::service::{Service, error_of, json_of, small_event};

/// In everything that must stay hidden. Nobody writes it by accident.
const PLANTED: &str = "PLANTED";
/// How an outcome is spelled in an answer.
const VERDICT: &str = "\"outcome\":\"";
/// Queries for routes with parameters.
const QUERIES: [&str; 5] = [
    "",
    "?seq=3",
    "?q=PLANTED",
    "?from=0&to=99999999&bins=10",
    "?newest_first=true&limit=5",
];

pub fn review(points: u32, final_score: u32, words: &str) -> Value {
    let score = |criterion: &str| json!({ "criterion": criterion, "points": points, "reason": words, "evidence": [] });
    json!({
        "scores": [score("diagnosis"), score("repair")],
        "final_score": final_score,
        "final_reason": words,
        "departure": words,
        "constraints": [{ "constraint": "no-tarpaulin", "kept": "no", "reason": words }],
    })
}

/// A session with a check's result, under a planted label.
async fn planted(service: &Service) -> SessionId {
    let result = CheckResult {
        check: "builds".into(),
        asserts: "The house stands.".into(),
        outcome: CheckOutcome::Fail,
        summary: format!("{PLANTED} verdict"),
        details: json!({ "why": format!("{PLANTED} details") }),
        duration: 7,
    };
    let check = Entry::new(Actor::System, EventBody::CheckCompleted(result));
    let session = service.checked(vec![small_event(), check]).await;
    service.rename(session, &format!("{PLANTED} label")).await;
    session
}

async fn submit(service: &Service, session: SessionId, cookie: &str, review: &Value) {
    let path = format!("/api/sessions/{session}/review/submit");
    let response = service.send(Method::POST, &path, cookie, review).await;
    assert_eq!(response.status(), 200, "{:?}", response.text().await);
}

/// Every address below `/api/` that the source of the routes names, for this session.
fn addresses(session: SessionId) -> Vec<String> {
    let mut found = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes");
    for file in rust_files(&folder) {
        let text = std::fs::read_to_string(file).unwrap();
        found.extend(
            text.split('"')
                .filter(|it| it.starts_with("/api/"))
                .map(|it| {
                    it.replace("{session}", &session.to_string())
                        .replace("{slug}", "leaky-roof")
                        .replace("{seq}", "3")
                        .replace("{digest}", &"0".repeat(64))
                }),
        );
    }
    found.sort();
    found.dedup();
    let known = |part: &str| found.iter().any(|it| it.ends_with(part));
    assert!(
        known("/events") && known("/report") && known("/calibration"),
        "{found:?}"
    );
    found
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}

/// The addresses whose answers contain a planted word or an outcome.
async fn leaks(service: &Service, session: SessionId, cookie: &str) -> Vec<String> {
    let mut leaking = Vec::new();
    for address in addresses(session) {
        for query in QUERIES {
            let address = format!("{address}{query}");
            let body = service.get(&address, cookie).await.text().await.unwrap();
            // A search may repeat its own query.
            let searched = query.contains(PLANTED) && body.matches(PLANTED).count() <= 1;
            if (body.contains(PLANTED) && !searched) || body.contains(VERDICT) {
                leaking.push(address);
            }
        }
    }
    leaking
}

#[tokio::test]
async fn no_route_tells_a_reviewer_anything_before_their_own_review() {
    let service = Service::start().await;
    let (ada, grace) = (
        service.practitioner("ada").await,
        service.practitioner("grace").await,
    );
    let mary = service.practitioner("mary").await;
    let session = planted(&service).await;
    submit(
        &service,
        session,
        &ada,
        &review(4, 91, &format!("{PLANTED} by ada")),
    )
    .await;
    submit(
        &service,
        session,
        &mary,
        &review(4, 89, &format!("{PLANTED} by mary")),
    )
    .await;
    let step = json!({ "step": "decided", "score": 90, "why": format!("{PLANTED} reason") });
    let path = format!("/api/sessions/{session}/adjudication");
    let response = service.send(Method::POST, &path, &ada, &step).await;
    assert_eq!(response.status(), 200);

    assert_eq!(leaks(&service, session, &grace).await, Vec::<String>::new());
    let view = json_of(
        service
            .get(&format!("/api/sessions/{session}"), &grace)
            .await,
    )
    .await;
    // That somebody has reviewed it is hidden too.
    assert_eq!(view["row"]["state"], "checked");
    assert_eq!(view["row"]["final_score"], json!(null));
    assert_eq!(view["row"]["withheld"], true);
    let calibration = json_of(service.get("/api/calibration", &grace).await).await;
    assert_eq!(
        (&calibration["sessions"], &calibration["left_out"]),
        (&json!(0), &json!(1))
    );
    let step = json!({ "step": "reopened", "why": "curious" });
    let response = service.send(Method::POST, &path, &grace, &step).await;
    assert_eq!(error_of(response).await, (403, "withheld".to_owned()));

    // Proof that the words can be found: somebody who has submitted sees them.
    submit(&service, session, &grace, &review(0, 10, "Mine.")).await;
    let told = leaks(&service, session, &grace).await;
    for part in ["sessions", "/events", "/report"] {
        assert!(told.iter().any(|it| it.ends_with(part)), "{part}: {told:?}");
    }
}

#[tokio::test]
async fn who_chooses_to_see_everything_reviews_no_more() {
    let service = Service::start().await;
    let (ada, grace) = (
        service.practitioner("ada").await,
        service.practitioner("grace").await,
    );
    let session = planted(&service).await;
    submit(&service, session, &ada, &review(4, 91, "Seen.")).await;
    let path = format!("/api/sessions/{session}");
    let response = service
        .send(Method::POST, &format!("{path}/unblind"), &grace, &json!({}))
        .await;
    assert_eq!(response.status(), 204);
    let view = json_of(service.get(&path, &grace).await).await;
    assert_eq!(view["row"]["label"], "PLANTED label");
    assert_eq!(view["row"]["mine"], "forgone");
    let mine = review(4, 91, "Not blind.");
    for (method, path) in [
        (Method::PUT, format!("{path}/review")),
        (Method::POST, format!("{path}/review/submit")),
    ] {
        let response = service.send(method, &path, &grace, &mine).await;
        assert_eq!(error_of(response).await, (409, "unblinded".to_owned()));
    }
}

#[tokio::test]
async fn what_waits_comes_in_an_order_of_the_reviewers_own() {
    let service = Service::start().await;
    let (ada, grace) = (
        service.practitioner("ada").await,
        service.practitioner("grace").await,
    );
    for _ in 0..8 {
        planted(&service).await;
    }
    let order = async |cookie: &str| -> Vec<String> {
        let rows = json_of(service.get("/api/sessions", cookie).await).await;
        let ids = rows.as_array().unwrap().iter();
        ids.map(|row| row["session"].as_str().unwrap().to_owned())
            .collect()
    };
    let (first, other) = (order(&ada).await, order(&grace).await);
    assert_eq!(order(&ada).await, first);
    assert_ne!(first, other);
    let done: SessionId = first[0].parse().unwrap();
    submit(&service, done, &ada, &review(4, 91, "Seen.")).await;
    let mut rest = first[1..].to_vec();
    rest.push(first[0].clone());
    assert_eq!(order(&ada).await, rest);
}
