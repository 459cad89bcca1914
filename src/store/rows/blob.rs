//! Contents, compressed, each stored once.

use std::sync::Arc;

use sqlx::{Sqlite, Transaction};

use crate::background;
use crate::domain::ids::{Digest, SessionId};
use crate::error::StoreError;

/// Fast; the next level costs twice the time and saves a few per cent.
const COMPRESSION_LEVEL: i32 = 1;

/// A content in the form in which it is stored.
pub struct Packed {
    pub digest: Digest,
    length: usize,
    compressed: Vec<u8>,
}

impl Packed {
    /// In bytes, compressed.
    pub fn size(&self) -> usize {
        self.compressed.len()
    }
}

/// Compresses contents before a transaction, so that other writers do not wait for it.
pub async fn pack(contents: Arc<[Vec<u8>]>) -> Result<Vec<Packed>, StoreError> {
    let size: usize = contents.iter().map(Vec::len).sum();
    let packing = move || contents.iter().map(|content| packed(content)).collect();
    background::if_large(size, packing)
        .await
        .map_err(|error| StoreError::from(sqlx::Error::Io(error.into())))?
}

fn packed(content: &[u8]) -> Result<Packed, StoreError> {
    let compressed = zstd::bulk::compress(content, COMPRESSION_LEVEL)
        .map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
    Ok(Packed {
        digest: Digest::of(content),
        length: content.len(),
        compressed,
    })
}

/// Stores a content and makes it visible to the session. Idempotent.
pub async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    content: &Packed,
) -> Result<(), StoreError> {
    keep(transaction, content).await?;
    show(transaction, session, content.digest).await
}

/// Stores a content that no session can see yet.
pub async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    content: &Packed,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR IGNORE INTO blob (digest, length, content) VALUES (?, ?, ?)")
        .bind(&content.digest.0[..])
        .bind(i64::try_from(content.length).unwrap_or(i64::MAX))
        .bind(&content.compressed[..])
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Makes a stored content visible to a session.
pub async fn show(
    transaction: &mut Transaction<'_, Sqlite>,
    session: SessionId,
    digest: Digest,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR IGNORE INTO session_blob (session, digest) VALUES (?, ?)")
        .bind(session.to_string())
        .bind(&digest.0[..])
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// `length` is that of the content, in bytes. Fails if the content is damaged or longer.
pub fn unpacked((length, compressed): (i64, Vec<u8>)) -> Result<Vec<u8>, StoreError> {
    let length = usize::try_from(length).map_err(|_| StoreError::Damaged("blob"))?;
    zstd::bulk::decompress(&compressed, length).map_err(|_| StoreError::Damaged("blob"))
}
