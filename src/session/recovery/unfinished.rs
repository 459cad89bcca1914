//! Ends of which a service that was killed came no further than the event.

use std::sync::Arc;

use crate::domain::event::EventBody;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, Ended, SessionError};
use crate::session::lifecycle::clearing::clear;

/// A service that was killed right after the event of handing in has not done what follows.
pub async fn was_handed_in(
    context: &Arc<Context>,
    record: &SessionRecord,
) -> Result<bool, SessionError> {
    let store = &context.parts.store;
    for kind in ["session.submitted", "session.expired", "session.withdrawn"] {
        let Some(stored) = store.events_of_kind(record.id, kind).await?.pop() else {
            continue;
        };
        // The kind alone says that the session ended.
        let note = match stored.if_whole().map(|it| it.body) {
            Some(
                EventBody::SessionSubmitted { final_note, .. }
                | EventBody::SessionExpired {
                    unfinished_note: Some(final_note),
                    ..
                },
            ) => final_note,
            _ => String::new(),
        };
        let at = record.created_at.plus(stored.at);
        store.set_submission(record.id, at, &note).await?;
        let to = if kind == "session.withdrawn" {
            SessionState::Withdrawn
        } else {
            SessionState::Submitted
        };
        let from = SessionState::Running;
        store.advance_session(record.id, from, to).await?;
        clear(context, Ended::of(record.clone(), to)).await;
        return Ok(true);
    }
    Ok(false)
}

/// A service that was killed right after the event of a withdrawal has not kept it.
pub async fn keep_withdrawals(context: &Context) -> Result<(), SessionError> {
    let store = &context.parts.store;
    for state in [SessionState::Invited, SessionState::Consented] {
        for record in store.sessions_in(state).await? {
            let events = store.events_of_kind(record.id, "session.withdrawn").await?;
            if let Some(event) = events.last() {
                let at = record.created_at.plus(event.at);
                store.set_submission(record.id, at, "").await?;
                let to = SessionState::Withdrawn;
                store.advance_session(record.id, state, to).await?;
            }
        }
    }
    Ok(())
}
