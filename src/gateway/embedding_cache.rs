//! Vectors by content: the same text is never computed twice.
//!
//! The key covers the model's digest and the text and nothing else, so a cache may be shared by all
//! sessions. It saves time, not money: what a call costs never depends on what others asked before.

use std::collections::HashMap;
use std::sync::Mutex;

use futures_util::future::BoxFuture;

use super::minilm::WEIGHTS_DIGEST;

/// A text's vector under one model.
pub type Vector = std::sync::Arc<[f32]>;

/// Identifies a text under one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(pub [u8; 32]);

impl CacheKey {
    /// The key of a text under the built-in model.
    pub fn of(text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(WEIGHTS_DIGEST.as_bytes());
        hasher.update(text.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }
}

/// A cache failed. Nothing is lost by it but time.
#[derive(Debug, thiserror::Error)]
#[error("the embedding cache failed: {0}")]
pub struct CacheError(pub String);

/// Somewhere to keep vectors.
pub trait EmbeddingCache: Send + Sync {
    /// The vector of each key, in order, where known.
    fn get_many<'a>(
        &'a self,
        keys: &'a [CacheKey],
    ) -> BoxFuture<'a, Result<Vec<Option<Vector>>, CacheError>>;

    /// Keeps vectors. Putting one again changes nothing.
    fn put_many(&self, entries: Vec<(CacheKey, Vector)>) -> BoxFuture<'_, Result<(), CacheError>>;
}

/// A bounded cache in memory. Invariant: neither generation exceeds half the capacity.
#[derive(Debug)]
pub struct MemoryCache {
    generations: Mutex<Generations>,
    half: usize,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<CacheKey, Vector>,
    old: HashMap<CacheKey, Vector>,
}

impl MemoryCache {
    /// A cache for at most `capacity` vectors (1.5 KiB each).
    pub fn new(capacity: usize) -> Self {
        Self {
            generations: Mutex::default(),
            half: (capacity / 2).max(1),
        }
    }
}

impl Default for MemoryCache {
    fn default() -> Self {
        Self::new(65_536)
    }
}

impl Generations {
    /// What was asked for stays young; when the young are too many, the old are forgotten.
    fn put(&mut self, key: CacheKey, vector: Vector, half: usize) {
        if self.young.len() >= half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, vector);
    }

    fn get(&mut self, key: CacheKey, half: usize) -> Option<Vector> {
        if let Some(vector) = self.young.get(&key) {
            return Some(vector.clone());
        }
        let vector = self.old.remove(&key)?;
        self.put(key, vector.clone(), half);
        Some(vector)
    }
}

impl EmbeddingCache for MemoryCache {
    fn get_many<'a>(
        &'a self,
        keys: &'a [CacheKey],
    ) -> BoxFuture<'a, Result<Vec<Option<Vector>>, CacheError>> {
        Box::pin(async move {
            let mut generations = self.generations.lock().expect("no panic under this lock");
            Ok(keys
                .iter()
                .map(|key| generations.get(*key, self.half))
                .collect())
        })
    }

    fn put_many(&self, entries: Vec<(CacheKey, Vector)>) -> BoxFuture<'_, Result<(), CacheError>> {
        Box::pin(async move {
            let mut generations = self.generations.lock().expect("no panic under this lock");
            for (key, vector) in entries {
                generations.put(key, vector, self.half);
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
        let cache = MemoryCache::new(4);
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
