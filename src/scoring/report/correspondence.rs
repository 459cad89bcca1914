//! What the report says about messages, and whether something was still being written when time ran
//! out.

use super::parts::MessageReport;
use super::seen::moment;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};
use crate::trace::projections::{Asked, Correspondence, Received, Standing, read};

/// Whether time ran out while the final note was written.
pub async fn is_note_unfinished(store: &Store, session: SessionId) -> Result<bool, StoreError> {
    let standing = read::<Standing>(store, session).await?.state;
    Ok(standing.is_note_unfinished())
}

/// In the order in which they were asked.
pub async fn questions_of(store: &Store, session: SessionId) -> Result<Vec<Asked>, StoreError> {
    let correspondence = read::<Correspondence>(store, session).await?.state;
    Ok(correspondence.questions)
}

pub(super) fn message_report(received: Received) -> MessageReport {
    let replies = received.replies.into_iter().map(|reply| reply.text);
    MessageReport {
        from: received.inject.from,
        message: received.inject.message,
        seen: moment(received.seq, received.active, "inject.delivered"),
        replies: replies.collect(),
    }
}
