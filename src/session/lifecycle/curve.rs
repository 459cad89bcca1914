//! The check curve: hidden checks that run again after submission, on the workspace as it was at
//! points of the session. Reviewers see when each fault was really repaired, and whether it came
//! back.
//!
//! Live checks are left out, because the stores of an earlier moment no longer exist.

mod points;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::checking::lay_out;
use super::images::image_if_pinned;
use crate::check;
use crate::domain::event::{CheckResult, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState;
use crate::editions::invited_digest;
use crate::recorder::files::snapshot::Snapshot;
use crate::scenario::Scenario;
use crate::scenario::check_spec::Place;
use crate::session::context::{Context, SessionError};
use crate::trace::projections::{Folded, Workspace};
use crate::verification::Factory;
use points::{Edit, points};

/// The most points of one curve. Each costs a sandbox, a build and every clean check.
const MOST: usize = 12;

/// How far a session's curve is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Running {
        /// Points that are done.
        done: usize,
        /// All points of the curve.
        of: usize,
    },
    /// The curve stopped with this error. Points that are done keep their results.
    Failed(String),
}

#[derive(Debug, thiserror::Error)]
pub enum CurveRefused {
    /// There is nothing to check yet.
    #[error("the session's own checks are not done yet")]
    NotChecked,
    /// The session has no edition and its scenario has changed, so its checks may have changed too.
    #[error("the scenario has changed since the session, and its checks with it")]
    OtherScenario,
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// The curves that this service runs: one at a time, because each needs all of the machine's
/// processors.
#[derive(Default)]
pub struct Curves {
    progress: Mutex<HashMap<SessionId, Progress>>,
    turn: tokio::sync::Mutex<()>,
}

impl Curves {
    fn set(&self, session: SessionId, progress: Option<Progress>) {
        let mut all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Some(progress) => all.insert(session, progress),
            None => all.remove(&session),
        };
    }

    /// `None` if the session's curve is not being run.
    pub(in crate::session) fn get(&self, session: SessionId) -> Option<Progress> {
        let all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&session).cloned()
    }

    /// Begins to run a session's curve in the background. Idempotent while it runs. Points that
    /// have their results keep them.
    pub(in crate::session) async fn start(
        self: &Arc<Self>,
        context: &Arc<Context>,
        session: SessionId,
    ) -> Result<(), CurveRefused> {
        if matches!(self.get(session), Some(Progress::Running { .. })) {
            return Ok(());
        }
        let record = context.reload(session).await?;
        if !matches!(record.state, SessionState::Checked | SessionState::Reviewed) {
            return Err(CurveRefused::NotChecked);
        }
        let scenario = context.scenario(&record).await?;
        let invited = invited_digest(&context.parts.store, session).await;
        if invited.map_err(SessionError::from)? != Some(scenario.digest) {
            return Err(CurveRefused::OtherScenario);
        }
        let running = Progress::Running { done: 0, of: 0 };
        self.set(session, Some(running));
        let (curves, running) = (Arc::clone(self), Arc::clone(context));
        context.tasks.spawn(async move {
            let end = tokio::select! {
                () = running.stop.cancelled() => None,
                done = curves.run(&running, session, &scenario) => done.err().map(|error| {
                    tracing::error!(%session, %error, "the check curve could not be run");
                    Progress::Failed(error.to_string())
                }),
            };
            curves.set(session, end);
        });
        Ok(())
    }

    async fn run(
        &self,
        context: &Context,
        session: SessionId,
        scenario: &Scenario,
    ) -> Result<(), SessionError> {
        let _turn = self.turn.lock().await;
        let store = &context.parts.store;
        let seqs = points(&edits(context, session).await?, MOST);
        let known = store.curve(session).await?;
        let mut results_of: HashMap<Digest, Vec<CheckResult>> = HashMap::new();
        let start = Snapshot::at_start(store, session).await?;
        let files = start.unwrap_or_default().0;
        let mut workspace = Folded::starting_with(Workspace { files });
        for (done, &seq) in seqs.iter().enumerate() {
            let of = seqs.len();
            self.set(session, Some(Progress::Running { done, of }));
            workspace.read_on(store, session, seq).await?;
            let snapshot = Snapshot(workspace.state.files.clone());
            let content = snapshot.to_blob().0.blob;
            let results = match (known.get(&seq), results_of.get(&content)) {
                (Some(results), _) | (None, Some(results)) => results.clone(),
                (None, None) => clean_checks(context, session, scenario, snapshot).await?,
            };
            if !known.contains_key(&seq) {
                store.put_curve_point(session, seq, &results).await?;
            }
            results_of.insert(content, results);
        }
        Ok(())
    }
}

async fn clean_checks(
    context: &Context,
    session: SessionId,
    scenario: &Scenario,
    snapshot: Snapshot,
) -> Result<Vec<CheckResult>, SessionError> {
    let live: HashSet<String> = scenario
        .manifest
        .check
        .iter()
        .filter(|check| check.r#where == Place::Live)
        .map(|check| check.id.clone())
        .collect();
    let scenario = scenario.without_checks(&live);
    let base = scenario.base()?;
    let factory = Factory::for_moment(
        Arc::clone(&context.verification),
        &scenario,
        image_if_pinned(context, session, &scenario).await?,
        lay_out(context.parts.store.clone(), session, snapshot),
    );
    let mut results = Vec::new();
    check::run(&scenario, &base, &factory, |result| results.push(result)).await;
    Ok(results)
}

/// Every change of the workspace, in order.
async fn edits(context: &Context, session: SessionId) -> Result<Vec<Edit>, SessionError> {
    let mut edits = Vec::new();
    for kind in ["session.started", "file."] {
        for stored in context.parts.store.events_of_kind(session, kind).await? {
            let event = stored.decode()?;
            if matches!(
                event.body,
                EventBody::FileRefused { .. } | EventBody::FileSummarised(_)
            ) {
                continue;
            }
            let time = event.active;
            edits.push(Edit {
                seq: event.seq,
                time,
            });
        }
    }
    Ok(edits)
}
