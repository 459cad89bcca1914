//! Cuts a document into pieces that are small enough for the embedder to read in full and large
//! enough to mean something on their own.
//!
//! The embedder reads 256 word pieces and silently ignores the rest, so the limit is on what is
//! *embedded*: the document's title, the section's headings and the text. Pieces follow the
//! document's own structure: sections, then paragraphs, list items and table rows, and only when
//! one of these is too long by itself, sentences and words. Each row of a table that was cut
//! keeps the table's header.

mod blocks;
mod split;
mod word_pieces;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use blocks::{Unit, units};
pub use word_pieces::word_pieces;

use crate::corpus::Document;

/// Changes whenever the way of cutting changes, so that an index cut otherwise is not mixed in.
pub const CHUNKER_VERSION: u32 = 3;

/// `[chunk]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChunkConfig {
    /// The most word pieces that may be embedded for a chunk, title and headings included.
    pub max_word_pieces: usize,
    /// A section smaller than this is joined with what follows it.
    pub min_word_pieces: usize,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its place in the document, from zero.
    pub index: usize,
    /// The bytes of the body that it covers.
    pub range: Range<usize>,
    /// The headings above it, outermost first.
    pub section: String,
    /// The text: the table header it depends on, if any, and the covered bytes.
    pub text: String,
}

/// Why a document cannot be cut.
#[derive(Debug, thiserror::Error)]
pub enum ChunkError {
    /// Nothing would be left for the text.
    #[error("title and headings need {needed} of {limit} word pieces in section `{section}`")]
    HeadingsTooLong {
        /// The section.
        section: String,
        /// What they need.
        needed: usize,
        /// The limit.
        limit: usize,
    },
}

/// The text that stands for a chunk in the embedding space. A paragraph rarely repeats what it is
/// about, so the title and the headings go with it.
pub fn embedded_text(title: &str, section: &str, text: &str) -> String {
    if section.is_empty() {
        format!("{title}\n{text}")
    } else {
        format!("{title}\n{section}\n{text}")
    }
}

/// Cuts a document.
pub fn chunk(document: &Document, config: &ChunkConfig) -> Result<Vec<Chunk>, ChunkError> {
    let mut cutter = Cutter { document, config, chunks: Vec::new(), open: None };
    for unit in units(&document.body) {
        cutter.add(&unit)?;
    }
    cutter.close();
    Ok(cutter.chunks)
}

/// A chunk that still grows.
#[derive(Clone)]
struct Open {
    range: Range<usize>,
    section: String,
    header: Option<Range<usize>>,
}

struct Cutter<'a> {
    document: &'a Document,
    config: &'a ChunkConfig,
    chunks: Vec<Chunk>,
    open: Option<Open>,
}

impl Cutter<'_> {
    fn add(&mut self, unit: &Unit) -> Result<(), ChunkError> {
        if self.joins_open_chunk(unit) {
            if let Some(open) = &mut self.open {
                open.range.end = unit.range.end;
            }
            return Ok(());
        }
        self.close();
        let whole = Open {
            range: unit.range.clone(),
            section: unit.section.clone(),
            header: unit.header.clone(),
        };
        if self.size(&whole) <= self.config.max_word_pieces {
            self.open = Some(whole);
            return Ok(());
        }
        self.add_in_parts(&whole)
    }

    /// A unit that is too long by itself is cut into parts, each of which is a chunk.
    fn add_in_parts(&mut self, whole: &Open) -> Result<(), ChunkError> {
        let limit = self.config.max_word_pieces;
        let needed = self.size(&Open { range: 0..0, ..whole.clone() });
        if needed * 2 > limit {
            let section = whole.section.clone();
            return Err(ChunkError::HeadingsTooLong { section, needed, limit });
        }
        for range in split::to_fit(&self.document.body, whole.range.clone(), limit - needed) {
            self.open = Some(Open { range, ..whole.clone() });
            self.close();
        }
        Ok(())
    }

    fn joins_open_chunk(&self, unit: &Unit) -> bool {
        let Some(open) = &self.open else { return false };
        let range = open.range.start..unit.range.end;
        let joined = Open { range, ..open.clone() };
        let small = self.size(open) < self.config.min_word_pieces;
        (unit.section == open.section || small) && self.size(&joined) <= self.config.max_word_pieces
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let text = self.text(&open);
            let Open { range, section, .. } = open;
            self.chunks.push(Chunk { index: self.chunks.len(), range, section, text });
        }
    }

    fn text(&self, open: &Open) -> String {
        let body = &self.document.body;
        match &open.header {
            Some(header) => format!("{}{}", &body[header.clone()], &body[open.range.clone()]),
            None => body[open.range.clone()].to_owned(),
        }
    }

    fn size(&self, open: &Open) -> usize {
        let title = &self.document.meta.title;
        word_pieces(&embedded_text(title, &open.section, &self.text(open)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: ChunkConfig = ChunkConfig { max_word_pieces: 60, min_word_pieces: 0 };

    fn document(body: &str) -> Document {
        let file = format!(
            "---\nid: policy/x\nkind: policy\ntitle: Cancellation\ncustomer: null\n\
             effective: 2025-03-01\nversion: 1\nseries: null\nstatus: current\n\
             supersedes: null\n---\n{body}"
        );
        Document::parse("policy/x", &file).unwrap()
    }

    fn cut(body: &str) -> Vec<Chunk> {
        chunk(&document(body), &CONFIG).unwrap()
    }

    #[test]
    fn sections_are_not_mixed_and_carry_their_headings() {
        let chunks = cut("Intro.\n\n# A\n\nFirst.\n\n## B\n\nSecond.\n\n# C\n\nThird.\n");
        let seen: Vec<_> = chunks.iter().map(|c| (c.section.as_str(), c.text.trim())).collect();
        assert_eq!(seen, [("", "Intro."), ("A", "First."), ("A › B", "Second."), ("C", "Third.")]);
    }

    #[test]
    fn a_small_section_is_joined_with_the_next_when_asked() {
        let config = ChunkConfig { min_word_pieces: 20, ..CONFIG };
        let chunks = chunk(&document("# A\n\nFirst.\n\n# B\n\nSecond.\n"), &config).unwrap();
        assert_eq!(chunks.len(), 1);
        assert_eq!(chunks[0].text.trim(), "First.\n\n# B\n\nSecond.");
    }

    #[test]
    fn nothing_embedded_exceeds_the_limit_and_nothing_is_lost() {
        let long_word = "x".repeat(400);
        let sentence = "The excess for class B machines is 500 euros per event. ".repeat(40);
        let body = format!("# A\n\n{sentence}\n\n{long_word}\n\n- one\n- two\n\nTail sentence.\n");
        let chunks = cut(&body);
        let mut covered = vec![false; body.len()];
        for chunk in &chunks {
            let embedded = embedded_text("Cancellation", &chunk.section, &chunk.text);
            assert!(word_pieces(&embedded) <= CONFIG.max_word_pieces, "{embedded}");
            covered[chunk.range.clone()].fill(true);
        }
        let lost: String = body
            .char_indices()
            .filter(|(at, c)| !covered[*at] && !c.is_whitespace())
            .map(|(_, c)| c)
            .collect();
        assert_eq!(lost, "#A", "only headings, which are the section, may be uncovered");
    }

    #[test]
    fn each_part_of_a_cut_table_keeps_the_header() {
        let rows: Vec<_> = (0..30).map(|n| format!("| M{n} bolt | {n} Nm |")).collect();
        let table = format!("| Part | Torque |\n|---|---|\n{}\n", rows.join("\n"));
        let chunks = cut(&format!("{table}\nAfter.\n"));
        assert!(chunks.len() > 3);
        for chunk in chunks.iter().filter(|chunk| chunk.text.contains("bolt")) {
            assert_eq!(chunk.text.matches("| Part | Torque |\n|---|---|\n").count(), 1);
        }
    }

    #[test]
    fn headings_that_leave_no_room_are_an_error() {
        let heading = "very long heading ".repeat(20);
        let body = format!("# {heading}\n\nText.\n");
        assert!(matches!(
            chunk(&document(&body), &CONFIG),
            Err(ChunkError::HeadingsTooLong { .. })
        ));
    }
}
