//! Signing in, tokens, and requests from other sites.

use assay::app::route_state;
use assay::domain::scoring_policy::ScoringPolicy;
use assay::domain::session::SessionState::{Consented, Invited, Running};
use assay::domain::time::Timestamp;
use assay::domain::token::Token;
use assay::routes::access::{Origins, candidate_of_token};
use axum::response::IntoResponse as _;
use reqwest::Method;
use serde_json::json;

use super::service::{PASSWORD, Service, editions, error_of, json_of};

#[tokio::test]
async fn the_cookie_opens_until_sign_out() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    assert_eq!(
        json_of(service.get("/api/me", &cookie).await).await,
        json!({ "name": "ada" })
    );

    let out = service
        .send(Method::POST, "/api/sign-out", &cookie, &json!({}))
        .await;
    assert_eq!(out.status(), 204);
    assert!(
        out.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    let (status, code) = error_of(service.get("/api/me", &cookie).await).await;
    assert_eq!((status, code.as_str()), (401, "not_signed_in"));
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_plain_http() {
    for (url, secure) in [("https://assay.test", true), ("http://assay.test", false)] {
        let service = Service::start_at(url).await;
        service.practitioner("ada").await;
        let response = service.sign_in("ada", PASSWORD).await;
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        for part in [
            "assay_session=",
            "HttpOnly",
            "SameSite=Lax",
            "Path=/",
            "Max-Age=43200",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure);
    }
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_are_told_apart_by_nothing() {
    let service = Service::start().await;
    service.practitioner("ada").await;
    let wrong = service.sign_in("ada", "wrong horse battery").await;
    let unknown = service.sign_in("grace", PASSWORD).await;
    assert_eq!(
        (wrong.status(), unknown.status()),
        (401.try_into().unwrap(), 401.try_into().unwrap())
    );
    assert_eq!(json_of(wrong).await, json_of(unknown).await);
}

#[tokio::test]
async fn guessing_is_braked_and_the_right_password_then_does_not_help_a_stranger() {
    let service = Service::start().await;
    service.user("ada").await;
    for _ in 0..10 {
        assert_eq!(service.sign_in("ada", "guess").await.status(), 401);
    }
    let (status, code) = error_of(service.sign_in("ada", PASSWORD).await).await;
    assert_eq!((status, code.as_str()), (429, "too_many_attempts"));
}

#[tokio::test]
async fn where_somebody_is_signed_in_mistakes_only_take_time() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    service.user("grace").await;
    for _ in 0..12 {
        assert_eq!(service.sign_in("ada", "guess").await.status(), 401);
        assert_ne!(service.sign_in("grace", "guess").await.status(), 200);
    }
    assert_eq!(service.sign_in("ada", PASSWORD).await.status(), 200);
    // An address that is familiar from one person's sign-ins is not familiar for another person.
    assert_eq!(service.sign_in("grace", PASSWORD).await.status(), 429);
    assert_eq!(service.get("/api/me", &cookie).await.status(), 200);
}

#[tokio::test]
async fn a_new_password_signs_out() {
    let service = Service::start().await;
    let before = service.practitioner("ada").await;
    let after = service.practitioner("ada").await;
    assert_eq!(service.get("/api/me", &before).await.status(), 401);
    assert_eq!(service.get("/api/me", &after).await.status(), 200);
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let host = service.url.clone();
    let cases: [(&[(&str, &str)], u16); 9] = [
        (&[], 204),
        (&[("sec-fetch-site", "same-origin")], 204),
        (&[("sec-fetch-site", "none")], 204),
        (&[("origin", "http://assay.test")], 204),
        (&[("origin", &host)], 204),
        (&[("origin", "https://evil.test")], 403),
        (&[("origin", "null")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
    ];
    for (headers, expected) in cases {
        let mut request = service
            .request(Method::POST, "/api/sign-out")
            .header("cookie", &cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), expected, "{headers:?}");
        if expected == 403 {
            assert_eq!(error_of(response).await.1, "cross_site");
        }
    }
}

/// The status with which a token is answered. 200 if it opens its session.
async fn status_of(service: &Service, token: &str) -> u16 {
    let origins = Origins::of_url("http://assay.test").unwrap();
    let editions = editions(&service.store, &service.library);
    let state = route_state(
        &service.store,
        editions,
        origins,
        ScoringPolicy::default(),
        None,
    );
    match candidate_of_token(&state, token).await {
        Ok(_) => 200,
        Err(error) => error.into_response().status().as_u16(),
    }
}

#[tokio::test]
async fn tokens_open_their_session_and_lapse_unless_used() {
    let service = Service::start().await;
    let (session, token) = service.invited().await;
    assert_eq!(status_of(&service, &token).await, 200);
    assert_eq!(status_of(&service, &token[1..]).await, 401);
    assert_eq!(status_of(&service, "").await, 401);

    let mut late = service.store.session(session).await.unwrap().unwrap();
    late.id = assay::domain::ids::SessionId::generate();
    late.expires_at = Timestamp::now();
    let token = Token::generate();
    service
        .store
        .create_session(&late, token.digest())
        .await
        .unwrap();
    assert_eq!(status_of(&service, token.reveal()).await, 410);
    for (from, to, expected) in [(Invited, Consented, 410), (Consented, Running, 200)] {
        assert!(
            service
                .store
                .advance_session(late.id, from, to)
                .await
                .unwrap()
        );
        assert_eq!(
            status_of(&service, token.reveal()).await,
            expected,
            "{to:?}"
        );
    }
}
