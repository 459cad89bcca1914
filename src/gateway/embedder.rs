//! One embedding model for the whole service: a thread that computes, a cache in front of it.
//!
//! The model runs on a thread of its own so that no request handler blocks. Work is handed over one
//! small batch at a time and awaited, so that the batches of several sessions take turns and a long
//! ingest does not hold up somebody's question.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::embedding_cache::{CacheKey, EmbeddingCache, Vector};
use super::minilm::{MiniLm, ModelError, Pieces};

/// Texts in a batch, at most.
const BATCH_TEXTS: usize = 32;
/// Word pieces in a batch, padding included: bounds how long others wait.
const BATCH_PIECES: usize = 2_048;

/// Vectors of texts, and how many word pieces each text had.
#[derive(Debug)]
pub struct Embedded {
    /// A vector a text, in order.
    pub vectors: Vec<Vector>,
    /// Word pieces read, over all texts.
    pub pieces: u64,
}

/// The shared embedding model.
pub struct Embedder {
    model: Arc<MiniLm>,
    cache: Arc<dyn EmbeddingCache>,
    work: mpsc::Sender<Batch>,
}

struct Batch {
    texts: Vec<Pieces>,
    reply: oneshot::Sender<Result<Vec<Vec<f32>>, ModelError>>,
}

impl Embedder {
    /// Loads the model from `directory` and starts its thread, which ends with the last handle.
    pub fn start(
        directory: &Path,
        cache: Arc<dyn EmbeddingCache>,
    ) -> Result<Arc<Self>, ModelError> {
        let model = Arc::new(MiniLm::load(directory)?);
        let (work, batches) = mpsc::channel(16);
        let worker = Arc::clone(&model);
        std::thread::Builder::new()
            .name("minilm".to_owned())
            .spawn(move || compute(&worker, batches))
            .map_err(|error| ModelError::Unusable(format!("its thread: {error}")))?;
        Ok(Arc::new(Self { model, cache, work }))
    }

    /// Embeds texts, computing only what the cache does not know.
    pub async fn embed(&self, texts: Vec<String>) -> Result<Embedded, ModelError> {
        let keys: Vec<CacheKey> = texts.iter().map(|text| CacheKey::of(text)).collect();
        let mut vectors = self.known(&keys).await;
        let all_pieces = self.tokenise(texts).await?;
        let pieces = all_pieces.iter().map(|pieces| pieces.len() as u64).sum();
        let missing: Vec<usize> = (0..keys.len())
            .filter(|at| vectors[*at].is_none())
            .collect();
        for batch in batches(missing, &all_pieces) {
            let texts = batch.iter().map(|at| all_pieces[*at].clone()).collect();
            let computed = self.compute(texts).await?.into_iter().map(Vector::from);
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
        let vectors = vectors.into_iter().flatten().collect();
        Ok(Embedded { vectors, pieces })
    }

    /// How many word pieces each text has, those that the model does not read included.
    pub async fn lengths(&self, texts: Vec<String>) -> Result<Vec<usize>, ModelError> {
        let model = Arc::clone(&self.model);
        tokio::task::spawn_blocking(move || model.lengths(&texts))
            .await
            .map_err(|error| ModelError::Unusable(error.to_string()))?
    }

    /// A cache that fails costs time only, so it is reported and passed over.
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

    async fn tokenise(&self, texts: Vec<String>) -> Result<Vec<Pieces>, ModelError> {
        let model = Arc::clone(&self.model);
        tokio::task::spawn_blocking(move || model.pieces(&texts))
            .await
            .map_err(|error| ModelError::Unusable(error.to_string()))?
    }

    async fn compute(&self, texts: Vec<Pieces>) -> Result<Vec<Vec<f32>>, ModelError> {
        let (reply, answer) = oneshot::channel();
        let gone = || ModelError::Unusable("its thread has ended".to_owned());
        self.work
            .send(Batch { texts, reply })
            .await
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

fn compute(model: &MiniLm, mut batches: mpsc::Receiver<Batch>) {
    while let Some(batch) = batches.blocking_recv() {
        // Whoever asked may have gone; the next batch does not care.
        let _ = batch.reply.send(model.vectors(&batch.texts));
    }
}

/// Groups texts by length, so that little is spent on padding.
fn batches(mut missing: Vec<usize>, pieces: &[Pieces]) -> Vec<Vec<usize>> {
    missing.sort_by_key(|at| pieces[*at].len());
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for at in missing {
        // Sorted, so `at` is the longest yet and sets the padding of its batch.
        match batches.last_mut() {
            Some(batch)
                if batch.len() < BATCH_TEXTS
                    && (batch.len() + 1) * pieces[at].len() <= BATCH_PIECES =>
            {
                batch.push(at);
            }
            _ => batches.push(vec![at]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_similar_length_and_bounded() {
        let pieces: Vec<Pieces> = [256, 3, 200, 4]
            .iter()
            .map(|length| vec![7; *length])
            .chain(vec![vec![7; 5]; 40])
            .collect();
        let batches = batches((0..pieces.len()).collect(), &pieces);
        assert_eq!(
            batches.iter().map(Vec::len).collect::<Vec<_>>(),
            [32, 10, 2]
        );
        assert_eq!(batches[0][..2], [1, 3], "shortest first");
        assert_eq!(batches[2], [2, 0], "longest last, and apart");
        let long = vec![vec![7; 256]; 20];
        let batches = super::batches((0..20).collect(), &long);
        assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 4]);
    }
}
