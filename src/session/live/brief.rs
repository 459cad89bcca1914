//! The candidate reads the brief.

use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::session::context::{Context, SessionError};
use crate::trace::Entry;

/// Records that the brief was opened, once and only while the session runs. Any other opening is
/// allowed and makes no event.
pub async fn opened(context: &Context, session: SessionId) -> Result<(), SessionError> {
    if !is_new(context, session).await? {
        return Ok(());
    }
    // Two pages may open it at the same moment.
    let _turn = context.turn(session).await;
    if is_new(context, session).await? {
        let record = context.reload(session).await?;
        let entry = Entry::new(Actor::Candidate, EventBody::BriefOpened {});
        context.trace(&record).await?.append(entry).await?;
    }
    Ok(())
}

async fn is_new(context: &Context, session: SessionId) -> Result<bool, SessionError> {
    let store = &context.parts.store;
    let known = store.count_events(session, "brief.opened").await?;
    Ok(known == 0 && context.reload(session).await?.state == SessionState::Running)
}
