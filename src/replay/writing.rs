//! Which events hold what the candidate wrote and what was written to them. The texts stay in the
//! trace, and a moment reads them from there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::event::{Event, EventBody};
use crate::trace::projections::REVISIONS;

/// Notes, messages, questions and answers by their events, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// Event and number of the note, for each revision.
    notes: Vec<(u64, u32)>,
    /// Messages, replies, questions.
    messages: Vec<u64>,
    /// Event and question, for each revision of an answer.
    answers: Vec<(u64, String)>,
}

/// What a moment shows of this.
pub struct Shown {
    /// The events to read, in order.
    pub seqs: Vec<u64>,
    /// How many revisions of each note are not among them.
    pub omitted: BTreeMap<u32, u32>,
}

impl Writing {
    pub fn take(&mut self, event: &Event) {
        match &event.body {
            EventBody::NoteHypothesis(note)
            | EventBody::NoteEvidence(note)
            | EventBody::NoteDecision(note)
            | EventBody::NoteFix(note)
            | EventBody::NoteFree(note) => self.notes.push((event.seq, note.note)),
            EventBody::InjectDelivered(_)
            | EventBody::MessageSent(_)
            | EventBody::QuestionAsked(_) => self.messages.push(event.seq),
            EventBody::QuestionAnswered(it) => {
                self.answers.push((event.seq, it.question.clone()));
            }
            _ => {}
        }
    }

    /// What a moment after this event shows.
    pub fn shown(&self, seq: u64) -> Shown {
        let mut notes = BTreeMap::<u32, Vec<u64>>::new();
        for (at, note) in self.notes.iter().take_while(|it| it.0 <= seq) {
            notes.entry(*note).or_default().push(*at);
        }
        let mut omitted = BTreeMap::new();
        let mut seqs = Vec::new();
        for (note, events) in &notes {
            // The first text, and the last revisions of it.
            let [first, revisions @ ..] = &events[..] else {
                continue;
            };
            let skipped = revisions.len().saturating_sub(REVISIONS);
            seqs.push(*first);
            seqs.extend(&revisions[skipped..]);
            omitted.insert(*note, u32::try_from(skipped).unwrap_or(u32::MAX));
        }
        seqs.extend(self.messages.iter().take_while(|it| **it <= seq));
        let mut counts = std::collections::HashMap::<&str, usize>::new();
        let until = self.answers.partition_point(|it| it.0 <= seq);
        for (at, question) in self.answers[..until].iter().rev() {
            let count = counts.entry(question).or_default();
            *count += 1;
            if *count <= REVISIONS {
                seqs.push(*at);
            }
        }
        seqs.sort_unstable();
        Shown { seqs, omitted }
    }
}
