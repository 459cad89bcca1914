//! What both indexes keep for a chunk: everything that later stages need, so that a hit never has
//! to be looked up elsewhere.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chunk::{Chunk, embedded_text};
use crate::corpus::{Document, Status};
use crate::scope::audience;
use crate::text::sha256;

/// The namespace of our point ids. Changing it orphans every stored point.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b0c_5a1e_93d7_4c38_a1f4_2e70_9d35_8bc2);

/// A chunk as it is indexed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The document's id.
    pub doc: String,
    /// The chunk's place in the document.
    pub chunk: usize,
    /// First byte of the covered body.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The document's title.
    pub title: String,
    /// The headings above the chunk.
    pub section: String,
    /// The document's kind.
    pub kind: String,
    /// The only customer who may see it; for people. Filters use `audience`.
    pub customer: Option<String>,
    /// Who may see it. Never empty.
    pub audience: String,
    /// The ISO date from which the document holds.
    pub effective: String,
    /// Its version within its series.
    pub version: u32,
    /// What all versions of the document share.
    pub series: Option<String>,
    /// Whether it is in force.
    pub status: Status,
    /// SHA-256 of the text.
    pub content_hash: String,
    /// The text.
    pub text: String,
}

impl Record {
    /// The record of a document's chunk.
    pub fn new(document: &Document, chunk: Chunk) -> Self {
        let meta = &document.meta;
        Self {
            doc: meta.id.clone(),
            chunk: chunk.index,
            start: chunk.range.start,
            end: chunk.range.end,
            title: meta.title.clone(),
            section: chunk.section,
            kind: meta.kind.clone(),
            customer: meta.customer.clone(),
            audience: audience(meta.customer.as_deref()),
            effective: meta.effective.clone(),
            version: meta.version,
            series: meta.series.clone(),
            status: meta.status,
            content_hash: sha256(chunk.text.as_bytes()),
            text: chunk.text,
        }
    }

    /// The text that stands for the chunk in the embedding space.
    pub fn embedded_text(&self) -> String {
        embedded_text(&self.title, &self.section, &self.text)
    }

    /// The id of its point: the same for the same text at the same place, and no other.
    pub fn point_id(&self) -> Uuid {
        let name = format!("{}\0{}\0{}", self.doc, self.chunk, self.content_hash);
        Uuid::new_v5(&NAMESPACE, name.as_bytes())
    }

    /// What tells it from every other chunk.
    pub fn key(&self) -> (&str, usize) {
        (&self.doc, self.chunk)
    }
}

#[cfg(test)]
impl Record {
    /// A record for tests of later stages.
    pub fn sample(doc: &str, chunk: usize, text: &str) -> Self {
        Self {
            doc: doc.into(),
            chunk,
            start: 100 * chunk,
            end: 100 * chunk + text.len(),
            title: "Sample".into(),
            section: String::new(),
            kind: "policy".into(),
            customer: None,
            audience: audience(None),
            effective: "2025-03-01".into(),
            version: 1,
            series: None,
            status: Status::Current,
            content_hash: sha256(text.as_bytes()),
            text: text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn point_ids_depend_on_document_place_and_text_and_nothing_else() {
        let id = Record::sample("policy/a", 1, "text").point_id();
        assert_eq!(id, Record::sample("policy/a", 1, "text").point_id());
        assert_ne!(id, Record::sample("policy/b", 1, "text").point_id());
        assert_ne!(id, Record::sample("policy/a", 2, "text").point_id());
        assert_ne!(id, Record::sample("policy/a", 1, "other").point_id());
    }
}
