//! A candidate and a practitioner without a browser, over the real interfaces: what the demo, the
//! benchmark and the tests drive the service with.

pub mod candidate;
pub mod practitioner;
pub mod service;
pub mod terminal;

/// A client that asks the service itself, whatever proxy the machine uses for the rest.
fn http() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().build()
}
