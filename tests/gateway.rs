//! The gateway as a sandbox sees it: over its socket, with what it reports beside it.

#[path = "gateway/bench.rs"]
mod bench;
#[path = "gateway/embedding_tests.rs"]
mod embedding_tests;
#[path = "gateway/fake_upstream.rs"]
mod fake_upstream;
#[path = "gateway/limit_tests.rs"]
mod limit_tests;
#[path = "gateway/simulated_tests.rs"]
mod simulated_tests;
#[path = "gateway/upstream_tests.rs"]
mod upstream_tests;
