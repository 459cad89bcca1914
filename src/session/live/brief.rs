//! The candidate reads the brief.

use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::session::context::{Context, SessionError};
use crate::trace::Entry;

/// Records that the brief was opened, once and only while the session runs. Any other opening is
/// allowed and makes no event.
pub async fn opened(context: &Context, session: SessionId) -> Result<(), SessionError> {
    // Two pages may open it at the same moment.
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    let store = &context.parts.store;
    let known = store.count_events(session, "brief.opened").await?;
    if known == 0 && record.state == SessionState::Running {
        let entry = Entry::new(Actor::Candidate, EventBody::BriefOpened {});
        context.trace(&record).await?.append(entry).await?;
    }
    Ok(())
}
