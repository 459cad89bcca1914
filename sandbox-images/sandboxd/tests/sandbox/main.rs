//! The agent as a whole: the binary is started in a folder of its own and spoken to.
//!
//! These tests need root, as the agent does: it becomes other users.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something is not as it should be"
)]

mod boundary;
mod client;
mod services;
mod shell_integration;
mod terminals;
