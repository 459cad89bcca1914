//! A review's life: draft, flaws, submission, and no change afterwards.

use reqwest::Method;
use serde_json::{Value, json};

use super::service::{Service, error_of, json_of, small_event};

fn score(criterion: &str, points: u32, to_seq: u64) -> Value {
    json!({
        "criterion": criterion,
        "points": points,
        "reason": "Seen.",
        "evidence": [{ "from_seq": 1, "to_seq": to_seq, "note": "" }],
    })
}

fn complete() -> Value {
    json!({
        "scores": [score("diagnosis", 4, 2), score("repair", 0, 2)],
        "final_score": 55,
        "final_reason": "Found it, did not repair it.",
        "constraints": [{ "constraint": "no-tarpaulin", "kept": "yes", "reason": "" }],
        "submitted_at": null,
    })
}

#[tokio::test]
async fn a_review_is_drafted_submitted_and_final() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    let review = format!("/api/sessions/{session}/review");
    let submit = format!("{review}/submit");

    let mut draft = json!({
        "scores": [score("diagnosis", 3, 99)],
        "final_score": null,
        "final_reason": "",
        // The service ignores a client that claims to have submitted.
        "submitted_at": 5,
    });
    let response = service.send(Method::PUT, &review, &cookie, &draft).await;
    assert_eq!(response.status(), 200);
    let saved = json_of(response).await;
    assert_eq!(saved["submitted"], false);
    assert_eq!(saved["flaws"].as_array().unwrap().len(), 5, "{saved}");
    let view = json_of(
        service
            .get(&format!("/api/sessions/{session}"), &cookie)
            .await,
    )
    .await;
    draft["submitted_at"] = json!(null);
    // Members that were added later have a default, so that an older page can still send a review.
    draft["answers"] = json!([]);
    draft["claims"] = json!([]);
    draft["constraints"] = json!([]);
    draft["departure"] = json!("");
    draft["rubric"] = json!("0.0");
    draft["scores"][0]["items"] = json!([]);
    draft["scores"][0]["departure"] = json!("");
    draft["scores"][0]["evidence"][0]["label"] = json!("");
    draft["scores"][0]["evidence"][0]["what"] = json!("moment");
    assert_eq!(view["review"], draft);

    let response = service.send(Method::POST, &submit, &cookie, &draft).await;
    assert_eq!(
        error_of(response).await,
        (422, "review_incomplete".to_owned())
    );

    // A page that does not know the draft would overwrite it.
    let response = service
        .send(Method::POST, &submit, &cookie, &complete())
        .await;
    assert_eq!(error_of(response).await, (409, "review_changed".to_owned()));
    let path = format!("{submit}?revision={}", saved["revision"]);
    let response = service
        .send(Method::POST, &path, &cookie, &complete())
        .await;
    assert_eq!(response.status(), 200);
    let saved = json_of(response).await;
    assert_eq!(
        (&saved["submitted"], &saved["suggested_score"]),
        (&json!(true), &json!(50))
    );
    for (method, path) in [(Method::PUT, &review), (Method::POST, &submit)] {
        let response = service.send(method, path, &cookie, &complete()).await;
        assert_eq!(
            error_of(response).await,
            (409, "review_submitted".to_owned())
        );
    }
    let view = json_of(
        service
            .get(&format!("/api/sessions/{session}"), &cookie)
            .await,
    )
    .await;
    assert_eq!(view["row"]["state"], "reviewed");
    assert_eq!(view["row"]["final_score"], 55);
    assert_eq!(view["review"]["submitted_at"], saved["saved_at"]);
}

#[tokio::test]
async fn a_save_that_does_not_know_the_newest_is_refused() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = service.checked(vec![small_event()]).await;
    let path = format!("/api/sessions/{session}/review");
    let review = |words: &str| {
        let mut review = complete();
        review["final_reason"] = json!(words);
        review
    };
    let save = async |known: u64, words: &str| {
        let path = format!("{path}?revision={known}");
        service
            .send(Method::PUT, &path, &cookie, &review(words))
            .await
    };
    let saved = json_of(save(0, "one page").await).await;
    assert_eq!(saved["revision"], 1);
    let late = save(0, "the other page").await;
    assert_eq!(error_of(late).await, (409, "review_changed".to_owned()));
    // The same text is not a conflict: a page sends a save again if its answer was lost.
    let again = json_of(save(0, "one page").await).await;
    assert_eq!(again["revision"], 2);
    assert_eq!(json_of(save(2, "both").await).await["revision"], 3);
    let address = format!("/api/sessions/{session}");
    let view = json_of(service.get(&address, &cookie).await).await;
    assert_eq!(view["review"]["final_reason"], "both");
    assert_eq!(view["review_revision"], 3);
}

#[tokio::test]
async fn each_practitioner_has_their_own_draft() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let grace = service.practitioner("grace").await;
    let session = service.checked(vec![small_event()]).await;
    let path = format!("/api/sessions/{session}");
    let response = service
        .send(Method::PUT, &format!("{path}/review"), &ada, &complete())
        .await;
    assert_eq!(response.status(), 200);
    let view = json_of(service.get(&path, &grace).await).await;
    assert_eq!(view["review"]["scores"], json!([]));
}

#[tokio::test]
async fn what_was_not_handed_in_cannot_be_judged() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let (session, _) = service.invited().await;
    let path = format!("/api/sessions/{session}/review/submit");
    let response = service
        .send(Method::POST, &path, &cookie, &complete())
        .await;
    assert_eq!(error_of(response).await, (409, "not_checked".to_owned()));
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused_with_the_reason() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = service.checked(Vec::new()).await;
    let path = format!("/api/sessions/{session}/review");

    let mut unknown = complete();
    unknown["score"] = json!(100);
    let response = service.send(Method::PUT, &path, &cookie, &unknown).await;
    assert_eq!(response.status(), 422);
    let view = json_of(response).await;
    assert_eq!(view["code"], "body_unfit");
    assert!(
        view["message"].as_str().unwrap().contains("`score`"),
        "{view}"
    );

    let raw = async |kind: &str, body: String| {
        let request = service
            .request(Method::PUT, &path)
            .header("cookie", &cookie);
        error_of(
            request
                .header("content-type", kind)
                .body(body)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    assert_eq!(
        raw("application/json", "{".into()).await,
        (400, "body_malformed".into())
    );
    assert_eq!(
        raw("text/plain", "{}".into()).await,
        (415, "body_not_json".into())
    );
    let large = format!("\"{}\"", "x".repeat(1024 * 1024));
    assert_eq!(
        raw("application/json", large).await,
        (413, "body_too_large".into())
    );
}
