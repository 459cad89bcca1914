//! Pages, and the headers of every answer.

use reqwest::Method;

use super::service::{Service, error_of};

#[tokio::test]
async fn every_answer_says_what_a_page_may_do() {
    let service = Service::start().await;
    for path in [
        "/sign-in",
        "/c/some-token",
        "/api/me",
        "/api/nothing",
        "/nothing",
    ] {
        let response = service.get(path, "").await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        let caching = headers["cache-control"].to_str().unwrap();
        assert!(
            ["no-store", "no-cache"].contains(&caching),
            "{path}: {caching}"
        );
    }
}

#[tokio::test]
async fn the_front_door_leads_on() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    for (cookie, target) in [("", "/sign-in"), (cookie.as_str(), "/sessions")] {
        let response = service.get("/", cookie).await;
        assert_eq!(response.status(), 303);
        assert_eq!(response.headers()["location"], target);
    }
}

#[tokio::test]
async fn unknown_addresses_and_methods_of_the_interface_answer_errors() {
    let service = Service::start().await;
    let response = service.get("/api/nothing", "").await;
    assert_eq!(error_of(response).await, (404, "not_found".to_owned()));
    let response = service
        .request(Method::DELETE, "/api/me")
        .send()
        .await
        .unwrap();
    assert_eq!(
        error_of(response).await,
        (405, "method_not_allowed".to_owned())
    );
    assert_eq!(service.get("/nothing", "").await.status(), 404);
}
