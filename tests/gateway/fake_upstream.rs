//! A provider for tests. The requested model decides what it does.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};

pub struct FakeUpstream {
    pub base_url: String,
    /// Lets the models `gated` and `cut` continue after their first piece.
    pub gate: Arc<Notify>,
    /// The requests that it got: the authorization header and the body.
    pub requests: mpsc::UnboundedReceiver<(String, Value)>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    gate: Arc<Notify>,
    requests: mpsc::UnboundedSender<(String, Value)>,
}

impl FakeUpstream {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let base_url = format!("http://{}/v1", listener.local_addr().expect("bound"));
        let gate = Arc::new(Notify::new());
        let (sender, requests) = mpsc::unbounded_channel();
        let shared = Shared {
            gate: Arc::clone(&gate),
            requests: sender,
        };
        let router = Router::new()
            .route("/v1/chat/completions", post(answer))
            .with_state(shared);
        let server = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .expect("serves until dropped");
        });
        Self {
            base_url,
            gate,
            requests,
            server,
        }
    }
}

impl Drop for FakeUpstream {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Response {
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|key| key.to_str().ok());
    let model = request["model"].as_str().unwrap_or_default().to_owned();
    let _ = shared
        .requests
        .send((key.unwrap_or_default().to_owned(), request.clone()));
    match model.as_str() {
        "silent" => std::future::pending().await,
        "busy" => {
            let body = json!({"error": {"message": "slow down", "code": "rate_limit_exceeded"}});
            (
                StatusCode::TOO_MANY_REQUESTS,
                [(header::RETRY_AFTER, "7")],
                Json(body),
            )
                .into_response()
        }
        "broken" => (StatusCode::INTERNAL_SERVER_ERROR, "<h1>oops</h1>").into_response(),
        "unauthorised" => (StatusCode::UNAUTHORIZED, "bad key sk-abc").into_response(),
        _ if request["stream"] == true => streamed(&model, &shared),
        "uncounted" => Json(completion(&Value::Null)).into_response(),
        _ => Json(completion(
            &json!({"prompt_tokens": 11, "completion_tokens": 3}),
        ))
        .into_response(),
    }
}

fn completion(usage: &Value) -> Value {
    json!({
        "id": "c1", "object": "chat.completion", "model": "fine-2026-01",
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": "Hello there"}}],
        "usage": usage,
    })
}

fn streamed(model: &str, shared: &Shared) -> Response {
    let pieces = |pieces: Vec<Bytes>| stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
    let rest = vec![
        chunk(
            &json!([{"index": 0, "delta": {"content": " there"}, "finish_reason": "stop"}]),
            None,
        ),
        chunk(
            &json!([]),
            Some(json!({"prompt_tokens": 11, "completion_tokens": 3})),
        ),
        Bytes::from("data: [DONE]\n\n"),
    ];
    let first = pieces(vec![chunk(
        &json!([{"index": 0, "delta": {"content": "Hello"}}]),
        None,
    )]);
    let body = match model {
        "cut" => {
            let gate = Arc::clone(&shared.gate);
            let cut = stream::once(async move {
                gate.notified().await;
                Err(std::io::Error::other("the line is cut"))
            });
            Body::from_stream(first.chain(cut))
        }
        "stalling" => Body::from_stream(first.chain(stream::pending())),
        "gated" => {
            let gate = Arc::clone(&shared.gate);
            let wait = stream::once(async move {
                gate.notified().await;
                Ok(Bytes::from(": open\n\n"))
            });
            Body::from_stream(first.chain(wait).chain(pieces(rest)))
        }
        _ => Body::from_stream(first.chain(pieces(rest))),
    };
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    Ok::<_, Infallible>((kind, body)).into_response()
}

fn chunk(choices: &Value, usage: Option<Value>) -> Bytes {
    let mut chunk = json!({"object": "chat.completion.chunk", "model": "fine-2026-01"});
    chunk["choices"] = choices.clone();
    if let Some(usage) = usage {
        chunk["usage"] = usage;
    }
    Bytes::from(format!("data: {chunk}\n\n"))
}
