//! The gateway: the host's side of the only opening of a sandbox.
//!
//! Each session has one Unix socket, which serves an OpenAI-compatible API (chat, embeddings,
//! models) and takes OTLP telemetry. The socket identifies the session, so a request needs no
//! credentials and cannot be someone else's. Everything that comes in is hostile until parsed.
//! Every exchange is reported through [`CallSink`] before its answer is complete: nothing is shown
//! that will not be in the trace.
//!
//! The gateway knows nothing of sessions or traces. Whoever runs a session gives it a
//! [`GatewayConfig`], a shared [`Embedder`] and a sink.

use assay_background as background;
use assay_domain as domain;

mod answer;
pub mod budget;
pub mod calls;
mod chat;
pub mod config;
mod dialect;
mod draft;
pub mod embedder;
pub mod embedding_cache;
mod embeddings;
pub mod error;
mod exchange;
mod exports;
mod facts;
mod listing;
pub mod memory_sink;
pub mod minilm;
mod offers;
mod pace;
mod place;
mod request_body;
mod retry;
mod room;
mod route;
mod rpc_status;
mod server;
pub mod simulated;
mod sse;
mod state;
mod stream;
pub mod stub;
mod telemetry;
mod upstream;
mod vectors;
mod wire;

pub use budget::Spent;
pub use calls::{
    Call, CallKind, CallSink, ErrorClass, Phase, RecordError, Span, SpanEvent, SpanLink, Usage,
    VectorCall, VectorHit, VectorReport,
};
pub use config::GatewayConfig;
pub use embedder::Embedder;
pub use memory_sink::MemorySink;
pub use server::serve;
pub use state::Gateway;
