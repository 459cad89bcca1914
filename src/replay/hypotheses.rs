//! What the candidate supposed: as it was first written, how that was revised, and whether anything
//! is recorded that tests it.

use serde::{Deserialize, Serialize};

use super::answers::{MarkerView, RevisionView};
use super::line::{LABEL, first_line};
use crate::domain::event::{HypothesisStatus, Note, Word};
use crate::domain::ids::Digest;

/// The most revisions of one hypothesis. The last one is always kept.
const MOST: usize = 20;

/// Follows the first line of a text that was changed after its first line.
const BELOW: &str = " (changed below its first line)";

/// A hypothesis of which there is a marker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supposed {
    /// The number of its note.
    pub note: u32,
    /// The index of its marker.
    pub place: usize,
    /// The first evidence that was noted between it and the next hypothesis, or that names it.
    pub evidence: Option<u64>,
    /// The first thing that was done after it: a typed command, a change, an evaluation.
    pub worked: Option<u64>,
    /// When it was first called supported or ruled out.
    pub closed: Option<u64>,
    /// What its newest text is: a marker has one line of it.
    text: Option<Digest>,
}

impl Supposed {
    pub fn new(note: &Note, place: usize, seq: u64) -> Self {
        Self {
            note: note.note,
            place,
            closed: is_closed(note.status).then_some(seq),
            text: Some(Digest::of(note.text.as_bytes())),
            ..Self::default()
        }
    }

    /// Whether it was closed although nothing had been done since it was written.
    pub fn is_closed_unseen(&self) -> bool {
        let worked = self.worked.unwrap_or(u64::MAX);
        self.closed.is_some_and(|closed| worked > closed)
    }

    /// Whether a text names it.
    pub fn is_named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let number = self.note.to_string();
        let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric()).collect();
        let long = words.windows(2);
        let mut long = long.filter(|it| it[0].starts_with("hypothes"));
        words.iter().any(|it| it.strip_prefix('h') == Some(&number))
            || long.any(|it| it[1] == number)
    }
}

fn is_closed(status: Option<HypothesisStatus>) -> bool {
    !matches!(status, None | Some(HypothesisStatus::Open))
}

/// Adds a revision to a hypothesis. Its own text and status stay as they were written.
pub fn revise(
    marker: &mut MarkerView,
    supposed: &mut Supposed,
    (seq, time): (u64, i64),
    note: &Note,
) {
    if is_closed(note.status) {
        supposed.closed.get_or_insert(seq);
    }
    let text = Digest::of(note.text.as_bytes());
    let same_text = supposed.text.replace(text) == Some(text);
    let mut text = first_line(&note.text, LABEL);
    let (before, status) = match marker.revisions.last() {
        Some(last) => (&last.text, last.status),
        None => (&marker.label, marker.status),
    };
    let open = HypothesisStatus::Open;
    if same_text && status.unwrap_or(open) == note.status.unwrap_or(open) {
        return;
    }
    if !same_text && *before == text {
        text.push_str(BELOW);
    }
    let revision = RevisionView {
        seq,
        time,
        text,
        status: note.status,
        word: Word::Candidate,
    };
    if marker.revisions.len() < MOST {
        marker.revisions.push(revision);
    } else if let Some(last) = marker.revisions.last_mut() {
        *last = revision;
        marker.revisions_omitted += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_hypothesis_by_its_number() {
        let supposed = Supposed {
            note: 2,
            ..Supposed::default()
        };
        for text in ["H2: no", "speaks against h2.", "Hypothesis 2 is out"] {
            assert!(supposed.is_named_in(text), "{text}");
        }
        for text in ["H21", "2 tries", "hypothesis 3 of 2", ""] {
            assert!(!supposed.is_named_in(text), "{text}");
        }
    }
}
