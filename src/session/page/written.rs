//! What the candidate and others wrote after a revision: everything, for a page that has nothing
//! yet.

use super::answers::{
    ExpiredView, ExtensionView, MessageView, NoteKind, NoteView, QuestionView, ReplyView,
    WithdrawnView,
};
use crate::scenario::Scenario;
use crate::scenario::manifest::Moment;
use crate::trace::projections::{Asked, Extension, JournalEntry, Projections, Received, Standing};

/// The changes, and how the session ended if it has.
#[derive(Default)]
pub(super) struct Written {
    /// The last event that is included.
    pub revision: u64,
    pub notes: Vec<NoteView>,
    pub messages: Vec<MessageView>,
    pub extensions: Vec<ExtensionView>,
    pub withdrawn: Option<WithdrawnView>,
    pub expired: Option<ExpiredView>,
    /// Whether the candidate has begun to hand in.
    pub handing_in: bool,
    /// The event in which the candidate agreed. The brief is given from then on.
    consented: Option<u64>,
    /// The event in which the track was chosen last. The brief names how it is built and run.
    track: Option<u64>,
    questions: Vec<Asked>,
}

impl Written {
    /// What changed after `since`.
    pub fn after(all: &Projections, since: Option<u64>) -> Self {
        // A page of another session may send any revision.
        let since = since.filter(|since| *since <= all.revision).unwrap_or(0);
        let Standing {
            consented,
            track,
            extensions,
            handing_in,
            expired,
            withdrawn,
        } = &all.standing;
        let notes = all.journal.notes().filter(|it| it.seq > since);
        let extensions = extensions.iter().filter(|it| it.seq > since);
        let questions = all.correspondence.questions.iter();
        let messages = all.correspondence.messages.iter();
        let expired = expired.as_ref().filter(|(seq, _)| *seq > since);
        Self {
            revision: all.revision,
            notes: notes.map(note_view).collect(),
            messages: messages.filter_map(|it| message_view(it, since)).collect(),
            questions: questions
                .filter(|it| it.changed().0 > since)
                .map(Asked::newest)
                .collect(),
            extensions: extensions.map(extension_view).collect(),
            withdrawn: withdrawn.as_ref().map(|it| WithdrawnView {
                by_candidate: it.by.is_none(),
                reason: it.reason.clone(),
            }),
            expired: expired.map(|(_, note)| ExpiredView {
                unfinished_note: note.clone(),
            }),
            handing_in: handing_in.is_some(),
            consented: *consented,
            track: track.as_ref().map(|(seq, _)| *seq),
        }
    }

    /// Nothing changed after this revision, which is the newest.
    pub fn nothing(revision: u64) -> Self {
        Self {
            revision,
            ..Self::default()
        }
    }

    /// Whether the page lacks what the scenario gives: all of it, or what came with the consent
    /// or the track.
    pub fn gives(&self, since: Option<u64>) -> bool {
        let came = |seq: Option<u64>, since| seq.is_some_and(|seq| seq > since);
        since.is_none_or(|since| came(self.consented, since) || came(self.track, since))
    }

    /// Whether the scenario is needed to say what changed.
    pub fn needs_scenario(&self, since: Option<u64>) -> bool {
        self.gives(since) || !self.questions.is_empty()
    }

    pub fn questions(&self, scenario: Option<&Scenario>) -> Vec<QuestionView> {
        let specs = scenario.map(|it| it.manifest.question.as_slice());
        let is_final = |id: &str| {
            let mut specs = specs.unwrap_or_default().iter();
            specs.any(|it| it.id == id && it.when == Moment::FinalNote)
        };
        let views = self.questions.iter();
        views
            .map(|it| question_view(it, is_final(&it.question.question)))
            .collect()
    }
}

/// `None` if nothing of it is new.
fn message_view(received: &Received, since: u64) -> Option<MessageView> {
    let replies = received.replies.iter().filter(|it| it.seq > since);
    let replies: Vec<_> = replies
        .map(|it| ReplyView {
            text: it.text.clone(),
            at: it.at,
            seq: it.seq,
        })
        .collect();
    if received.seq <= since && replies.is_empty() {
        return None;
    }
    let inject = received.inject.clone();
    Some(MessageView {
        inject: inject.inject,
        from: inject.from,
        message: inject.message,
        at: received.at,
        seq: received.seq,
        laid: inject.laid.into_iter().map(|file| file.path).collect(),
        removed: inject.removed,
        failed: inject.failed.into_iter().map(|it| it.path).collect(),
        replies,
    })
}

fn question_view(asked: &Asked, final_note: bool) -> QuestionView {
    let (seq, at) = asked.changed();
    QuestionView {
        question: asked.question.question.clone(),
        asks: asked.question.asks.clone(),
        final_note,
        at: asked.at,
        seq,
        unfinished: asked.is_unfinished(),
        answer: asked.answer().map(|answer| ReplyView {
            text: answer.said.text.clone(),
            at,
            seq,
        }),
    }
}

fn note_view(entry: &JournalEntry) -> NoteView {
    let kind = match entry.kind {
        "hypothesis" => NoteKind::Hypothesis,
        "evidence" => NoteKind::Evidence,
        "decision" => NoteKind::Decision,
        "fix" => NoteKind::Fix,
        _ => NoteKind::Free,
    };
    NoteView {
        note: entry.note.note,
        kind,
        text: entry.note.text.clone(),
        status: entry.note.status,
        revision: entry.note.revision,
        at: entry.at,
        seq: entry.seq,
    }
}

fn extension_view(extension: &Extension) -> ExtensionView {
    ExtensionView {
        minutes: extension.given.minutes,
        reason: extension.given.reason.clone(),
        at: extension.at,
        seq: extension.seq,
    }
}
