//! The sandbox that a session runs in.

use crate::domain::ids::SessionId;
use crate::sandbox::{Purpose, SandboxSpec};
use crate::scenario::Scenario;
use crate::session::context::{Parts, sandbox_name};
use crate::verification::wants::{limits_of, read_only_of};

/// With this image, on the session's folder.
pub fn spec_of(
    parts: &Parts,
    session: SessionId,
    scenario: &Scenario,
    image: String,
) -> SandboxSpec {
    SandboxSpec {
        name: sandbox_name(session),
        purpose: Purpose::Session,
        image,
        directory: parts.sandbox_directory(session).path().to_owned(),
        limits: limits_of(scenario),
        host: scenario.pipeline.command.clone(),
        state: scenario.pipeline.state_name().to_owned(),
        read_only: read_only_of(scenario),
    }
}
