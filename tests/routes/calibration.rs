//! Anchor sessions, and the figures of agreement.

use assay::domain::ids::SessionId;
use reqwest::Method;
use serde_json::{Value, json};

use super::blind::review;
use super::service::{Service, error_of, json_of, small_event};

async fn submit(service: &Service, session: SessionId, cookie: &str, points: u32, score: u32) {
    let path = format!("/api/sessions/{session}/review/submit");
    let review = review(points, score, "Seen.");
    let response = service.send(Method::POST, &path, cookie, &review).await;
    assert_eq!(response.status(), 200, "{:?}", response.text().await);
}

async fn calibration(service: &Service, cookie: &str) -> Value {
    json_of(service.get("/api/calibration", cookie).await).await
}

fn reference(points: u32) -> Value {
    let score = |criterion: &str| json!({ "criterion": criterion, "points": points });
    let scores = [score("diagnosis"), score("repair")];
    json!({ "scores": scores, "final_score": 80, "why": "Agreed by all." })
}

#[tokio::test]
async fn figures_come_with_their_number_and_not_before_there_are_enough() {
    let service = Service::start().await;
    let (ada, grace) = (
        service.practitioner("ada").await,
        service.practitioner("grace").await,
    );
    for round in 0..5 {
        let session = service.checked(vec![small_event()]).await;
        let points = if round % 2 == 0 { 0 } else { 4 };
        submit(&service, session, &ada, points, 50 + points).await;
        submit(&service, session, &grace, points, 40 + points).await;
        let found = calibration(&service, &ada).await;
        let alpha = &found["criteria"][0]["agreement"]["ordinal"];
        if round < 4 {
            assert_eq!(
                alpha,
                &json!({ "is": "scarce", "n": round + 1, "needed": 5 })
            );
        } else {
            assert_eq!(
                (&alpha["value"], &alpha["small"]),
                (&json!(1.0), &json!(true))
            );
            let kappa = &found["criteria"][0]["agreement"]["pairs"][0]["quadratic"];
            assert_eq!(kappa["value"], 1.0);
            assert_eq!(found["reviewers"][0]["leniency"]["above"]["value"], 10.0);
            assert_eq!(found["reviewers"][1]["leniency"]["above"]["value"], -10.0);
            assert_eq!(calibration(&service, &ada).await, found);
        }
    }
}

#[tokio::test]
async fn a_new_reviewer_counts_once_they_passed_the_anchor() {
    let service = Service::start().await;
    let ada = service.practitioner("ada").await;
    let anchor = service.checked(vec![small_event()]).await;
    submit(&service, anchor, &ada, 4, 80).await;
    let path = format!("/api/sessions/{anchor}/anchor");
    for unfit in [
        reference(3),
        json!({ "scores": [], "final_score": 80, "why": "." }),
    ] {
        let response = service.send(Method::PUT, &path, &ada, &unfit).await;
        assert_eq!(
            error_of(response).await,
            (422, "reference_unfit".to_owned())
        );
    }
    let response = service.send(Method::PUT, &path, &ada, &reference(4)).await;
    assert_eq!(response.status(), 204);

    let grace = service.practitioner("grace").await;
    // Reviewers who are blind to the anchor cannot change it either.
    let response = service
        .send(Method::PUT, &path, &grace, &reference(0))
        .await;
    assert_eq!(error_of(response).await, (403, "withheld".to_owned()));
    let other = service.checked(vec![small_event()]).await;
    submit(&service, other, &ada, 4, 80).await;
    submit(&service, other, &grace, 4, 84).await;
    let shown = async || {
        let path = format!("/api/sessions/{other}/report");
        json_of(service.get(&path, &ada).await).await
    };
    let before = shown().await;
    assert_eq!(before["standing"]["is"], "single");
    assert_eq!(before["reviews"][1]["qualification"]["is"], "learning");

    submit(&service, anchor, &grace, 4, 90).await;
    let after = shown().await;
    assert_eq!(after["reviews"][1]["qualification"]["is"], "passed");
    assert_eq!(
        (&after["standing"]["is"], &after["standing"]["score"]),
        (&json!("agreed"), &json!(82))
    );
    let found = calibration(&service, &ada).await;
    assert_eq!(
        found["anchors"][0]["tries"],
        json!([["ada", []], ["grace", []]])
    );
}
