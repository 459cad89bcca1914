//! The candidate's journal: notes are events, and an edit is a new one.

use std::collections::BTreeMap;

use super::conduct::{Conductor, SessionError};
use crate::domain::event::{Actor, Event, EventBody, HypothesisStatus, Note};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::store::{Store, StoreError};
use crate::trace::Entry;

/// Characters of one note.
pub const NOTE_LIMIT: usize = 10_000;
/// Notes of one session.
const COUNT_LIMIT: u64 = 2_000;

/// A note as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// `note.hypothesis` and so on.
    pub kind: &'static str,
    /// Its newest revision.
    pub note: Note,
    /// When that was written, microseconds since the session was created.
    pub at: i64,
}

/// Makes the event of a note.
pub type NoteKind = fn(Note) -> EventBody;

/// The journal as the trace has it, oldest note first.
pub async fn read(store: &Store, session: SessionId) -> Result<Vec<JournalEntry>, StoreError> {
    let mut notes = BTreeMap::new();
    for stored in store.events_of_kind(session, "note.").await? {
        let event: Event =
            serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))?;
        let (kind, note) = match event.body {
            EventBody::NoteHypothesis(note) => ("hypothesis", note),
            EventBody::NoteEvidence(note) => ("evidence", note),
            EventBody::NoteDecision(note) => ("decision", note),
            EventBody::NoteFix(note) => ("fix", note),
            EventBody::NoteFree(note) => ("free", note),
            _ => continue,
        };
        notes.insert(
            note.note,
            JournalEntry {
                kind,
                note,
                at: event.at,
            },
        );
    }
    Ok(notes.into_values().collect())
}

impl Conductor {
    /// Writes a new note, or a revision of one. Only while the session runs.
    pub async fn write_note(
        &self,
        session: SessionId,
        revised: Option<u32>,
        kind: NoteKind,
        text: String,
        status: Option<HypothesisStatus>,
    ) -> Result<(), SessionError> {
        // Numbers are given out one at a time.
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        if record.state != SessionState::Running {
            return Err(SessionError::WrongState(record.state));
        }
        Self::refuse_in_pause(&record)?;
        if text.trim().is_empty() {
            return Err(SessionError::Refused("The note is empty.".into()));
        }
        if text.chars().count() > NOTE_LIMIT {
            let reason = format!("A note has at most {NOTE_LIMIT} characters; split this one.");
            return Err(SessionError::Refused(reason));
        }
        if self.parts.store.count_events(session, "note.").await? >= COUNT_LIMIT {
            return Err(SessionError::Refused("The journal is full.".into()));
        }
        let known = read(&self.parts.store, session).await?;
        let (note, revision) = match revised {
            None => (known.last().map_or(1, |last| last.note.note + 1), 0),
            Some(number) => {
                let found = known.iter().find(|entry| entry.note.note == number);
                let found =
                    found.ok_or_else(|| SessionError::Refused("There is no such note.".into()))?;
                (number, found.note.revision + 1)
            }
        };
        let body = kind(Note {
            note,
            revision,
            text,
            status,
        });
        self.trace(&record)
            .await?
            .append(Entry::new(Actor::Candidate, body))
            .await?;
        Ok(())
    }
}
