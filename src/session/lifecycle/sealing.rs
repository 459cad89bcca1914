//! Signing the end of a trace: when a session is handed in, and again when its checks are done.

use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;
use crate::session::context::{Context, SessionError};
use crate::store::{Store, StoreError};
use crate::trace::chain::Head;
use crate::trace::verify::Verifier;

/// Events read at once.
const PAGE: u32 = 1000;

/// Signs the current end of the trace. Idempotent.
pub async fn seal(context: &Context, session: SessionId) -> Result<(), SessionError> {
    let store = &context.parts.store;
    let Some(head) = verified_head(store, session).await? else {
        return Ok(());
    };
    let signed = store.signatures(session).await?;
    if signed.iter().any(|signed| signed.seq == head.seq) {
        return Ok(());
    }
    let signed = context.parts.key.sign(session, head);
    store
        .add_signature(session, &signed, Timestamp::now())
        .await?;
    tracing::info!(%session, seq = head.seq, "the trace's end was signed");
    Ok(())
}

/// Signs the traces of sessions that ended just before the service did.
pub async fn seal_ended(context: &Context) -> Result<(), SessionError> {
    let store = &context.parts.store;
    for state in [SessionState::Running, SessionState::Submitted] {
        for record in store.sessions_in(state).await? {
            if has_ended(store, record.id).await? {
                seal_or_say(context, record.id).await;
            }
        }
    }
    // These have no checks after which they would be signed.
    for record in store.sessions_in(SessionState::Withdrawn).await? {
        let signed = !store.signatures(record.id).await?.is_empty();
        if !signed && store.imported(record.id).await?.is_none() {
            seal_or_say(context, record.id).await;
        }
    }
    Ok(())
}

/// A trace that cannot be signed does not prevent the others from being signed.
async fn seal_or_say(context: &Context, session: SessionId) {
    if let Err(error) = seal(context, session).await {
        tracing::error!(%session, %error, "the trace's end could not be signed yet");
    }
}

async fn has_ended(store: &Store, session: SessionId) -> Result<bool, StoreError> {
    for kind in ["session.submitted", "session.expired", "session.withdrawn"] {
        if store.count_events(session, kind).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The end of a trace that verifies. `None`, and an error in the log, if it does not: a signature
/// would vouch for it.
async fn verified_head(store: &Store, session: SessionId) -> Result<Option<Head>, StoreError> {
    let mut verifier = Verifier::default();
    loop {
        let page = store.events(session, verifier.head().seq, PAGE).await?;
        if page.is_empty() {
            return Ok(Some(verifier.head()));
        }
        for stored in &page {
            if let Err(misfit) = verifier.next(stored) {
                tracing::error!(%session, %misfit, "the trace does not verify and is not signed");
                return Ok(None);
            }
        }
    }
}
