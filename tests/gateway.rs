//! The gateway as a sandbox sees it: over its socket, together with what it records.

#[path = "gateway/bench.rs"]
mod bench;
#[path = "gateway/embedding_tests.rs"]
mod embedding_tests;
#[path = "gateway/ending_tests.rs"]
mod ending_tests;
#[path = "gateway/fair_tests.rs"]
mod fair_tests;
#[path = "gateway/fake_upstream.rs"]
mod fake_upstream;
#[path = "gateway/limit_tests.rs"]
mod limit_tests;
#[path = "gateway/node.rs"]
mod node;
#[path = "gateway/python.rs"]
mod python;
#[path = "gateway/raw_upstream.rs"]
mod raw_upstream;
#[path = "gateway/real_clients.rs"]
mod real_clients;
#[path = "gateway/retry_tests.rs"]
mod retry_tests;
#[path = "gateway/schema_tests.rs"]
mod schema_tests;
#[path = "gateway/simulated_tests.rs"]
mod simulated_tests;
#[path = "gateway/telemetry_tests.rs"]
mod telemetry_tests;
#[path = "gateway/upstream_tests.rs"]
mod upstream_tests;
