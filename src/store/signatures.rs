//! Signed heads of traces.

use super::rows::digest::digest_of_row;
use super::{Store, StoreError};
use crate::domain::ids::SessionId;
use crate::domain::signature::{Hex, SignedHead};
use crate::domain::time::Timestamp;

type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

fn signed_of_row((seq, head, key, signature): Row) -> Result<SignedHead, StoreError> {
    Ok(SignedHead {
        seq: u64::try_from(seq).map_err(|_| StoreError::Damaged("signature"))?,
        head: digest_of_row(head)?,
        key: hex(key)?,
        signature: hex(signature)?,
    })
}

fn hex<const N: usize>(bytes: Vec<u8>) -> Result<Hex<N>, StoreError> {
    let bytes = bytes
        .try_into()
        .map_err(|_| StoreError::Damaged("signature"))?;
    Ok(Hex(bytes))
}

/// Idempotent: one key signs one event once.
pub(super) async fn put<'e>(
    to: impl sqlx::SqliteExecutor<'e>,
    session: SessionId,
    signed: &SignedHead,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO signature (session, seq, head, key, signature, signed_at)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(session.to_string())
    .bind(i64::try_from(signed.seq).unwrap_or(i64::MAX))
    .bind(&signed.head.0[..])
    .bind(&signed.key.0[..])
    .bind(&signed.signature.0[..])
    .bind(at.0)
    .execute(to)
    .await?;
    Ok(())
}

impl Store {
    /// Idempotent.
    pub async fn add_signature(
        &self,
        session: SessionId,
        signed: &SignedHead,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        put(&self.writer, session, signed, at).await
    }

    /// In the order of the trace.
    pub async fn signatures(&self, session: SessionId) -> Result<Vec<SignedHead>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT seq, head, key, signature FROM signature WHERE session = ? ORDER BY seq, key",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(signed_of_row).collect()
    }
}
