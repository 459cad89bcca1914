//! Terminals of running sessions, stored in case the service is killed.

use super::rows::digest::digest_of_row;
use super::{Store, StoreError};
use crate::domain::ids::{Digest, SessionId};

/// The state of a session's terminals after an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptTerminals {
    /// The number of the event.
    pub seq: u64,
    /// The start of the sandbox's agent that was known then.
    pub boot: Option<Digest>,
    /// Each terminal's number and its state in the recorder's format.
    pub states: Vec<(u32, Vec<u8>)>,
}

impl Store {
    /// Stores the given terminals; the others keep their stored state.
    pub async fn keep_terminals(
        &self,
        session: SessionId,
        kept: &KeptTerminals,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        let name = session.to_string();
        for (terminal, state) in &kept.states {
            sqlx::query(
                "INSERT INTO terminal_kept (session, terminal, state) VALUES (?, ?, ?)
                 ON CONFLICT DO UPDATE SET state = excluded.state",
            )
            .bind(&name)
            .bind(terminal)
            .bind(state)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "INSERT INTO terminal_checkpoint (session, seq, boot) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET seq = excluded.seq, boot = excluded.boot",
        )
        .bind(&name)
        .bind(i64::try_from(kept.seq).unwrap_or(i64::MAX))
        .bind(kept.boot.as_ref().map(|boot| &boot.0[..]))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The terminals as they were last stored; `None` if they never were.
    pub async fn kept_terminals(
        &self,
        session: SessionId,
    ) -> Result<Option<KeptTerminals>, StoreError> {
        let name = session.to_string();
        // A consistent view of both tables, even while they are being written.
        let mut transaction = self.pool.begin().await?;
        let checkpoint = sqlx::query_as::<_, (i64, Option<Vec<u8>>)>(
            "SELECT seq, boot FROM terminal_checkpoint WHERE session = ?",
        )
        .bind(&name)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((seq, boot)) = checkpoint else {
            return Ok(None);
        };
        let states = sqlx::query_as("SELECT terminal, state FROM terminal_kept WHERE session = ?")
            .bind(&name)
            .fetch_all(&mut *transaction)
            .await?;
        Ok(Some(KeptTerminals {
            seq: seq.unsigned_abs(),
            boot: boot.map(digest_of_row).transpose()?,
            states,
        }))
    }

    /// Deletes a session's stored terminals: the session has ended or cannot be read.
    pub async fn forget_terminals(&self, session: SessionId) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        for table in ["terminal_kept", "terminal_checkpoint"] {
            let statement = sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE session = ?"));
            sqlx::query(statement)
                .bind(session.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
