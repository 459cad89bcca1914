//! Handing in begins with a step of its own: the sandbox stands still for good, and only then is
//! asked what is asked last.
//!
//! Such questions may name the cause, so whoever has read them must not go on working. The clock
//! goes on: the final note and the answers belong to the time, and what there is when it runs out
//! is handed in.

use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::scenario::manifest::Moment;
use crate::session::clock::reading::is_handing_in;
use crate::session::context::{Context, Running, SessionError, refuse_in_pause, sandbox_name};
use crate::session::live::moments;
use crate::trace::Entry;

/// What is done about files that are not recorded, and so cannot be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecorded {
    /// The candidate is asked first, while they can still do something about it.
    Asks,
    /// The candidate was asked and hands in without them.
    LeftOut,
}

impl Unrecorded {
    /// What a candidate asked for.
    pub fn without(them: bool) -> Self {
        if them { Self::LeftOut } else { Self::Asks }
    }

    /// Refuses to go on if there is something to ask. Only while the sandbox still runs.
    pub(in crate::session) async fn ask(self, running: &Running) -> Result<(), SessionError> {
        if self == Self::LeftOut {
            return Ok(());
        }
        match running.files.look().await?.not_handed_in() {
            Some(what) => Err(SessionError::NotRecorded(what)),
            None => Ok(()),
        }
    }
}

/// The candidate begins to hand in. Doing it twice is fine.
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
        stand_still(context, &running).await?;
    }
    ask_last_questions(&running).await
}

/// As in a pause, only that the clock goes on.
async fn stand_still(context: &Context, running: &Running) -> Result<(), SessionError> {
    let docker = context.parts.docker.get().await?;
    // What is being brought about is finished first.
    let _nothing_happens = running.hold_moments().await;
    running.pause.set(true);
    if let Err(error) = docker.pause(&sandbox_name(running.session)).await {
        running.pause.set(false);
        return Err(error.into());
    }
    let entry = Entry::new(Actor::Candidate, EventBody::SessionHandingIn {});
    running.trace.append(entry).await?;
    Ok(())
}

/// Asks what is asked when handing in, once. Only within a turn of the session.
pub(in crate::session) async fn ask_last_questions(running: &Running) -> Result<(), SessionError> {
    for question in &running.scenario.manifest.question {
        if question.when != Moment::FinalNote {
            continue;
        }
        let known = {
            let known = running.trace.projections().await?;
            known.correspondence.question(&question.id).is_some()
        };
        if !known {
            running.trace.append(moments::asked(question)).await?;
        }
    }
    Ok(())
}
