//! A candidate and a practitioner without a browser, over the real interfaces. The demo, the
//! benchmark and the tests drive the service with them.

pub mod candidate;
pub mod practitioner;
pub mod service;
pub mod terminal;

/// Ignores the machine's proxy settings and connects to the service directly.
fn http() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().build()
}
