//! The candidate agrees to be recorded.

use std::sync::Arc;

use super::prepared::PreparedSandboxes;
use super::statement::STATEMENT;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::session::context::{Context, SessionError};
use crate::trace::Entry;

/// Keeps the agreed statement in the trace. Idempotent.
pub async fn consent(
    context: &Arc<Context>,
    prepared: &Arc<PreparedSandboxes>,
    session: SessionId,
    statement: &str,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    match record.state {
        SessionState::Invited => {}
        SessionState::Consented | SessionState::Running => return Ok(()),
        state => return Err(SessionError::WrongState(state)),
    }
    if statement != STATEMENT {
        return Err(SessionError::OtherStatement);
    }
    let store = &context.parts.store;
    // An earlier try may have written the event and stopped there: it is not written twice.
    let said = store.events_of_kind(session, "session.consented").await?;
    if said.is_empty() {
        let body = EventBody::SessionConsented {
            statement: statement.to_owned(),
        };
        let entry = Entry::new(Actor::Candidate, body);
        context.trace(&record).await?.append(entry).await?;
    }
    let (from, to) = (SessionState::Invited, SessionState::Consented);
    store.advance_session(session, from, to).await?;
    prepared.prepare_later(context, session);
    Ok(())
}
