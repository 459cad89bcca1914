//! The gateway's cache of embeddings, kept in the database.

use futures_util::future::BoxFuture;

use crate::gateway::embedding_cache::{CacheError, CacheKey, EmbeddingCache, Vector};
use crate::store::Store;

pub struct StoredEmbeddings(pub Store);

impl EmbeddingCache for StoredEmbeddings {
    fn get_many<'a>(
        &'a self,
        keys: &'a [CacheKey],
    ) -> BoxFuture<'a, Result<Vec<Option<Vector>>, CacheError>> {
        Box::pin(async move {
            let keys: Vec<_> = keys.iter().map(|key| key.0).collect();
            let found = self.0.embeddings(&keys).await;
            let found = found.map_err(|error| CacheError(error.to_string()))?;
            Ok(found
                .into_iter()
                .map(|vector| vector.map(Vector::from))
                .collect())
        })
    }

    fn put_many(&self, entries: Vec<(CacheKey, Vector)>) -> BoxFuture<'_, Result<(), CacheError>> {
        Box::pin(async move {
            let entries: Vec<_> = entries
                .into_iter()
                .map(|(key, vector)| (key.0, vector.to_vec()))
                .collect();
            self.0
                .put_embeddings(&entries)
                .await
                .map_err(|error| CacheError(error.to_string()))
        })
    }
}
