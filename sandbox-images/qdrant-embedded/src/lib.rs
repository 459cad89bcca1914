//! Qdrant's gRPC and REST API on the in-process engine `qdrant-edge`, for one sandbox.
//!
//! Two transports ([`grpc`], [`rest`]) turn requests into the engine's types ([`request`]) and pass
//! them to one [`service`], which runs them on the [`collection`]s of a [`registry`]. The server
//! refuses by name what it does not support. It ignores nothing that would change a result.

pub mod aliases;
pub mod collection;
pub mod error;
pub mod grpc;
pub mod info;
pub mod json;
pub mod registry;
pub mod report;
pub mod request;
pub mod rest;
pub mod server;
pub mod service;
pub mod update;

/// The title in every self-description. It is Qdrant's own, because clients compare it.
pub const TITLE: &str = "qdrant - vector search engine";
/// The version of Qdrant that this server's results match. The engine was released two hours before
/// it, from the same branch.
pub const API_VERSION: &str = "1.18.2";
/// The engine that stores and searches.
pub const ENGINE: &str = "qdrant-edge 0.7.2";
/// Given where Qdrant names its commit: this is not Qdrant's own server.
pub const SELF: &str = "qdrant-embedded on qdrant-edge 0.7.2";
