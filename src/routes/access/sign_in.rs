//! Practitioners: signing in and out, and knowing them by their cookie.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::proxies::Asker;
use crate::people::{PeopleError, SIGN_IN_MINUTES};
use crate::routes::error::RouteError;
use crate::routes::json::Sent;
use crate::routes::state::RouteState;
use crate::routes::views::{MeView, SignInRequest};

const COOKIE: &str = "assay_session";

/// A practitioner who is signed in.
pub struct SignedIn {
    pub name: String,
}

impl FromRequestParts<RouteState> for SignedIn {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(COOKIE).ok_or(PeopleError::NotSignedIn)?;
        let Asker(address) = Asker::of(parts);
        let name = state.people.signed_in(address, cookie.value()).await?;
        Ok(Self { name })
    }
}

/// `POST /api/sign-in`
pub async fn sign_in(
    State(state): State<RouteState>,
    Asker(address): Asker,
    jar: CookieJar,
    Sent(request): Sent<SignInRequest>,
) -> Result<(CookieJar, Json<MeView>), RouteError> {
    let SignInRequest { name, password } = request;
    let token = state.people.sign_in(address, &name, password).await?;
    let cookie = cookie(&state, token.reveal().to_owned());
    Ok((jar.add(cookie), Json(MeView { name })))
}

fn cookie(state: &RouteState, value: String) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.origins.secure())
        .max_age(time::Duration::minutes(SIGN_IN_MINUTES))
        .build()
}

/// `POST /api/sign-out`: ends the sign-in on the server, whatever the browser does.
pub async fn sign_out(
    State(state): State<RouteState>,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), RouteError> {
    if let Some(cookie) = jar.get(COOKIE) {
        state.people.sign_out(cookie.value()).await?;
    }
    let cookie = cookie(&state, String::new());
    Ok((jar.remove(cookie), StatusCode::NO_CONTENT))
}

/// `GET /api/me`
pub async fn me(user: SignedIn) -> Json<MeView> {
    Json(MeView { name: user.name })
}
