//! What the trace says about a session's clock, and whether its sandbox is frozen.

use crate::domain::session_clock::SessionClock;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::session::context::{Context, SessionError};
use crate::store::StoreError;
use crate::trace::TraceLog;

/// The clock of a started session, according to the trace.
pub async fn clock_of(
    context: &Context,
    record: &SessionRecord,
) -> Result<SessionClock, SessionError> {
    Ok(clock_and_last_seen(context, record).await?.0)
}

/// The same, and when the service was last seen alive while the session ran.
pub async fn clock_and_last_seen(
    context: &Context,
    record: &SessionRecord,
) -> Result<(SessionClock, Timestamp), SessionError> {
    let not_started = || SessionError::Internal("the session has no clock".into());
    let clock = record.clock().ok_or_else(not_started)?;
    let mut last_seen = record.last_seen.unwrap_or(clock.started_at);
    let trace = context.trace(record).await?;
    let moves = trace.of_session(|all| &all.clock).await?;
    let (clock, moved) = moves.complete(clock);
    if let Some(moved) = moved {
        last_seen = last_seen.max(record.created_at.plus(moved));
    }
    Ok((clock, last_seen))
}

/// Whether the candidate has begun to hand in, which stops the sandbox for good.
pub async fn is_handing_in(trace: &TraceLog) -> Result<bool, StoreError> {
    let standing = trace.of_session(|all| &all.standing).await?;
    Ok(standing.handing_in.is_some())
}

/// Whether the sandbox must be frozen: the candidate has paused or has begun to hand in.
pub async fn stands_still(trace: &TraceLog, clock: &SessionClock) -> Result<bool, SessionError> {
    Ok(clock.pauses.since.is_some() || is_handing_in(trace).await?)
}
