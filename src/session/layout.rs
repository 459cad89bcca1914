//! Sandbox folders laid out before they are needed: the candidate reads meanwhile.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::conduct::{Conductor, SessionError, read_only_of};
use super::workspaces;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::recorder::files::scan::Scanner;
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::directory::SandboxDirectory;
use crate::scenario::Scenario;

/// A session's folder with the workspace in it, nothing of which has run yet.
#[derive(Clone)]
pub(super) struct Layout {
    /// The prepared workspace that was copied: another one after a change of the scenario.
    from: PathBuf,
    /// The workspace's files; their contents are in the store.
    pub snapshot: Snapshot,
}

/// The folders that are laid out and not used yet.
#[derive(Default)]
pub(super) struct Layouts(Mutex<HashMap<SessionId, Layout>>);

impl Layouts {
    /// Whatever happens to the folder from here on, it is not as it was laid out.
    pub async fn forget(&self, session: SessionId) {
        self.0.lock().await.remove(&session);
    }
}

impl Conductor {
    /// Lays out a session's folder and warms its sandbox up in the background, unless the session
    /// starts first.
    pub(super) fn prepare_later(self: &Arc<Self>, session: SessionId) {
        let conductor = Arc::clone(self);
        self.tasks.spawn(async move {
            tokio::select! {
                () = conductor.stop.cancelled() => return,
                () = conductor.recovered.cancelled() => {}
            }
            if let Err(error) = conductor.prepare(session).await {
                tracing::error!(%session, %error, "the sandbox could not be prepared");
            }
            conductor.cool_surplus().await;
        });
    }

    async fn prepare(&self, session: SessionId) -> Result<(), SessionError> {
        // The turn keeps this from emptying the folder of a session that has started.
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        if record.state != SessionState::Consented {
            return Ok(());
        }
        let scenario = self.scenario(&record.scenario)?;
        self.lay_out(session, &scenario).await?;
        self.warm_up(session, &scenario).await
    }

    /// Makes the session's folder, with nothing left in it from a start that failed, or finds it
    /// made. The caller has the session's turn.
    pub(super) async fn lay_out(
        &self,
        session: SessionId,
        scenario: &Scenario,
    ) -> Result<Layout, SessionError> {
        let library = &self.parts.library;
        let from = self.workspaces.prepare(library, scenario).await?;
        let mut layouts = self.layouts.0.lock().await;
        if let Some(layout) = layouts.get(&session).filter(|layout| layout.from == from) {
            return Ok(layout.clone());
        }
        layouts.remove(&session);
        drop(layouts);
        // Its mounts would be of a folder that is gone.
        self.cool_down(session).await?;
        let directory = self.parts.sandbox_directory(session);
        let (source, read_only) = (from.clone(), read_only_of(scenario));
        let copying = move || copy(&directory, &source, &read_only);
        let copied = tokio::task::spawn_blocking(copying).await;
        let (snapshot, contents) =
            copied.map_err(|_| SessionError::Internal("laying out the workspace".into()))??;
        // Before the event that refers to them, which then costs a commit and no compression.
        self.parts
            .store
            .append_events(session, &[], &contents)
            .await?;
        let layout = Layout { from, snapshot };
        self.layouts.0.lock().await.insert(session, layout.clone());
        Ok(layout)
    }
}

/// Copies a prepared workspace and reads what was copied.
fn copy(
    directory: &SandboxDirectory,
    from: &Path,
    read_only: &[String],
) -> Result<(Snapshot, Vec<Vec<u8>>), SessionError> {
    directory.remove()?;
    directory.prepare()?;
    workspaces::copy(from, &directory.workspace())?;
    workspaces::fix(directory, read_only)?;
    let mut scanner = Scanner::open(&directory.workspace(), Snapshot::default())?;
    let changes = scanner.scan()?;
    let contents = changes
        .into_iter()
        .flat_map(|change| change.contents)
        .collect();
    Ok((scanner.snapshot(), contents))
}
