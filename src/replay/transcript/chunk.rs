//! Lines as they are stored: so many together, compressed.

use serde::{Deserialize, Serialize};

use super::line::{Style, TextLine};
use crate::replay::error::ReplayError;
use crate::store::transcripts::ChunkRow;

/// Lines in a chunk.
pub const CHUNK: usize = 500;
/// The fastest one: the texts of a long session have hundreds of megabytes.
const LEVEL: i32 = 1;

#[derive(Serialize, Deserialize)]
struct Facts {
    seqs: Vec<u64>,
    /// Of lines that do not look plain: their place in the chunk.
    styles: Vec<(usize, Vec<Style>)>,
}

pub fn packed(terminal: u32, chunk: usize, lines: Vec<TextLine>) -> ChunkRow {
    let texts: Vec<&str> = lines.iter().map(|it| it.text.as_str()).collect();
    let texts = compressed(texts.join("\n").as_bytes());
    let seqs = lines.iter().map(|it| it.seq).collect();
    let styled = lines.into_iter().enumerate();
    let styled = styled.filter(|(_, it)| !it.styles.is_empty());
    let facts = Facts {
        seqs,
        styles: styled.map(|(place, it)| (place, it.styles)).collect(),
    };
    ChunkRow {
        terminal,
        chunk: i64::try_from(chunk).unwrap_or(i64::MAX),
        texts,
        // Numbers and lists of them always become JSON.
        facts: compressed(&serde_json::to_vec(&facts).unwrap_or_default()),
    }
}

/// The texts of a chunk's lines, with a line feed between two.
pub fn texts_of(row: &ChunkRow) -> Result<String, ReplayError> {
    let texts = zstd::decode_all(&row.texts[..]).map_err(damaged)?;
    String::from_utf8(texts).map_err(damaged)
}

pub fn lines_of(row: &ChunkRow) -> Result<Vec<TextLine>, ReplayError> {
    let texts = texts_of(row)?;
    let facts = zstd::decode_all(&row.facts[..]).map_err(damaged)?;
    let facts: Facts = serde_json::from_slice(&facts).map_err(damaged)?;
    let lines = texts
        .split('\n')
        .zip(facts.seqs)
        .map(|(text, seq)| TextLine {
            seq,
            text: text.to_owned(),
            styles: Vec::new(),
        });
    let mut lines: Vec<_> = lines.collect();
    for (place, styles) in facts.styles {
        if let Some(line) = lines.get_mut(place) {
            line.styles = styles;
        }
    }
    Ok(lines)
}

/// Compressing into memory fails only if there is no memory.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
}

fn damaged(error: impl std::fmt::Display) -> ReplayError {
    ReplayError::Damaged(error.to_string())
}
