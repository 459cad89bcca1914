//! Sandbox folders that are made before they are needed, while the candidate reads.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Mutex;

use super::warm::WarmSandboxes;
use super::workspaces::{self, Workspaces};
use crate::background;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::recorder::files::scan::Scanner;
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::Docker;
use crate::sandbox::directory::SandboxDirectory;
use crate::scenario::Scenario;
use crate::session::context::{Context, SessionError};
use crate::verification::wants::read_only_of;

/// A session's folder with the workspace in it. Nothing has run in it yet.
#[derive(Clone)]
pub struct LaidOut {
    /// The prepared workspace that was copied. It is another one once the scenario has changed.
    from: PathBuf,
    /// The workspace's files. The store has their contents.
    pub snapshot: Snapshot,
}

/// What is made before it is needed: workspaces ready to be copied, folders that are made and not
/// used yet, and frozen sandboxes on some of those folders.
pub struct PreparedSandboxes {
    workspaces: Workspaces,
    laid_out: Mutex<HashMap<SessionId, LaidOut>>,
    warm: WarmSandboxes,
}

impl PreparedSandboxes {
    /// `workspaces` is the folder for ready workspaces, `warm_sandboxes` the most frozen sandboxes
    /// to keep.
    pub fn new(workspaces: PathBuf, warm_sandboxes: usize) -> Self {
        Self {
            workspaces: Workspaces::new(workspaces),
            laid_out: Mutex::default(),
            warm: WarmSandboxes::new(warm_sandboxes),
        }
    }

    /// Makes a session's folder and its frozen sandbox in the background, unless the session starts
    /// first.
    pub fn prepare_later(self: &Arc<Self>, context: &Arc<Context>, session: SessionId) {
        let (prepared, shared) = (Arc::clone(self), Arc::clone(context));
        context.tasks.spawn(async move {
            tokio::select! {
                () = shared.stop.cancelled() => return,
                () = shared.recovered.cancelled() => {}
            }
            if let Err(error) = prepared.prepare(&shared, session).await {
                tracing::error!(%session, %error, "the sandbox could not be prepared");
            }
            prepared.cool_surplus(&shared).await;
        });
    }

    async fn prepare(&self, context: &Context, session: SessionId) -> Result<(), SessionError> {
        // The turn keeps this from emptying the folder of a session that has started.
        let _turn = context.turn(session).await;
        let record = context.reload(session).await?;
        let undecided = record.track_open && record.track.is_none();
        if record.state != SessionState::Consented || undecided {
            return Ok(());
        }
        let scenario = context.scenario(&record).await?;
        self.lay_out(context, session, &scenario).await?;
        self.warm.warm_up(context, session, &scenario).await
    }

    /// Makes the session's folder, without leftovers of a start that failed, or returns it if it is
    /// made already. The caller must have the session's turn.
    pub async fn lay_out(
        &self,
        context: &Context,
        session: SessionId,
        scenario: &Scenario,
    ) -> Result<LaidOut, SessionError> {
        let from = self.workspaces.prepare(scenario).await?;
        let mut known = self.laid_out.lock().await;
        if let Some(laid_out) = known.get(&session).filter(|laid_out| laid_out.from == from) {
            return Ok(laid_out.clone());
        }
        known.remove(&session);
        drop(known);
        // The frozen sandbox would have mounts of a folder that no longer exists.
        self.warm.cool_down(context, session).await?;
        let directory = context.parts.sandbox_directory(session);
        let (source, read_only) = (from.clone(), read_only_of(scenario));
        let state = scenario.pipeline.state_name().to_owned();
        let copying = move || copy(&directory, &source, &state, &read_only);
        let copied = background::spawn(copying).await;
        let (snapshot, contents) =
            copied.map_err(|_| SessionError::Internal("laying out the workspace".into()))??;
        // Before the event that refers to these contents, so that the event costs a commit and no
        // compression.
        context
            .parts
            .store
            .append_events(session, &[], &contents)
            .await?;
        let laid_out = LaidOut { from, snapshot };
        self.laid_out.lock().await.insert(session, laid_out.clone());
        Ok(laid_out)
    }

    /// Call it before anything changes the folder: it is then no longer as it was made.
    pub async fn forget(&self, session: SessionId) {
        self.laid_out.lock().await.remove(&session);
    }

    /// Unfreezes a session's sandbox if there is one, still as it was left, with this image;
    /// otherwise removes it. The caller must have the session's turn.
    pub async fn thaw(
        &self,
        context: &Context,
        docker: &Docker,
        session: SessionId,
        image: &str,
    ) -> Result<bool, SessionError> {
        self.warm.thaw(context, docker, session, image).await
    }

    /// Removes a session's frozen sandbox, if there is one. The caller must have the session's
    /// turn.
    pub async fn cool_down(
        &self,
        context: &Context,
        session: SessionId,
    ) -> Result<(), SessionError> {
        self.warm.cool_down(context, session).await
    }

    /// Removes frozen sandboxes that are too many or too old. The caller must not have any turn.
    pub async fn cool_surplus(&self, context: &Context) {
        self.warm.cool_surplus(context).await;
    }

    /// Removes all frozen sandboxes, before the service stops.
    pub async fn cool_all(&self, context: &Context) {
        self.warm.cool_all(context).await;
    }
}

/// Copies a prepared workspace and reads the copy.
fn copy(
    directory: &SandboxDirectory,
    from: &Path,
    state: &str,
    read_only: &[String],
) -> Result<(Snapshot, Vec<Vec<u8>>), SessionError> {
    directory.remove()?;
    directory.prepare(state)?;
    workspaces::copy(from, &directory.workspace())?;
    workspaces::fix(directory, read_only)?;
    let mut scanner = Scanner::open(&directory.workspace())?;
    let scanned = scanner.scan(false)?;
    let contents = scanned
        .files
        .into_iter()
        .flat_map(|change| change.contents)
        .collect();
    Ok((scanner.snapshot(), contents))
}
