//! What the candidate wrote, and what was written to them, until a moment, as the desk shows it.

use super::answers::{
    AnswerAtView, JournalEntryView, MessageAtView, NoteWord, QuestionAtView, WrittenView,
};
use super::writing::Shown;
use crate::store::StoreError;
use crate::store::events::StoredEvent;
use crate::trace::projections::{
    Answer, Asked, Correspondence, Journal, JournalEntry, Projection as _, Received,
};

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
    let (mut journal, mut correspondence) = (Journal::default(), Correspondence::default());
    let is_shown = |it: &&StoredEvent| shown.seqs.binary_search(&it.seq).is_ok();
    for stored in stored.iter().filter(is_shown) {
        let event = stored.decode()?;
        journal.apply(&event);
        correspondence.apply(&event);
    }
    let mut notes: Vec<_> = journal
        .notes()
        .map(|entry| note(entry, shown, &time_of))
        .collect();
    notes.sort_by_key(|it| it.first_seq);
    let messages = correspondence.messages.into_iter();
    let questions = correspondence.questions.into_iter();
    Ok(Written {
        journal: notes,
        messages: messages.map(|it| message(it, &time_of)).collect(),
        questions: questions.map(|it| question(it, &time_of)).collect(),
    })
}

fn note(entry: &JournalEntry, shown: &Shown, time_of: impl Fn(u64) -> i64) -> JournalEntryView {
    let (seq, note) = (entry.seq, &entry.note);
    // Of a note that was edited, only the newest revision is read.
    let first = shown.first.iter().find(|it| it.0 == note.note);
    JournalEntryView {
        note: note.note,
        kind: match entry.kind {
            "hypothesis" => NoteWord::Hypothesis,
            "evidence" => NoteWord::Evidence,
            "decision" => NoteWord::Decision,
            "fix" => NoteWord::Fix,
            _ => NoteWord::Free,
        },
        text: note.text.clone(),
        status: note.status,
        first_seq: first.map_or(seq, |it| it.1),
        seq,
        time: time_of(seq),
        revision: note.revision,
    }
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
