//! The candidate's journal. A note is an event, and an edit is another event.

use std::collections::BTreeMap;

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, Note};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// `hypothesis` and so on: the second half of its event's kind.
    pub kind: &'static str,
    /// The newest revision.
    pub note: Note,
    /// When it was written, in microseconds since the session was created.
    pub at: i64,
    /// The event that recorded it.
    pub seq: u64,
}

/// The newest revision of every note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    notes: BTreeMap<u32, JournalEntry>,
    /// The number of notes with all their revisions.
    pub written: u64,
    /// Characters of the newest revisions of all notes.
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
    /// Oldest first.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.notes.values()
    }

    pub fn note(&self, number: u32) -> Option<&JournalEntry> {
        self.notes.get(&number)
    }

    /// The number of the next new note.
    pub fn next(&self) -> u32 {
        self.notes.last_key_value().map_or(1, |(last, _)| last + 1)
    }
}
