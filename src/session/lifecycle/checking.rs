//! Checks after submission. They run on the workspace from the trace, in a fresh sandbox.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::images::image_if_pinned;
use super::kept::{self, forget_kept};
use super::sealing::seal;
use crate::check::{self, SandboxFault};
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::recorder::files::snapshot::Snapshot;
use crate::sandbox::directory::CANDIDATE;
use crate::session::context::{Context, SessionError};
use crate::store::Store;
use crate::trace::Entry;
use crate::verification::{Factory, LayOut};

/// Runs a session's checks in the background. It is called again after a crash: a check whose
/// result is in the trace keeps it.
pub fn check_later(context: &Arc<Context>, session: SessionId) {
    let shared = Arc::clone(context);
    context.tasks.spawn(async move {
        tokio::select! {
            () = shared.stop.cancelled() => {}
            done = check(&shared, session) => if let Err(error) = done {
                tracing::error!(%session, %error, "the checks could not be run");
            },
        }
    });
}

async fn check(context: &Context, session: SessionId) -> Result<(), SessionError> {
    // A service that was killed right after the hand-in event has not signed the trace.
    seal(context, session).await?;
    let record = context.reload(session).await?;
    let scenario = context.scenario(&record).await?;
    let base = scenario.base()?;
    let trace = context.trace(&record).await?;
    let store = &context.parts.store;
    let mut known = HashSet::new();
    for stored in store.events_of_kind(session, "check.").await? {
        // A check whose result cannot be read is run again.
        if let Some(EventBody::CheckCompleted(result)) = stored.if_whole().map(|it| it.body) {
            known.insert(result.check);
        }
    }
    if scenario
        .manifest
        .check
        .iter()
        .any(|check| !known.contains(&check.id))
    {
        let snapshot = final_snapshot(store, session).await?;
        let factory = Factory::for_candidate(
            Arc::clone(&context.verification),
            &scenario,
            image_if_pinned(context, session, &scenario).await?,
            lay_out(store.clone(), session, snapshot),
            kept::place(&context.parts, session),
        );
        // Checks that got their result before a crash are not run again.
        let scenario = scenario.without_checks(&known);
        let (results, mut completed) = mpsc::unbounded_channel();
        let recording = async {
            while let Some(result) = completed.recv().await {
                let result: crate::domain::event::CheckResult = result;
                if known.insert(result.check.clone()) {
                    let body = EventBody::CheckCompleted(result);
                    trace.append(Entry::new(Actor::System, body)).await?;
                }
            }
            Ok::<_, SessionError>(())
        };
        let running = async {
            check::run(&scenario, &base, &factory, |result| {
                let _ = results.send(result);
            })
            .await;
            drop(results);
        };
        tokio::join!(running, recording).1?;
    }
    seal(context, session).await?;
    store
        .advance_session(session, SessionState::Submitted, SessionState::Checked)
        .await?;
    forget_kept(context, session).await;
    Ok(())
}

/// The workspace as it was handed in.
async fn final_snapshot(store: &Store, session: SessionId) -> Result<Snapshot, SessionError> {
    for kind in ["session.submitted", "session.expired"] {
        for stored in store.events_of_kind(session, kind).await? {
            if let EventBody::SessionSubmitted { workspace, .. }
            | EventBody::SessionExpired { workspace, .. } = stored.decode()?.body
            {
                return Ok(Snapshot::from_blob(store, session, workspace).await?);
            }
        }
    }
    Err(SessionError::Internal("nothing was handed in".into()))
}

/// Writes a snapshot's files, owned by the candidate's user.
pub fn lay_out(store: Store, session: SessionId, snapshot: Snapshot) -> LayOut {
    Box::new(move |folder| {
        let (store, snapshot) = (store.clone(), snapshot.clone());
        Box::pin(async move {
            let written = snapshot.write_to(&store, session, &folder).await;
            written.map_err(|error| SandboxFault(error.to_string()))?;
            hand_over(&folder).map_err(|error| SandboxFault(error.to_string()))
        })
    })
}

/// Gives a tree to the candidate's user. Only the service may have written to it before.
fn hand_over(path: &std::path::Path) -> std::io::Result<()> {
    std::os::unix::fs::lchown(path, Some(CANDIDATE), Some(CANDIDATE))?;
    if path.symlink_metadata()?.is_dir() {
        for entry in std::fs::read_dir(path)? {
            hand_over(&entry?.path())?;
        }
    }
    Ok(())
}
