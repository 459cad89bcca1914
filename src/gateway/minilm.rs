//! all-MiniLM-L6-v2 on candle: text in, a normalised vector of 384 numbers out.
//!
//! The arithmetic is the reference model's: word pieces truncated at 256, six BERT layers, the mean
//! over the unmasked pieces, scaled to length one.

mod cuts;

use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use tokenizers::{Tokenizer, TruncationParams};

/// The name by which pipelines ask for the model.
pub const MODEL_NAME: &str = "all-minilm-l6-v2";
pub const DIMENSIONS: usize = 384;
/// Word pieces that the model reads, including its two markers; the rest of a text is not seen.
pub const MAX_PIECES: usize = 256;
/// Bytes of a text that are searched for word pieces, at most: four words in a thousand bytes would
/// fill the model.
const MAX_BYTES: usize = 64 << 10;
/// Bytes of a text that are searched first; most texts have all their pieces there.
const FIRST_BYTES: usize = 4 << 10;
/// The markers at the beginning and the end.
const MARKERS: usize = 2;
/// BLAKE3 of the published `model.safetensors`; another file would give other vectors.
pub const WEIGHTS_DIGEST: &str = "8087e9bf97c265f8435ed268733ecf3791825ad24850fd5d84d89e32ee3a589a";

#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error(
        "the embedding model is not installed: {path} cannot be read ({reason}); run `make model`"
    )]
    Missing {
        path: PathBuf,
        reason: std::io::Error,
    },
    /// The weights are not the published ones.
    #[error(
        "the embedding model at {path} is not the published one (BLAKE3 {found}); run `make model`"
    )]
    Altered {
        path: PathBuf,
        /// In hexadecimal.
        found: String,
    },
    /// The files exist but do not make up a model.
    #[error("the embedding model cannot be used: {0}")]
    Unusable(String),
}

impl From<candle_core::Error> for ModelError {
    fn from(error: candle_core::Error) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// `models/all-minilm-l6-v2` in `$ASSAY_CACHE` or `~/.cache/assay`.
pub fn default_directory() -> PathBuf {
    let cache = std::env::var_os("ASSAY_CACHE").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/assay"),
        PathBuf::from,
    );
    cache.join("models").join(MODEL_NAME)
}

/// The word pieces of one text.
pub type Pieces = Vec<u32>;

pub struct MiniLm {
    bert: BertModel,
    /// Truncates as the model does.
    tokenizer: Tokenizer,
    /// Does not truncate.
    counter: Tokenizer,
}

impl MiniLm {
    /// Also checks the weights' digest.
    pub fn load(directory: &Path) -> Result<Self, ModelError> {
        let weights = read(&directory.join("model.safetensors"))?;
        let found = blake3::hash(&weights).to_hex().to_string();
        if found != WEIGHTS_DIGEST {
            return Err(ModelError::Altered {
                path: directory.join("model.safetensors"),
                found,
            });
        }
        let config: Config = serde_json::from_slice(&read(&directory.join("config.json"))?)
            .map_err(|error| ModelError::Unusable(format!("config.json: {error}")))?;
        let variables = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu)?;
        let bert = BertModel::load(variables, &config)?;
        let tokenizer = load_tokenizer(&directory.join("tokenizer.json"))?;
        let mut counter = tokenizer.clone();
        counter.with_truncation(None).map_err(unusable)?;
        Ok(Self {
            bert,
            tokenizer,
            counter,
        })
    }

    /// The word pieces of each text, truncated as the model reads them.
    ///
    /// Reads only as much of a text as is needed, 64 KiB at most, so a long text costs no more.
    pub fn pieces(&self, texts: &[String]) -> Result<Vec<Pieces>, ModelError> {
        texts.iter().map(|text| self.pieces_of(text)).collect()
    }

    fn pieces_of(&self, text: &str) -> Result<Pieces, ModelError> {
        let mut least = FIRST_BYTES;
        loop {
            let end = cuts::cut(text, least, MAX_BYTES);
            let encoding = self.tokenizer.encode_fast(&text[..end], true);
            let pieces = encoding.map_err(unusable)?.get_ids().to_vec();
            if pieces.len() >= MAX_PIECES || end == text.len() || least >= MAX_BYTES {
                return Ok(pieces);
            }
            least *= 4;
        }
    }

    /// Word pieces of the text, markers included, before truncation.
    pub fn length(&self, text: &str) -> Result<usize, ModelError> {
        let mut count = MARKERS;
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(cuts::cut(rest, FIRST_BYTES, MAX_BYTES));
            let encoding = self.counter.encode_fast(part, false).map_err(unusable)?;
            count += encoding.get_ids().len();
            rest = after;
        }
        Ok(count)
    }

    /// Padding costs time, so give texts of similar length.
    pub fn vectors(&self, batch: &[Pieces]) -> Result<Vec<Vec<f32>>, ModelError> {
        let longest = batch.iter().map(Vec::len).max().unwrap_or_default();
        if longest == 0 {
            return Ok(Vec::new());
        }
        let (ids, mask) = padded(batch, longest);
        let shape = (batch.len(), longest);
        let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
        let states = self.bert.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        Ok(normalised(&mean(&states, &mask)?)?.to_vec2()?)
    }
}

fn padded(batch: &[Pieces], longest: usize) -> (Vec<u32>, Vec<f32>) {
    let mut ids = Vec::with_capacity(batch.len() * longest);
    let mut mask = Vec::with_capacity(batch.len() * longest);
    for pieces in batch {
        let padding = longest - pieces.len();
        ids.extend(
            pieces
                .iter()
                .copied()
                .chain(std::iter::repeat_n(0, padding)),
        );
        mask.extend(std::iter::repeat_n(1.0, pieces.len()));
        mask.extend(std::iter::repeat_n(0.0, padding));
    }
    (ids, mask)
}

fn mean(states: &Tensor, mask: &Tensor) -> candle_core::Result<Tensor> {
    let mask = mask.unsqueeze(2)?;
    states
        .broadcast_mul(&mask)?
        .sum(1)?
        .broadcast_div(&mask.sum(1)?)
}

fn normalised(vectors: &Tensor) -> candle_core::Result<Tensor> {
    vectors.broadcast_div(&vectors.sqr()?.sum_keepdim(1)?.sqrt()?)
}

fn load_tokenizer(path: &Path) -> Result<Tokenizer, ModelError> {
    let mut tokenizer = Tokenizer::from_bytes(read(path)?).map_err(unusable)?;
    let truncation = TruncationParams {
        max_length: MAX_PIECES,
        ..TruncationParams::default()
    };
    tokenizer
        .with_truncation(Some(truncation))
        .map_err(unusable)?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

#[expect(clippy::needless_pass_by_value, reason = "given to `map_err` by name")]
fn unusable(error: tokenizers::Error) -> ModelError {
    ModelError::Unusable(error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    std::fs::read(path).map_err(|reason| ModelError::Missing {
        path: path.to_owned(),
        reason,
    })
}
