//! The journal of a worked session.

use std::collections::BTreeMap;

use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EventBody, HypothesisStatus, Note};

/// How often each note was written.
#[derive(Default)]
pub struct Journal(BTreeMap<u32, u32>);

impl Journal {
    /// Writes a note, or edits the one with this number. With a status it is a hypothesis, without
    /// one a decision.
    pub async fn write(
        &mut self,
        writer: &mut Writer<'_>,
        note: u32,
        text: &str,
        status: Option<HypothesisStatus>,
    ) -> anyhow::Result<()> {
        writer.time += 20_000_000;
        let times = self.0.entry(note).or_insert(0);
        let entry = Note {
            note,
            revision: *times,
            text: text.to_owned(),
            status,
        };
        *times += 1;
        let body = match status {
            Some(_) => EventBody::NoteHypothesis(entry),
            None => EventBody::NoteDecision(entry),
        };
        writer.add(Actor::Candidate, body).await?;
        Ok(())
    }
}
