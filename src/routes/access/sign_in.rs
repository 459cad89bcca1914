//! Practitioners: signing in and out, and knowing them by their cookie.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::password;
use super::proxies::Asker;
use super::throttle::Turn;
use crate::domain::time::{MINUTE, Timestamp};
use crate::domain::token::Token;
use crate::routes::error::RouteError;
use crate::routes::json::Sent;
use crate::routes::state::RouteState;
use crate::routes::views::{MeView, SignInRequest};

/// The cookie's name.
const COOKIE: &str = "assay_session";
/// How long a sign-in lasts: 12 hours.
const MINUTES: i64 = 12 * 60;
/// The longest name that is looked at.
const MAX_NAME: usize = 200;

/// A practitioner who is signed in.
pub struct SignedIn {
    /// Their name.
    pub name: String,
}

impl FromRequestParts<RouteState> for SignedIn {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &RouteState) -> Result<Self, RouteError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let user = match jar.get(COOKIE) {
            Some(cookie) => {
                let token = Token::presented(cookie.value());
                state.store.signed_in_user(token.digest()).await?
            }
            None => None,
        };
        let Some(name) = user else {
            let message = "Sign in first.";
            return Err(RouteError::unauthorized("not_signed_in", message));
        };
        let Asker(address) = Asker::of(parts);
        state.sign_ins.recognise(address, &name);
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
    if name.len() > MAX_NAME {
        return Err(failed());
    }
    let Some(turn) = state.sign_ins.turn(address, &name).await else {
        let message = "Too many attempts failed. Wait a minute, then try again.";
        return Err(RouteError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            message,
        ));
    };
    if !password_fits(&state, &name, password, turn).await? {
        return Err(failed());
    }
    state.sign_ins.forgive(address, &name);
    let token = Token::generate();
    let expires_at = Timestamp::now().plus(MINUTES * MINUTE);
    state
        .store
        .put_sign_in(token.digest(), &name, expires_at)
        .await?;
    Ok((
        jar.add(cookie(&state, token.reveal().to_owned())),
        Json(MeView { name }),
    ))
}

async fn password_fits(
    state: &RouteState,
    name: &str,
    password: String,
    turn: Turn,
) -> Result<bool, RouteError> {
    let stored = state.store.password_hash(name).await?;
    let check = move || {
        // The work goes on when the client has gone, and its turn lasts as long.
        let _turn = turn;
        password::matches(&password, stored.as_deref())
    };
    tokio::task::spawn_blocking(check)
        .await
        .map_err(RouteError::internal)
}

/// The same for an unknown name and a wrong password.
fn failed() -> RouteError {
    RouteError::unauthorized(
        "sign_in_failed",
        "This name and password do not belong together.",
    )
}

fn cookie(state: &RouteState, value: String) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.origins.secure())
        .max_age(time::Duration::minutes(MINUTES))
        .build()
}

/// `POST /api/sign-out`: ends the sign-in on the server, whatever the browser does.
pub async fn sign_out(
    State(state): State<RouteState>,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), RouteError> {
    if let Some(cookie) = jar.get(COOKIE) {
        state
            .store
            .delete_sign_in(Token::presented(cookie.value()).digest())
            .await?;
    }
    Ok((
        jar.remove(cookie(&state, String::new())),
        StatusCode::NO_CONTENT,
    ))
}

/// `GET /api/me`
pub async fn me(user: SignedIn) -> Json<MeView> {
    Json(MeView { name: user.name })
}
