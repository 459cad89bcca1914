//! Vectors by content: the same text is never computed twice.
//!
//! The key covers only the model's digest and the text, so all sessions may share a cache. It saves
//! time, not money: the cost of a call never depends on what others asked before.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard};

use futures_util::future::BoxFuture;
use lru::LruCache;

use super::minilm::WEIGHTS_DIGEST;

const DEFAULT_CAPACITY: NonZeroUsize = NonZeroUsize::new(65_536).expect("it is not zero");

pub type Vector = std::sync::Arc<[f32]>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(pub [u8; 32]);

impl CacheKey {
    /// Under the built-in model.
    pub fn of(text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(WEIGHTS_DIGEST.as_bytes());
        hasher.update(text.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }
}

/// A failing cache costs time and nothing else.
#[derive(Debug, thiserror::Error)]
#[error("the embedding cache failed: {0}")]
pub struct CacheError(pub String);

pub trait EmbeddingCache: Send + Sync {
    /// One entry for each key, in order; `None` where the cache has no vector.
    fn get_many<'a>(
        &'a self,
        keys: &'a [CacheKey],
    ) -> BoxFuture<'a, Result<Vec<Option<Vector>>, CacheError>>;

    /// Putting a vector again changes nothing.
    fn put_many(&self, entries: Vec<(CacheKey, Vector)>) -> BoxFuture<'_, Result<(), CacheError>>;
}

/// A bounded cache in memory: the vectors that were asked for last.
#[derive(Debug)]
pub struct MemoryCache(Mutex<LruCache<CacheKey, Vector>>);

impl MemoryCache {
    /// `capacity` counts vectors of 1.5 KiB each.
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self(Mutex::new(LruCache::new(capacity)))
    }

    fn vectors(&self) -> MutexGuard<'_, LruCache<CacheKey, Vector>> {
        self.0.lock().expect("no panic under this lock")
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new(DEFAULT_CAPACITY)
    }
}

impl EmbeddingCache for MemoryCache {
    fn get_many<'a>(
        &'a self,
        keys: &'a [CacheKey],
    ) -> BoxFuture<'a, Result<Vec<Option<Vector>>, CacheError>> {
        Box::pin(async move {
            let mut vectors = self.vectors();
            Ok(keys.iter().map(|key| vectors.get(key).cloned()).collect())
        })
    }

    fn put_many(&self, entries: Vec<(CacheKey, Vector)>) -> BoxFuture<'_, Result<(), CacheError>> {
        Box::pin(async move {
            let mut vectors = self.vectors();
            for (key, vector) in entries {
                vectors.put(key, vector);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(number: f32) -> Vector {
        Vector::from(vec![number])
    }

    #[tokio::test]
    async fn a_full_cache_forgets_what_was_not_asked_for() {
        let cache = MemoryCache::new(NonZeroUsize::new(3).unwrap());
        let keys: Vec<CacheKey> = (0u8..4).map(|n| CacheKey([n; 32])).collect();
        cache
            .put_many(vec![(keys[0], vector(0.0)), (keys[1], vector(1.0))])
            .await
            .unwrap();
        cache.put_many(vec![(keys[2], vector(2.0))]).await.unwrap();
        assert!(
            cache.get_many(&keys[..1]).await.unwrap()[0].is_some(),
            "asked for: kept"
        );
        cache.put_many(vec![(keys[3], vector(3.0))]).await.unwrap();
        let known = cache.get_many(&keys).await.unwrap();
        let known: Vec<bool> = known.iter().map(Option::is_some).collect();
        assert_eq!(known, [true, false, true, true]);
    }

    #[test]
    fn the_key_is_of_the_exact_text() {
        assert_eq!(CacheKey::of("14 days"), CacheKey::of("14 days"));
        assert_ne!(CacheKey::of("14 days"), CacheKey::of("14 days "));
    }
}
