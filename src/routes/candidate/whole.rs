//! Large answers. A page that has nothing yet gets everything that was written: megabytes at the
//! end of a long day. A session may have only a few such answers in transit at once, and only so
//! many bytes of them over time. So a client that asks often or reads slowly costs little.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::error::RouteError;
use crate::domain::ids::Digest;
use crate::domain::token::Token;

/// Large answers of one session that may be in transit at once.
const AT_ONCE: usize = 2;
/// In bytes. A smaller answer is not limited; a poll's answer is a twentieth of this.
const LARGE: u64 = 64 * 1024;
/// Bytes of large answers that a session may get at once after a rest, and how many more each
/// second. Loading the page takes one whole answer.
const BURST: f64 = 12.0 * 1024.0 * 1024.0;
const PER_SECOND: f64 = 1024.0 * 1024.0;
/// How long a request waits for a place before anything is done.
const PATIENCE: Duration = Duration::from_secs(5);
/// In seconds, for `Retry-After`.
const AGAIN: &str = "5";
/// When this many sessions are known, those without large answers are forgotten.
const FORGETS: usize = 256;

/// The large answers of all sessions.
pub(super) struct Whole {
    patience: Duration,
    places: Mutex<HashMap<Digest, Weak<Semaphore>>>,
    budgets: Mutex<HashMap<Digest, Budget>>,
}

/// What a session had left at a moment.
struct Budget {
    bytes: f64,
    at: Instant,
}

impl Budget {
    fn now(&mut self, now: Instant) -> &mut f64 {
        let rested = now.duration_since(self.at).as_secs_f64() * PER_SECOND;
        self.bytes = BURST.min(self.bytes + rested);
        self.at = now;
        &mut self.bytes
    }
}

impl Default for Whole {
    fn default() -> Self {
        Self {
            patience: PATIENCE,
            places: Mutex::default(),
            budgets: Mutex::default(),
        }
    }
}

impl Whole {
    fn of(&self, candidate: Digest) -> Arc<Semaphore> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = places.get(&candidate).and_then(Weak::upgrade) {
            return known;
        }
        if places.len() >= FORGETS {
            places.retain(|_, known| known.strong_count() > 0);
        }
        let new = Arc::new(Semaphore::new(AT_ONCE));
        places.insert(candidate, Arc::downgrade(&new));
        new
    }

    fn has_any_left(&self, candidate: Digest, now: Instant) -> bool {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        budgets
            .get_mut(&candidate)
            .is_none_or(|it| *it.now(now) > 0.0)
    }

    fn take(&self, candidate: Digest, bytes: u64, now: Instant) {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        if budgets.len() >= FORGETS {
            budgets.retain(|_, it| *it.now(now) < BURST);
        }
        let fresh = Budget {
            bytes: BURST,
            at: now,
        };
        #[expect(clippy::cast_precision_loss, reason = "an answer has megabytes")]
        let bytes = bytes as f64;
        *budgets.entry(candidate).or_insert(fresh).now(now) -= bytes;
    }
}

/// Middleware. A request that does not say what the page has waits for a place before anything is
/// done. After that, the size of the answer counts: a request with an unknown `since` gets
/// everything too.
pub(super) async fn limit(
    State(whole): State<Arc<Whole>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(candidate) = candidate_of(request.headers()) else {
        return next.run(request).await;
    };
    let places = whole.of(candidate);
    if !says_what_it_has(request.uri()) {
        if !whole.has_any_left(candidate, Instant::now()) {
            return too_many(
                "This page has loaded the whole session too often. Nothing of this request was done. \
                 Try again in a moment.",
            );
        }
        let _ = tokio::time::timeout(whole.patience, places.acquire()).await;
    }
    let response = next.run(request).await;
    let bytes = response.body().size_hint().lower();
    if bytes < LARGE {
        return response;
    }
    whole.take(candidate, bytes, Instant::now());
    match places.try_acquire_owned() {
        Ok(place) => response.map(|body| {
            Body::new(Held {
                body,
                _place: place,
            })
        }),
        Err(_) => too_many(
            "Other large answers are still on their way to this page. What you sent with this request \
             was done. Try again in a moment.",
        ),
    }
}

fn candidate_of(headers: &HeaderMap) -> Option<Digest> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let token = header.strip_prefix("Bearer ")?.trim();
    Some(Token::presented(token).digest())
}

fn says_what_it_has(uri: &Uri) -> bool {
    let mut parameters = uri.query().unwrap_or_default().split('&');
    parameters.any(|it| it.starts_with("since="))
}

fn too_many(message: &str) -> Response {
    let error = RouteError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_answers", message);
    ([(RETRY_AFTER, AGAIN)], error).into_response()
}

/// An answer's body. It holds a place until the client has taken it or is gone.
struct Held {
    body: Body,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::middleware::from_fn_with_state;
    use axum::{Router, routing};
    use tower::Service as _;

    use super::*;

    fn router() -> Router {
        let whole = Whole {
            patience: Duration::from_millis(20),
            ..Whole::default()
        };
        Router::new()
            .route("/large", routing::get(|| async { "x".repeat(100_000) }))
            .route("/small", routing::get(|| async { "x".repeat(1_000) }))
            .layer(from_fn_with_state(Arc::new(whole), limit))
    }

    async fn ask(router: &Router, path: &str, token: &str) -> Response {
        let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        router.clone().call(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_session_has_two_large_answers_in_transit_and_others_have_theirs() {
        let router = router();
        let first = ask(&router, "/large", "one").await;
        let second = ask(&router, "/large?since=999999", "one").await;
        assert_eq!([first.status(), second.status()], [StatusCode::OK; 2]);
        for path in ["/large", "/large?since=7"] {
            let third = ask(&router, path, " one ").await;
            assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
            assert_eq!(third.headers()[RETRY_AFTER], AGAIN);
        }
        assert_eq!(ask(&router, "/small", "one").await.status(), StatusCode::OK);
        assert_eq!(ask(&router, "/large", "two").await.status(), StatusCode::OK);

        let read = axum::body::to_bytes(first.into_body(), usize::MAX).await;
        assert_eq!(read.unwrap().len(), 100_000);
        let again = ask(&router, "/large", "one").await;
        assert_eq!(again.status(), StatusCode::OK, "a place is given back");
        drop((second, again));
    }

    #[tokio::test]
    async fn a_session_that_asks_for_everything_again_and_again_has_to_rest() {
        let whole = Whole::default();
        let (often, seldom) = (Digest::of(b"often"), Digest::of(b"seldom"));
        let now = Instant::now();
        for _ in 0..3 {
            assert!(whole.has_any_left(often, now));
            whole.take(often, 4 << 20, now);
        }
        assert!(!whole.has_any_left(often, now));
        assert!(whole.has_any_left(seldom, now));
        assert!(whole.has_any_left(often, now + Duration::from_secs(1)));
    }

    #[tokio::test]
    async fn sessions_without_large_answers_are_forgotten() {
        let whole = Whole::default();
        let kept = whole.of(Digest::of(b"kept"));
        for number in 0..3 * FORGETS {
            drop(whole.of(Digest::of(&number.to_le_bytes())));
        }
        assert!(whole.places.lock().unwrap().len() <= FORGETS);
        assert!(Arc::ptr_eq(&kept, &whole.of(Digest::of(b"kept"))));
    }
}
