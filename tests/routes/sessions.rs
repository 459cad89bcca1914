//! Sessions, events, contents, scenarios, invitations.

use assay::domain::event::{Actor, CheckOutcome, CheckResult, EventBody};
use assay::domain::ids::Digest;
use assay::domain::payload::Payload;
use assay::domain::scoring_policy::ScoringPolicy;
use assay::trace::Entry;
use reqwest::Method;
use serde_json::{Value, json};

use super::service::{Service, error_of, json_of, small_event};

#[tokio::test]
async fn nothing_is_shown_to_whoever_is_not_signed_in() {
    let service = Service::start().await;
    let (session, token) = service.invited().await;
    let paths = [
        "/api/sessions".to_owned(),
        format!("/api/sessions/{session}"),
        format!("/api/sessions/{session}/events"),
        format!("/api/sessions/{session}/blobs/{}", Digest::of(b"")),
        "/api/sessions/no-session".to_owned(),
        "/api/scenarios".to_owned(),
        "/api/scenarios/leaky-roof".to_owned(),
    ];
    for path in paths {
        // A candidate's token is not a practitioner's cookie.
        let response = service.get(&path, &format!("assay_session={token}")).await;
        assert_eq!(
            error_of(response).await,
            (401, "not_signed_in".to_owned()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_invitation_makes_a_session_and_its_first_event() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let asked = json!({ "scenario": "leaky-roof", "label": " number 7 " });
    let response = service
        .send(Method::POST, "/api/invitations", &cookie, &asked)
        .await;
    assert_eq!(response.status(), 201);
    let invitation = json_of(response).await;
    let link = invitation["link"].as_str().unwrap();
    let token = link.strip_prefix("http://assay.test/c/").unwrap();
    assert_eq!(token.len(), 43);

    let rows = json_of(service.get("/api/sessions", &cookie).await).await;
    assert_eq!(rows[0]["session"], invitation["session"]);
    assert_eq!(
        (&rows[0]["label"], &rows[0]["withheld"]),
        (&json!(null), &json!(true))
    );
    let unblind = format!(
        "/api/sessions/{}/unblind",
        rows[0]["session"].as_str().unwrap()
    );
    let response = service
        .send(Method::POST, &unblind, &cookie, &json!({}))
        .await;
    assert_eq!(response.status(), 204);
    let rows = json_of(service.get("/api/sessions", &cookie).await).await;
    assert_eq!(rows[0]["label"], "number 7");
    assert_eq!(rows[0]["title"], "Rain in the attic");
    assert_eq!(rows[0]["events"], 1);
    let session = invitation["session"].as_str().unwrap();
    let trace = json_of(
        service
            .get(&format!("/api/sessions/{session}/events"), &cookie)
            .await,
    )
    .await;
    assert_eq!(trace["events"][0]["kind"], "session.created");
    assert_eq!(trace["events"][0]["data"]["scenario_version"], 3);

    let unknown = json!({ "scenario": "../leaky-roof", "label": "" });
    let response = service
        .send(Method::POST, "/api/invitations", &cookie, &unknown)
        .await;
    assert_eq!(
        error_of(response).await,
        (404, "scenario_unknown".to_owned())
    );
}

#[tokio::test]
async fn events_come_in_pages() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = service
        .checked((0..4).map(|_| small_event()).collect())
        .await;
    let path = format!("/api/sessions/{session}/events");
    let page =
        async |query: &str| json_of(service.get(&format!("{path}?{query}"), &cookie).await).await;
    let seqs = |page: &Value| -> Vec<u64> {
        page["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["seq"].as_u64().unwrap())
            .collect()
    };
    let first = page("limit=2").await;
    assert_eq!((seqs(&first), &first["more"]), (vec![1, 2], &json!(true)));
    let rest = page("after=2&limit=3").await;
    assert_eq!((seqs(&rest), &rest["more"]), (vec![3, 4, 5], &json!(false)));
    assert!(seqs(&page("after=5").await).is_empty());
    for query in ["limit=0", "limit=5001", "after=-1", "until=3", "kinds=%27"] {
        let response = service.get(&format!("{path}?{query}"), &cookie).await;
        assert_eq!(
            error_of(response).await,
            (400, "query_malformed".to_owned()),
            "{query}"
        );
    }
}

#[tokio::test]
async fn contents_belong_to_their_session_and_are_never_a_page() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let content = b"<script>alert(1)</script>\xff\xfe".repeat(100);
    let digest = Digest::of(&content);
    let (bytes, blob) = Payload::of(content.clone());
    let body = EventBody::TerminalOutput {
        terminal: 1,
        offset: 0,
        bytes,
    };
    let entry = Entry::new(Actor::Candidate, body).with_contents(blob.into_iter().collect());
    let own = service.checked(vec![entry]).await;
    let (other, _) = service.invited().await;

    let response = service
        .get(&format!("/api/sessions/{own}/blobs/{digest}"), &cookie)
        .await;
    assert_eq!(
        response.headers()["content-type"],
        "application/octet-stream"
    );
    assert_eq!(response.headers()["content-disposition"], "attachment");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(
        response.headers()["cache-control"]
            .to_str()
            .unwrap()
            .starts_with("private")
    );
    assert_eq!(response.bytes().await.unwrap(), content);
    for path in [
        format!("{other}/blobs/{digest}"),
        format!("{own}/blobs/nonsense"),
    ] {
        let response = service.get(&format!("/api/sessions/{path}"), &cookie).await;
        assert_eq!(error_of(response).await, (404, "blob_unknown".to_owned()));
    }
}

#[tokio::test]
async fn a_session_shows_its_checks_and_what_was_not_recorded() {
    let service = Service::start_with(ScoringPolicy {
        blind: false,
        ..ScoringPolicy::default()
    })
    .await;
    let cookie = service.practitioner("ada").await;
    let result = CheckResult {
        check: "builds".into(),
        asserts: "The house stands.".into(),
        outcome: CheckOutcome::Fail,
        summary: "It fell.".into(),
        details: json!({ "floors": 0 }),
        duration: 7,
    };
    let gap = EventBody::RecorderDegraded {
        recorder: "files".into(),
        reason: "too many".into(),
    };
    let session = service
        .checked(vec![
            Entry::new(Actor::System, gap),
            Entry::new(Actor::System, EventBody::CheckCompleted(result)),
        ])
        .await;
    let view = json_of(
        service
            .get(&format!("/api/sessions/{session}"), &cookie)
            .await,
    )
    .await;
    assert_eq!(view["checks"][0]["outcome"], "fail");
    assert_eq!(view["checks_running"], false);
    assert_eq!(view["row"]["degraded"], true);
    assert_eq!(view["row"]["state"], "checked");
    assert_eq!(view["brief"], "It drips.");
    assert_eq!(view["rubric"]["criterion"][0]["id"], "diagnosis");
    assert_eq!(view["rubric"]["criterion"][1]["id"], "repair");
    assert!(view["active"].as_i64().unwrap() > 0);

    for path in ["nonsense", "018f0000-0000-7000-8000-000000000000"] {
        let response = service.get(&format!("/api/sessions/{path}"), &cookie).await;
        assert_eq!(
            error_of(response).await,
            (404, "session_unknown".to_owned())
        );
    }
}

#[tokio::test]
async fn scenarios_are_shown_whole_and_a_broken_one_hides_no_other() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let broken = service.library.scenarios.join("broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("scenario.toml"), "nonsense = true").unwrap();

    let all = json_of(service.get("/api/scenarios", &cookie).await).await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    let one = json_of(service.get("/api/scenarios/leaky-roof", &cookie).await).await;
    assert_eq!(one, all[0]);
    assert_eq!(
        one["faults"],
        json!([{ "id": "hole", "does": "Leaves a tile out." }])
    );
    let constraint = &one["constraints"][0];
    assert_eq!(constraint["says"], "A tarpaulin is no repair.");
    assert_eq!(constraint["enforcement"], "practitioner");
    assert_eq!(one["stipend"], "EUR 320");
    let response = service.get("/api/scenarios/broken", &cookie).await;
    assert_eq!(
        error_of(response).await,
        (503, "scenario_unreadable".to_owned())
    );
}
