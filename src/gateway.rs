//! The gateway: the host's side of the only opening of a sandbox.
//!
//! One Unix socket a session serves an OpenAI-compatible API (chat, embeddings, models) and takes
//! OTLP telemetry. The socket identifies the session, so a request needs no credentials and cannot
//! be someone else's. Whatever comes in is hostile until parsed, and every exchange is reported
//! through [`CallSink`] before its answer is complete: nothing is shown that will not be in the trace.
//!
//! The gateway knows nothing of sessions or traces; whoever conducts a session gives it a
//! [`GatewayConfig`], a shared [`Embedder`] and a sink.

pub mod budget;
pub mod calls;
mod chat;
pub mod config;
pub mod embedder;
pub mod embedding_cache;
mod embeddings;
pub mod error;
mod exchange;
mod facts;
mod listing;
pub mod memory_sink;
pub mod minilm;
mod pace;
pub mod server;
pub mod simulated;
mod sse;
mod stream;
pub mod stub;
mod telemetry;
mod upstream;
mod vectors;
mod wire;

pub use budget::Spent;
pub use calls::{
    Call, CallKind, CallSink, ErrorClass, Phase, RecordError, Span, Usage, VectorCall, VectorHit,
    VectorReport,
};
pub use config::GatewayConfig;
pub use embedder::Embedder;
pub use memory_sink::MemorySink;
pub use server::{Gateway, serve};
