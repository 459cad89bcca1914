//! What the candidate wrote, and what was written to them, until a moment, as the desk shows it.

use super::answers::{
    AnswerAtView, JournalEntryView, MessageAtView, NoteWord, QuestionAtView, RevisionView,
    WrittenView,
};
use super::writing::Shown;
use crate::domain::event::{Event, EventBody};
use crate::store::StoreError;
use crate::store::events::StoredEvent;
use crate::trace::projections::{Answer, Asked, Correspondence, Projection as _, Received};

pub struct Written {
    pub journal: Vec<JournalEntryView>,
    pub messages: Vec<MessageAtView>,
    pub questions: Vec<QuestionAtView>,
}

/// Folds the events that a moment shows and ignores others among `stored`. `time_of` gives the
/// replay's time of an event, which never goes back.
pub fn written(
    stored: &[StoredEvent],
    shown: &Shown,
    time_of: impl Fn(u64) -> i64,
) -> Result<Written, StoreError> {
    let mut notes = Vec::<JournalEntryView>::new();
    let mut correspondence = Correspondence::default();
    let is_shown = |it: &&StoredEvent| shown.seqs.binary_search(&it.seq).is_ok();
    for stored in stored.iter().filter(is_shown) {
        let event = stored.decode()?;
        note(&mut notes, &event, shown, &time_of);
        correspondence.apply(&event);
    }
    let messages = correspondence.messages.into_iter();
    let questions = correspondence.questions.into_iter();
    Ok(Written {
        journal: notes,
        messages: messages.map(|it| message(it, &time_of)).collect(),
        questions: questions.map(|it| question(it, &time_of)).collect(),
    })
}

/// Adds a note, or a revision of one. Its own text and status stay as they were first written.
fn note(
    notes: &mut Vec<JournalEntryView>,
    event: &Event,
    shown: &Shown,
    time_of: impl Fn(u64) -> i64,
) {
    let (kind, note) = match &event.body {
        EventBody::NoteHypothesis(note) => (NoteWord::Hypothesis, note),
        EventBody::NoteEvidence(note) => (NoteWord::Evidence, note),
        EventBody::NoteDecision(note) => (NoteWord::Decision, note),
        EventBody::NoteFix(note) => (NoteWord::Fix, note),
        EventBody::NoteFree(note) => (NoteWord::Free, note),
        _ => return,
    };
    let (seq, time) = (event.seq, time_of(event.seq));
    let (text, status) = (note.text.clone(), note.status);
    if let Some(entry) = notes.iter_mut().find(|it| it.note == note.note) {
        entry.revisions.push(RevisionView {
            seq,
            time,
            text,
            status,
            word: event.body.word(),
        });
        return;
    }
    notes.push(JournalEntryView {
        note: note.note,
        kind,
        text,
        status,
        seq,
        time,
        revisions: Vec::new(),
        omitted: shown.omitted.get(&note.note).copied().unwrap_or(0),
    });
}

fn message(received: Received, time_of: impl Fn(u64) -> i64) -> MessageAtView {
    let Received { seq, inject, .. } = received;
    let replies = received.replies.into_iter().map(|it| WrittenView {
        seq: it.seq,
        time: time_of(it.seq),
        text: it.text,
    });
    MessageAtView {
        seq,
        time: time_of(seq),
        inject: inject.inject,
        from: inject.from,
        message: inject.message,
        laid: inject.laid.into_iter().map(|it| it.path).collect(),
        removed: inject.removed,
        failed: inject.failed.into_iter().map(|it| it.path).collect(),
        brought_by: received.brought_by,
        replies: replies.collect(),
    }
}

fn question(asked: Asked, time_of: impl Fn(u64) -> i64) -> QuestionAtView {
    let answers = asked.answers.into_iter();
    let answers = answers.map(|Answer { seq, said, .. }| AnswerAtView {
        seq,
        time: time_of(seq),
        text: said.text,
        unfinished: said.unfinished,
    });
    QuestionAtView {
        question: asked.question.question,
        asks: asked.question.asks,
        seq: asked.seq,
        time: time_of(asked.seq),
        answers: answers.collect(),
    }
}
