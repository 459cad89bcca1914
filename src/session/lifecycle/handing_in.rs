//! Handing in begins with a separate step: the sandbox is stopped for good, and only then are the
//! last questions asked.
//!
//! Those questions may name the cause, so a candidate who has read them must not continue to work.
//! The clock keeps running, because writing the final note and the answers is part of the session.
//! What exists when time runs out is handed in.

use super::last_scan::not_read;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::scenario::live::Question;
use crate::scenario::manifest::Moment;
use crate::session::clock::reading::is_handing_in;
use crate::session::context::{Context, Running, SessionError, refuse_in_pause, sandbox_name};
use crate::session::live::due;
use crate::store::StoreError;
use crate::trace::Entry;

/// What happens to files that are not recorded or could not be read, and so cannot be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecorded {
    /// The candidate is asked first, while they can still do something about them.
    Asks,
    /// The candidate was asked and hands in without the files.
    LeftOut,
}

impl Unrecorded {
    pub fn without(them: bool) -> Self {
        if them { Self::LeftOut } else { Self::Asks }
    }

    /// Fails if there is something to ask. Call it only while the sandbox runs.
    pub(in crate::session) async fn ask(self, running: &Running) -> Result<(), SessionError> {
        if self == Self::LeftOut {
            return Ok(());
        }
        let looked = running.files.look().await;
        let coverage = looked.map_err(|error| not_read(error, false))?;
        match coverage.not_handed_in() {
            Some(what) => Err(SessionError::NotRecorded(what)),
            None => Ok(()),
        }
    }
}

/// The candidate begins to hand in. Idempotent.
pub(in crate::session) async fn begin_handing_in(
    context: &Context,
    session: SessionId,
    unrecorded: Unrecorded,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let (record, running) = context.runs(session).await?;
    refuse_in_pause(&record)?;
    if !is_handing_in(&running.trace).await? {
        unrecorded.ask(&running).await?;
        stop_for_good(context, &running).await?;
    }
    ask_last_questions(&running).await
}

/// Freezes the sandbox as a pause does, but the clock keeps running. If the step cannot be
/// recorded, the sandbox runs again.
async fn stop_for_good(context: &Context, running: &Running) -> Result<(), SessionError> {
    let docker = context.parts.docker.get().await?;
    // A delivery that has begun is finished first.
    let _nothing_happens = running.hold_due().await;
    running.pause.set(true);
    if let Err(error) = docker.pause(&sandbox_name(running.session)).await {
        running.pause.set(false);
        return Err(error.into());
    }
    let entry = Entry::new(Actor::Candidate, EventBody::SessionHandingIn {});
    if let Err(closed) = running.trace.append(entry).await {
        thaw(context, running).await;
        return Err(closed.into());
    }
    Ok(())
}

/// Unfreezes a sandbox that was frozen for a hand-in that failed. Must not be called once the last
/// questions were asked.
pub(super) async fn thaw(context: &Context, running: &Running) {
    let session = running.session;
    let thawed = async {
        let docker = context.parts.docker.get().await?;
        docker.unpause(&sandbox_name(session)).await
    };
    if let Err(error) = thawed.await {
        // A sandbox that has ended is started again in the background.
        tracing::warn!(%session, %error, "the sandbox could not be unfrozen");
    }
    running.pause.set(false);
}

/// Whether the candidate must not continue to work: they have begun to hand in, or they were asked a last
/// question by a hand-in that did not take place.
pub(super) async fn works_no_more(running: &Running) -> Result<bool, StoreError> {
    if is_handing_in(&running.trace).await? {
        return Ok(true);
    }
    let known = running.trace.projections().await?;
    Ok(last_questions(running).any(|it| known.correspondence.question(&it.id).is_some()))
}

fn last_questions(running: &Running) -> impl Iterator<Item = &Question> {
    let questions = running.scenario.manifest.question.iter();
    questions.filter(|it| it.when == Moment::FinalNote)
}

/// Asks the questions of the hand-in, once. The caller must have the session's turn.
pub(in crate::session) async fn ask_last_questions(running: &Running) -> Result<(), SessionError> {
    for question in last_questions(running) {
        let known = {
            let known = running.trace.projections().await?;
            known.correspondence.question(&question.id).is_some()
        };
        if !known {
            running.trace.append(due::asked(question)).await?;
        }
    }
    Ok(())
}
