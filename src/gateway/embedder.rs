//! One embedding model for the whole service: threads that take turns, with a cache in front of
//! them.
//!
//! One thread cuts texts into word pieces and one computes, so no request handler blocks. Both work
//! in small pieces and serve the session that has used them least, so even sixteen long ingests do
//! not hold up another session's question. A request has one piece of work in the queue at a time:
//! a request that is dropped leaves nothing to do, and little waits in memory.

mod portions;
mod queue;
mod turns;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::embedding_cache::{CacheKey, EmbeddingCache, Vector};
use super::minilm::{MiniLm, ModelError, Pieces};
use crate::background;
use portions::{batches, portions};
use queue::SeatId;
use turns::Turns;

/// The service's own seat: for checks, and for callers without a session.
const OWN: SeatId = SeatId(0);

#[derive(Debug)]
pub struct Embedded {
    /// One vector for each text, in order.
    pub vectors: Vec<Vector>,
    /// Word pieces read, summed over all texts.
    pub pieces: u64,
}

pub struct Embedder {
    model: Arc<MiniLm>,
    cache: Arc<dyn EmbeddingCache>,
    words: Turns,
    vectors: Turns,
    seats: AtomicU64,
    computed: Arc<AtomicU64>,
}

/// One session's share of the model: all seats that have work get an equal share.
pub struct Seat {
    embedder: Arc<Embedder>,
    id: SeatId,
}

impl Seat {
    pub fn at(embedder: Arc<Embedder>) -> Self {
        let id = SeatId(embedder.seats.fetch_add(1, Ordering::Relaxed));
        Self { embedder, id }
    }

    /// Embeds texts, computing only what the cache does not have. `read` counts the word pieces as
    /// they are processed, for a caller that may drop the future.
    pub async fn embed(
        &self,
        texts: Vec<String>,
        read: &AtomicU64,
    ) -> Result<Embedded, ModelError> {
        self.embedder.embed_for(self.id, texts, read).await
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.embedder.words.leave(self.id);
        self.embedder.vectors.leave(self.id);
    }
}

impl Embedder {
    /// Loads the model from `directory` and starts its threads, which end with the last handle.
    pub fn start(
        directory: &Path,
        cache: Arc<dyn EmbeddingCache>,
    ) -> Result<Arc<Self>, ModelError> {
        // The model computes on these threads too, so their priority is lowered as well. If the pool
        // already exists, this fails and the pool stays as it is.
        let _ = rayon::ThreadPoolBuilder::new()
            .start_handler(|_| background::step_back())
            .build_global();
        let start = |name: &str| {
            Turns::start(name).map_err(|error| ModelError::Unusable(format!("its thread: {error}")))
        };
        Ok(Arc::new(Self {
            model: Arc::new(MiniLm::load(directory)?),
            cache,
            words: start("word-pieces")?,
            vectors: start("minilm")?,
            seats: AtomicU64::new(OWN.0 + 1),
            computed: Arc::default(),
        }))
    }

    /// Embeds texts on the service's own account.
    pub async fn embed(&self, texts: Vec<String>) -> Result<Embedded, ModelError> {
        self.embed_for(OWN, texts, &AtomicU64::new(0)).await
    }

    /// The number of word pieces of each text, including those that the model does not read.
    pub async fn lengths(&self, texts: Vec<String>) -> Result<Vec<usize>, ModelError> {
        let mut lengths = Vec::with_capacity(texts.len());
        for text in texts {
            let model = Arc::clone(&self.model);
            let length = self.words.run(OWN, move || model.length(&text)).await;
            lengths.push(length.ok_or_else(gone)??);
        }
        Ok(lengths)
    }

    /// Word pieces that the model has computed since it started.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Pieces of work in the queue, of all seats.
    pub fn waiting(&self) -> usize {
        self.words.waiting() + self.vectors.waiting()
    }

    async fn embed_for(
        &self,
        seat: SeatId,
        texts: Vec<String>,
        read: &AtomicU64,
    ) -> Result<Embedded, ModelError> {
        let keys: Vec<CacheKey> = texts.iter().map(|text| CacheKey::of(text)).collect();
        let mut vectors = self.known(&keys).await;
        let all_pieces = self.pieces(seat, texts).await?;
        let mut missing = Vec::new();
        for (at, pieces) in all_pieces.iter().enumerate() {
            if vectors[at].is_some() {
                read.fetch_add(pieces.len() as u64, Ordering::Relaxed);
            } else {
                missing.push(at);
            }
        }
        for batch in batches(missing, &all_pieces) {
            let texts: Vec<Pieces> = batch.iter().map(|at| all_pieces[*at].clone()).collect();
            let pieces = texts.iter().map(|pieces| pieces.len() as u64).sum();
            let computed = self.compute(seat, texts, pieces).await?;
            read.fetch_add(pieces, Ordering::Relaxed);
            let computed = computed.into_iter().map(Vector::from);
            let computed: Vec<(usize, Vector)> = batch.into_iter().zip(computed).collect();
            self.keep(
                computed
                    .iter()
                    .map(|(at, vector)| (keys[*at], vector.clone()))
                    .collect(),
            )
            .await;
            for (at, vector) in computed {
                vectors[at] = Some(vector);
            }
        }
        Ok(Embedded {
            vectors: vectors.into_iter().flatten().collect(),
            pieces: all_pieces.iter().map(|pieces| pieces.len() as u64).sum(),
        })
    }

    /// A cache that fails only costs time, so the failure is logged and ignored.
    async fn known(&self, keys: &[CacheKey]) -> Vec<Option<Vector>> {
        self.cache.get_many(keys).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "computing instead");
            vec![None; keys.len()]
        })
    }

    async fn keep(&self, entries: Vec<(CacheKey, Vector)>) {
        if let Err(error) = self.cache.put_many(entries).await {
            tracing::warn!(%error, "the vectors will be computed again");
        }
    }

    async fn pieces(&self, seat: SeatId, texts: Vec<String>) -> Result<Vec<Pieces>, ModelError> {
        let mut all = Vec::with_capacity(texts.len());
        for portion in portions(texts) {
            let model = Arc::clone(&self.model);
            let pieces = self.words.run(seat, move || model.pieces(&portion)).await;
            all.extend(pieces.ok_or_else(gone)??);
        }
        Ok(all)
    }

    async fn compute(
        &self,
        seat: SeatId,
        texts: Vec<Pieces>,
        pieces: u64,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let (model, computed) = (Arc::clone(&self.model), Arc::clone(&self.computed));
        let vectors = self.vectors.run(seat, move || {
            // Counted here, because the caller may have dropped the request.
            computed.fetch_add(pieces, Ordering::Relaxed);
            model.vectors(&texts)
        });
        vectors.await.ok_or_else(gone)?
    }
}

fn gone() -> ModelError {
    ModelError::Unusable("it panicked; the log says more".to_owned())
}
