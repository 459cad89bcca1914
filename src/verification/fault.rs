//! Whatever prevents a verification sandbox from being made or used.

use crate::check::SandboxFault;

pub(super) fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}
