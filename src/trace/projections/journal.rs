//! The candidate's journal: notes are events, and an edit is a new one.

use std::collections::BTreeMap;

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, Note};

/// A note as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// `hypothesis` and so on: the second half of its event's kind.
    pub kind: &'static str,
    /// Its newest revision.
    pub note: Note,
    /// When that was written, microseconds since the session was created.
    pub at: i64,
    /// The event that brought it.
    pub seq: u64,
}

/// Every note as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    notes: BTreeMap<u32, JournalEntry>,
    /// Notes and revisions so far.
    pub written: u64,
    /// Characters of all notes as they are now.
    pub characters: usize,
}

impl Projection for Journal {
    const FAMILIES: &'static [&'static str] = &["note."];

    fn apply(&mut self, event: &Event) -> bool {
        let (kind, note) = match &event.body {
            EventBody::NoteHypothesis(note) => ("hypothesis", note),
            EventBody::NoteEvidence(note) => ("evidence", note),
            EventBody::NoteDecision(note) => ("decision", note),
            EventBody::NoteFix(note) => ("fix", note),
            EventBody::NoteFree(note) => ("free", note),
            _ => return false,
        };
        let entry = JournalEntry {
            kind,
            note: note.clone(),
            at: event.at,
            seq: event.seq,
        };
        self.written += 1;
        self.characters += note.text.chars().count();
        if let Some(before) = self.notes.insert(note.note, entry) {
            self.characters -= before.note.text.chars().count();
        }
        true
    }
}

impl Journal {
    /// The notes, oldest first.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.notes.values()
    }

    /// The note of this number.
    pub fn note(&self, number: u32) -> Option<&JournalEntry> {
        self.notes.get(&number)
    }

    /// The number of the next new note.
    pub fn next(&self) -> u32 {
        self.notes.last_key_value().map_or(1, |(last, _)| last + 1)
    }
}
