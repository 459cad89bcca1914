//! Sandbox folders laid out before they are needed: the candidate reads meanwhile.

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

/// A session's folder with the workspace in it, nothing of which has run yet.
#[derive(Clone)]
pub struct Layout {
    /// The prepared workspace that was copied: another one after a change of the scenario.
    from: PathBuf,
    /// The workspace's files; their contents are in the store.
    pub snapshot: Snapshot,
}

/// What is there before it is needed: workspaces ready to be copied, folders that are laid out and
/// not used yet, and frozen sandboxes on some of them.
pub struct PreparedSandboxes {
    workspaces: Workspaces,
    laid_out: Mutex<HashMap<SessionId, Layout>>,
    warm: WarmSandboxes,
}

impl PreparedSandboxes {
    /// Keeps ready workspaces in this folder, and so many sandboxes warm at most.
    pub fn new(workspaces: PathBuf, warm_sandboxes: usize) -> Self {
        Self {
            workspaces: Workspaces::new(workspaces),
            laid_out: Mutex::default(),
            warm: WarmSandboxes::new(warm_sandboxes),
        }
    }

    /// Lays out a session's folder and warms its sandbox up in the background, unless the session
    /// starts first.
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
        if record.state != SessionState::Consented {
            return Ok(());
        }
        let scenario = context.scenario(&record).await?;
        self.lay_out(context, session, &scenario).await?;
        self.warm.warm_up(context, session, &scenario).await
    }

    /// Makes the session's folder, with nothing left in it from a start that failed, or finds it
    /// made. The caller has the session's turn.
    pub async fn lay_out(
        &self,
        context: &Context,
        session: SessionId,
        scenario: &Scenario,
    ) -> Result<Layout, SessionError> {
        let from = self.workspaces.prepare(scenario).await?;
        let mut layouts = self.laid_out.lock().await;
        if let Some(layout) = layouts.get(&session).filter(|layout| layout.from == from) {
            return Ok(layout.clone());
        }
        layouts.remove(&session);
        drop(layouts);
        // Its mounts would be of a folder that is gone.
        self.warm.cool_down(context, session).await?;
        let directory = context.parts.sandbox_directory(session);
        let (source, read_only) = (from.clone(), read_only_of(scenario));
        let copying = move || copy(&directory, &source, &read_only);
        let copied = background::spawn(copying).await;
        let (snapshot, contents) =
            copied.map_err(|_| SessionError::Internal("laying out the workspace".into()))??;
        // Before the event that refers to them, which then costs a commit and no compression.
        context
            .parts
            .store
            .append_events(session, &[], &contents)
            .await?;
        let layout = Layout { from, snapshot };
        self.laid_out.lock().await.insert(session, layout.clone());
        Ok(layout)
    }

    /// Whatever happens to the folder from here on, it is not as it was laid out.
    pub async fn forget(&self, session: SessionId) {
        self.laid_out.lock().await.remove(&session);
    }

    /// Lets a session's frozen sandbox go on, if there is one as it was left and of this image.
    /// Otherwise there is none afterwards. The caller has the session's turn.
    pub async fn thaw(
        &self,
        context: &Context,
        docker: &Docker,
        session: SessionId,
        image: &str,
    ) -> Result<bool, SessionError> {
        self.warm.thaw(context, docker, session, image).await
    }

    /// Removes a session's frozen sandbox, if there is one. The caller has the session's turn.
    pub async fn cool_down(
        &self,
        context: &Context,
        session: SessionId,
    ) -> Result<(), SessionError> {
        self.warm.cool_down(context, session).await
    }

    /// Removes frozen sandboxes that are too many or were not needed for too long. The caller has
    /// no turn.
    pub async fn cool_surplus(&self, context: &Context) {
        self.warm.cool_surplus(context).await;
    }

    /// Removes all frozen sandboxes, since the service stops.
    pub async fn cool_all(&self, context: &Context) {
        self.warm.cool_all(context).await;
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
    let mut scanner = Scanner::open(&directory.workspace())?;
    let scanned = scanner.scan(false)?;
    let contents = scanned
        .files
        .into_iter()
        .flat_map(|change| change.contents)
        .collect();
    Ok((scanner.snapshot(), contents))
}
