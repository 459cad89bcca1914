//! From reviews to a final score: claims, answers, time, disputes, decisions.

use assay::domain::event::{Actor, EventBody, QuestionAnswered, QuestionAsked};
use assay::domain::ids::SessionId;
use assay::domain::time::Timestamp;
use assay::trace::Entry;
use reqwest::Method;
use serde_json::{Value, json};

use super::blind::review;
use super::service::{Service, error_of, json_of, small_event};

async fn submitted(service: &Service, session: SessionId, cookie: &str, review: &Value) {
    let path = format!("/api/sessions/{session}/review/submit");
    let response = service.send(Method::POST, &path, cookie, review).await;
    assert_eq!(response.status(), 200, "{:?}", response.text().await);
}

async fn report(service: &Service, session: SessionId, cookie: &str) -> Value {
    json_of(
        service
            .get(&format!("/api/sessions/{session}/report"), cookie)
            .await,
    )
    .await
}

async fn step(service: &Service, session: SessionId, cookie: &str, step: Value) -> (u16, Value) {
    let path = format!("/api/sessions/{session}/adjudication");
    let response = service.send(Method::POST, &path, cookie, &step).await;
    (response.status().as_u16(), json_of(response).await)
}

#[tokio::test]
async fn a_dispute_is_discussed_decided_and_reopened_and_all_of_it_stays() {
    let service = Service::start().await;
    let (ada, grace) = (
        service.practitioner("ada").await,
        service.practitioner("grace").await,
    );
    let session = service.checked(vec![small_event()]).await;
    submitted(&service, session, &ada, &review(0, 30, "Guessed.")).await;
    let single = report(&service, session, &ada).await;
    assert_eq!(
        single["standing"],
        json!({ "is": "single", "reviewer": "ada", "score": 30 })
    );

    submitted(&service, session, &grace, &review(4, 80, "Measured.")).await;
    let disputed = report(&service, session, &ada).await;
    assert_eq!(disputed["standing"]["is"], "disputed");
    assert_eq!(
        disputed["standing"]["differences"][0]["title"],
        "Final score"
    );
    let decided = json!({ "step": "decided", "score": 60, "why": "Some of it was luck." });
    let (status, refused) = step(&service, session, &ada, decided.clone()).await;
    assert_eq!((status, &refused["code"]), (409, &json!("step_refused")));

    let talk = json!({ "step": "discussed", "participants": ["ada", "grace"], "summary": "Luck?" });
    assert_eq!(step(&service, session, &ada, talk).await.0, 200);
    let (status, decided) = step(&service, session, &grace, decided).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&decided["standing"]["score"], &decided["standing"]["by"]),
        (&json!(60), &json!("grace"))
    );
    let rows = json_of(service.get("/api/sessions", &ada).await).await;
    assert_eq!(
        (&rows[0]["final_score"], &rows[0]["score_is"]),
        (&json!(60), &json!("final"))
    );

    let again = json!({ "step": "reopened", "why": "A check was wrong." });
    let (_, reopened) = step(&service, session, &ada, again).await;
    assert_eq!(reopened["standing"]["is"], "disputed");
    let log = reopened["log"].as_array().unwrap();
    let steps: Vec<&Value> = log.iter().map(|entry| &entry["done"]["step"]).collect();
    assert_eq!(steps, ["discussed", "decided", "reopened"]);
    assert_eq!(reopened["reviews"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_log_is_only_ever_added_to() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    submitted(&service, session, &ada, &review(4, 80, "Seen.")).await;
    let step = assay::domain::adjudication::Step::Reopened { why: "x".into() };
    let add = async |number| {
        service
            .store
            .add_adjudication(session, number, "ada", &step)
            .await
    };
    assert!(add(1).await.unwrap());
    assert!(!add(1).await.unwrap());
    assert!(
        service
            .sql("UPDATE adjudication SET by = 'ada'")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn claims_are_held_against_the_note_and_shown_with_their_moments() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    let note = "Die Größe war falsch; recall rose.";
    service
        .store
        .set_submission(session, Timestamp::now(), note)
        .await
        .unwrap();
    let claim = |from: u32, text: &str| {
        json!({
            "from": from, "to": from + 12, "text": text, "verdict": "contradicted",
            "reason": "It fell.",
            "evidence": [{ "from_seq": 1, "to_seq": 2, "note": "the run" }],
        })
    };
    let mut mine = review(4, 80, "Seen.");
    mine["claims"] = json!([claim(21, "recall rose.")]);
    let path = format!("/api/sessions/{session}/review/submit");
    let response = service.send(Method::POST, &path, &ada, &mine).await;
    assert_eq!(
        error_of(response).await,
        (422, "review_incomplete".to_owned())
    );
    mine["claims"] = json!([claim(22, "recall rose.")]);
    submitted(&service, session, &ada, &mine).await;
    let shown = report(&service, session, &ada).await;
    let claim = &shown["reviews"][0]["claims"][0];
    assert_eq!(claim["verdict"], "contradicted");
    assert_eq!(claim["evidence"][0]["kind"], "session.created");
}

#[tokio::test]
async fn answers_are_scored_once_they_were_asked_for() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let asked = EventBody::QuestionAsked(QuestionAsked {
        question: "why".into(),
        asks: "Why did nobody notice?".into(),
    });
    let answered = EventBody::QuestionAnswered(QuestionAnswered {
        question: "why".into(),
        revision: 0,
        text: "It was dry.".into(),
        unfinished: false,
    });
    let events = vec![
        Entry::new(Actor::System, asked),
        Entry::new(Actor::Candidate, answered),
    ];
    let session = service.checked(events).await;
    let view = json_of(service.get(&format!("/api/sessions/{session}"), &ada).await).await;
    assert_eq!(view["asked"][0]["answer"], "It was dry.");
    assert_eq!(view["answer_levels"].as_array().unwrap().len(), 4);
    let mut mine = review(4, 80, "Seen.");
    let path = format!("/api/sessions/{session}/review/submit");
    let response = service.send(Method::POST, &path, &ada, &mine).await;
    assert_eq!(
        error_of(response).await,
        (422, "review_incomplete".to_owned())
    );
    mine["answers"] = json!([{ "question": "why", "points": 2, "reason": "Half of it." }]);
    submitted(&service, session, &ada, &mine).await;
    let shown = report(&service, session, &ada).await;
    assert_eq!(shown["answers"][0]["marks"][0]["points"], 2);
}

#[tokio::test]
async fn time_is_measured_until_the_review_is_in() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    let start = Timestamp::now();
    let beat = async |seconds: i64, resumed| {
        let at = start.plus(seconds * 1_000_000);
        let spent = service.store.beat_review(session, "ada", at, resumed).await;
        spent.unwrap().total / 1_000_000
    };
    assert_eq!(beat(0, true).await, 0);
    assert_eq!(beat(15, false).await, 15);
    assert_eq!(beat(5, false).await, 15);
    assert_eq!(beat(600, false).await, 15);
    assert_eq!(beat(610, false).await, 25);
    submitted(&service, session, &ada, &review(4, 80, "Seen.")).await;
    assert_eq!(beat(620, false).await, 25);
    let path = format!("/api/sessions/{session}/review/time");
    let response = service
        .send(Method::POST, &path, &ada, &json!({ "resumed": true }))
        .await;
    assert_eq!(json_of(response).await["spent"], 25_000_000);
    let shown = report(&service, session, &ada).await;
    assert_eq!(shown["reviews"][0]["spent"], 25_000_000);
}

#[tokio::test]
async fn a_review_from_before_all_this_is_shown() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    let old = r#"{"scores":[],"final_score":7,"final_reason":"Old.","submitted_at":null}"#;
    let insert = format!(
        "INSERT INTO review (session, reviewer, body, saved_at, submitted_at)
         VALUES ('{session}', 'ada', '{old}', 1, 1)"
    );
    service.sql(&insert).await.unwrap();
    let shown = report(&service, session, &ada).await;
    assert_eq!(shown["standing"]["score"], 7);
}
