//! The candidate hands in.

use std::sync::Arc;

use super::ending::{Ending, end};
use super::handing_in::{Unrecorded, works_no_more};
use crate::domain::ids::SessionId;
use crate::session::context::{Context, SessionError};
use crate::session::live::drafts::FINAL_NOTE_LIMIT;

/// The candidate hands in. `known`: the revision of the final note that their page knows.
/// `unrecorded`: what to do about a workspace that could not be read; also about files that are not
/// recorded, if handing in did not begin with its separate step.
pub async fn submit(
    context: &Arc<Context>,
    session: SessionId,
    final_note: &str,
    known: u64,
    unrecorded: Unrecorded,
) -> Result<(), SessionError> {
    if final_note.chars().count() > FINAL_NOTE_LIMIT {
        let reason = format!("The final note has at most {FINAL_NOTE_LIMIT} characters.");
        return Err(SessionError::Refused(reason));
    }
    if let Some(running) = context.running(session).await
        && !works_no_more(&running).await?
    {
        unrecorded.ask(&running).await?;
    }
    let note = final_note.to_owned();
    let ending = Ending::HandedIn {
        note,
        known,
        unrecorded,
    };
    end(context, session, ending).await
}
