//! Everything as it was after an event.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answers::{
    JournalEntryView, MessageAtView, MomentView, NoteWord, QuestionAtView, TerminalAtView,
    WrittenView,
};
use super::error::ReplayError;
use super::index::Index;
use super::keyframes::Screens;
use super::opened::Opened;
use super::read::Read;
use super::search::wanted;
use super::service::{Current, Replay};
use super::writing::Shown;
use crate::background;
use crate::domain::event::{Event, EventBody, InjectDelivered, Note};
use crate::domain::ids::SessionId;
use crate::store::events::StoredEvent;
use crate::store::events_by::EventFilter;

/// Where to look.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// After this event.
    Seq(u64),
    /// At this time: after the last event until then.
    Time(i64),
}

impl Replay {
    /// Everything as it was.
    pub async fn moment(&self, session: SessionId, when: When) -> Result<MomentView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        let seq = place(&opened, when, building.is_some())?;
        let (shown, commands, changed, metrics, time) = opened.read(|index| {
            (
                index.writing.shown(seq),
                index.commands.running(seq),
                index.files.changed(seq),
                index.metrics.at(seq).cloned(),
                index.times.of(seq).unwrap_or(0),
            )
        });
        let mut seqs = shown.seqs.clone();
        seqs.push(seq);
        seqs.dedup();
        let stored = self.store().events_numbered(session, &seqs).await?;
        let event = event_at(&stored, seq)?;
        let mut written = Written::default();
        for stored in &stored {
            let time = opened.read(|index| index.times.of(stored.seq)).unwrap_or(0);
            if shown.seqs.binary_search(&stored.seq).is_ok()
                && let Ok(event) = serde_json::from_slice::<Event>(&stored.body)
            {
                written.take(event, time, &shown);
            }
        }
        let terminals = self.screens(&opened, seq).await?;
        Ok(MomentView {
            seq,
            time,
            word: serde_json::from_value::<Event>(event.clone())
                .ok()
                .map(|event| event.body.word()),
            event,
            terminals,
            commands,
            changed,
            journal: written.journal,
            messages: written.messages,
            questions: written.questions,
            metrics,
        })
    }

    /// Terminals: from the keyframes before, and what came after them.
    async fn screens(&self, opened: &Opened, seq: u64) -> Result<Vec<TerminalAtView>, ReplayError> {
        let (cut, terminals) =
            opened.read(|index| (index.cut_before(seq), index.terminal_numbers()));
        let store = self.store();
        let frames = store.keyframes_at(opened.session, &terminals, cut).await?;
        let filter = EventFilter {
            after: cut,
            before: Some(seq.saturating_add(1)),
            limit: u32::MAX,
            ..EventFilter::default()
        };
        let stored = store.terminal_events(opened.session, &filter).await?;
        let reads: Vec<Read> = stored.iter().map(Read::of).collect();
        let digests: Vec<_> = reads.iter().flat_map(wanted).collect();
        let contents = store.blobs(opened.session, &digests).await?;
        let feeding = move || {
            let mut screens = Screens::of_keyframes(&frames);
            for read in &reads {
                screens.take(read, &contents, None);
            }
            screens
                .all()
                .map(|(terminal, screen)| {
                    let (cols, rows) = screen.size();
                    TerminalAtView {
                        terminal,
                        open: screen.open,
                        cols,
                        rows,
                        offset: screen.printed,
                        screen: screen.dump(),
                        partial: STANDARD.encode(screen.partial()),
                    }
                })
                .collect()
        };
        Ok(background::spawn(feeding).await?)
    }
}

/// The event to look at, which must be in the index.
pub(super) fn place(opened: &Opened, when: When, building: bool) -> Result<u64, ReplayError> {
    let done = opened.read(Index::last_seq);
    match when {
        When::Seq(0) => Err(ReplayError::NoEvent(0)),
        When::Seq(seq) if seq > done && building => Err(ReplayError::NotYet { seq, done }),
        When::Seq(seq) if seq > done => Err(ReplayError::NoEvent(seq)),
        When::Seq(seq) => Ok(seq),
        When::Time(time) => match opened.read(|index| index.times.seq_at(time)) {
            0 if building => Err(ReplayError::NotYet { seq: 1, done }),
            0 => Err(ReplayError::NoEvent(1)),
            seq => Ok(seq),
        },
    }
}

fn event_at(stored: &[StoredEvent], seq: u64) -> Result<Value, ReplayError> {
    let found = stored.iter().find(|it| it.seq == seq);
    let found = found.ok_or(ReplayError::NoEvent(seq))?;
    serde_json::from_slice(&found.body).map_err(|error| ReplayError::Damaged(error.to_string()))
}

/// What the candidate wrote and was written to until a moment.
#[derive(Default)]
struct Written {
    journal: Vec<JournalEntryView>,
    messages: Vec<MessageAtView>,
    questions: Vec<QuestionAtView>,
}

impl Written {
    fn take(&mut self, event: Event, time: i64, shown: &Shown) {
        let seq = event.seq;
        let written = |text| WrittenView { seq, time, text };
        match event.body {
            EventBody::NoteHypothesis(note) => {
                self.note(NoteWord::Hypothesis, note, seq, time, shown);
            }
            EventBody::NoteEvidence(note) => self.note(NoteWord::Evidence, note, seq, time, shown),
            EventBody::NoteDecision(note) => self.note(NoteWord::Decision, note, seq, time, shown),
            EventBody::NoteFix(note) => self.note(NoteWord::Fix, note, seq, time, shown),
            EventBody::NoteFree(note) => self.note(NoteWord::Free, note, seq, time, shown),
            EventBody::InjectDelivered(inject) => {
                self.messages
                    .push(message(inject, seq, time, event.links.first().copied()));
            }
            EventBody::MessageSent(sent) => {
                let message = self.messages.iter_mut().find(|it| it.inject == sent.inject);
                if let Some(message) = message {
                    message.replies.push(written(sent.text));
                }
            }
            EventBody::QuestionAsked(asked) => self.questions.push(QuestionAtView {
                question: asked.question,
                asks: asked.asks,
                seq,
                time,
                answers: Vec::new(),
            }),
            EventBody::QuestionAnswered(answered) => {
                let mut questions = self.questions.iter_mut();
                if let Some(question) = questions.find(|it| it.question == answered.question) {
                    question.answers.push(written(answered.text));
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, kind: NoteWord, note: Note, seq: u64, time: i64, shown: &Shown) {
        let place = shown.first.iter().position(|it| it.0 == note.note);
        let first_seq = place.map_or(seq, |place| shown.first[place].1);
        self.journal.push(JournalEntryView {
            note: note.note,
            kind,
            text: note.text,
            status: note.status,
            first_seq,
            seq,
            time,
            revision: note.revision,
        });
        self.journal.sort_by_key(|it| it.first_seq);
    }
}

fn message(inject: InjectDelivered, seq: u64, time: i64, brought_by: Option<u64>) -> MessageAtView {
    MessageAtView {
        seq,
        time,
        inject: inject.inject,
        from: inject.from,
        message: inject.message,
        laid: inject.laid.into_iter().map(|it| it.path).collect(),
        removed: inject.removed,
        failed: inject.failed.into_iter().map(|it| it.path).collect(),
        brought_by,
        replies: Vec::new(),
    }
}
