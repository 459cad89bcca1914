//! The agent as a whole: the tests start the binary in its own folder and talk to it.
//!
//! They need root, as the agent does, because it becomes other users.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something is not as it should be"
)]

mod boundary;
mod client;
mod services;
mod shell_integration;
mod terminals;
