//! What a session's recorders continue from, read from its trace.

use std::time::Duration;

use super::attempts::Attempts;
use crate::domain::ids::SessionId;
use crate::gateway::Spent;
use crate::recorder::files::snapshot::Snapshot;
use crate::recorder::terminals::History;
use crate::session::context::{Context, SessionError};
use crate::store::{Store, StoreError};
use crate::trace::projections::{Spending, read};

/// How long reading a session's trace may take. What is stored beside the trace keeps this short;
/// only a trace of an earlier version is read completely.
const READING: Duration = Duration::from_secs(60);

pub struct Known {
    pub files: Snapshot,
    pub spent: Spent,
    pub terminals: History,
}

/// Reads what a session's recorders continue from.
pub async fn know(
    context: &Context,
    attempts: &Attempts,
    session: SessionId,
) -> Result<Known, SessionError> {
    let store = &context.parts.store;
    let reading = async {
        Ok::<_, SessionError>(Known {
            files: Snapshot::from_trace(store, session).await?,
            spent: spent(store, session).await?,
            terminals: History::read(store, session).await?,
        })
    };
    let read = attempts.within(READING, reading).await;
    read.unwrap_or_else(|| {
        let limit = READING.as_secs();
        Err(SessionError::Internal(format!(
            "its record could not be read within {limit} seconds"
        )))
    })
}

/// What a session has spent, according to its trace.
async fn spent(store: &Store, session: SessionId) -> Result<Spent, StoreError> {
    let Spending { tokens, micro_eur } = read(store, session).await?.state;
    Ok(Spent { tokens, micro_eur })
}
