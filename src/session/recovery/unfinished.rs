//! Endings for which a service that was killed wrote the event and nothing after it.

use std::sync::Arc;

use crate::domain::event::EventBody;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, Ended, SessionError};
use crate::session::lifecycle::clearing::clear;

/// Completes an ending whose event was written. Returns whether there was one.
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

/// Completes withdrawals of sessions that had not started.
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
