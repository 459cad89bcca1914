//! A candidate's `/data` after handing in: kept for live checks, as long as they are not done.
//!
//! It is renamed, not copied, and moves on into the sandbox of the live checks. So it is there
//! once: a service that stops while they use it has lost it, and they say so.

use std::path::PathBuf;

use super::conduct::{Conductor, Parts, SessionError, sandbox_name};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::scenario::Scenario;
use crate::scenario::check_spec::Place;

impl Parts {
    /// Where a session's `/data` is kept.
    pub(super) fn kept(&self, session: SessionId) -> PathBuf {
        self.data_dir.join("kept").join(sandbox_name(session))
    }
}

impl Conductor {
    /// Removes what a session's sandbox leaves on the disk, but for what live checks need. Its
    /// container must be gone. Doing it again is fine.
    pub(super) fn clear_away(&self, session: SessionId, slug: &str) -> Result<(), SessionError> {
        let directory = self.parts.sandbox_directory(session);
        // A scenario that cannot be read any more has no checks that could be run.
        let live = self.scenario(slug).is_ok_and(|it| has_live_checks(&it));
        let kept = self.parts.kept(session);
        if live && !kept.exists() && directory.data().exists() {
            std::fs::create_dir_all(self.parts.data_dir.join("kept"))?;
            std::fs::rename(directory.data(), &kept)?;
        }
        Ok(directory.remove()?)
    }

    /// Removes what was kept of a session whose checks are done.
    pub(super) fn forget_kept(&self, session: SessionId) {
        remove(&self.parts.kept(session));
    }

    /// Removes what was kept of sessions that wait for no checks.
    pub(super) async fn forget_all_kept(&self) -> Result<(), SessionError> {
        let mut waiting = Vec::new();
        for state in [SessionState::Running, SessionState::Submitted] {
            let sessions = self.parts.store.sessions_in(state).await?;
            waiting.extend(sessions.iter().map(|record| self.parts.kept(record.id)));
        }
        let Ok(entries) = std::fs::read_dir(self.parts.data_dir.join("kept")) else {
            return Ok(());
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if !waiting.contains(&path) {
                remove(&path);
            }
        }
        Ok(())
    }
}

fn has_live_checks(scenario: &Scenario) -> bool {
    let checks = &scenario.manifest.check;
    checks.iter().any(|check| check.r#where == Place::Live)
}

fn remove(path: &std::path::Path) {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(path = %path.display(), %error, "kept data could not be removed");
        }
        _ => {}
    }
}
