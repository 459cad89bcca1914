//! The content-addressed cache of embeddings, shared by all sessions.

use super::{Store, StoreError};

impl Store {
    /// In the order of the keys; `None` where no vector is cached.
    pub async fn embeddings(&self, keys: &[[u8; 32]]) -> Result<Vec<Option<Vec<f32>>>, StoreError> {
        let mut found = Vec::with_capacity(keys.len());
        let mut connection = self.pool.acquire().await?;
        for key in keys {
            let row =
                sqlx::query_scalar::<_, Vec<u8>>("SELECT vector FROM embedding WHERE key = ?")
                    .bind(&key[..])
                    .fetch_optional(&mut *connection)
                    .await?;
            found.push(row.map(|bytes| floats_of(&bytes)).transpose()?);
        }
        Ok(found)
    }

    /// Idempotent: a key's vector never changes.
    pub async fn put_embeddings(&self, entries: &[([u8; 32], Vec<f32>)]) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        for (key, vector) in entries {
            let bytes: Vec<u8> = vector
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            sqlx::query("INSERT OR IGNORE INTO embedding (key, vector) VALUES (?, ?)")
                .bind(&key[..])
                .bind(bytes)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        self.wrote(entries.iter().map(|(_, vector)| vector.len() * 4).sum());
        Ok(())
    }
}

fn floats_of(bytes: &[u8]) -> Result<Vec<f32>, StoreError> {
    let (chunks, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged("embedding"));
    }
    Ok(chunks
        .iter()
        .map(|chunk| f32::from_le_bytes(*chunk))
        .collect())
}
