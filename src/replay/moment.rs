//! Everything as it was after an event.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answers::{MomentView, TerminalAtView};
use super::error::ReplayError;
use super::index::Index;
use super::keyframes::Screens;
use super::opened::Opened;
use super::read::Read;
use super::search::wanted;
use super::service::{Current, Replay};
use super::written::written;
use crate::background;
use crate::domain::event::Word;
use crate::domain::ids::SessionId;
use crate::store::StoreError;
use crate::store::events::StoredEvent;
use crate::store::events_by::EventFilter;

/// Which moment to look at.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// After this event.
    Seq(u64),
    /// After the last event up to this time.
    Time(i64),
}

impl Replay {
    pub(super) async fn moment(
        &self,
        session: SessionId,
        when: When,
    ) -> Result<MomentView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        let seq = place(&opened, when, building.is_some())?;
        let (shown, commands, changed, metrics, time) = opened.read(|index| {
            (
                index.writing.shown(seq),
                index.commands.running(seq),
                index.files.changed(seq),
                index.metrics.at(seq),
                index.times.of(seq).unwrap_or(0),
            )
        });
        let mut seqs = shown.seqs.clone();
        seqs.push(seq);
        seqs.dedup();
        let stored = self.store().events_numbered(session, &seqs).await?;
        let at = stored.iter().find(|it| it.seq == seq);
        let (event, word) = as_it_is(at.ok_or(ReplayError::NoEvent(seq))?)?;
        let time_of = |seq| opened.read(|index| index.times.of(seq)).unwrap_or(0);
        let written = written(&stored, &shown, time_of)?;
        let terminals = self.screens(&opened, seq).await?;
        Ok(MomentView {
            seq,
            time,
            word,
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

    /// Painted from the last keyframes before the event and the output since.
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

/// An event as the trace has it, and whose word it is: `None` for a kind that this program does not
/// know. An event that is not even JSON gives the same error as everywhere else.
fn as_it_is(stored: &StoredEvent) -> Result<(Value, Option<Word>), ReplayError> {
    let word = stored.parse().map(|event| event.body.word());
    match (serde_json::from_slice(&stored.body), word) {
        (Ok(raw), word) => Ok((raw, word.ok())),
        (Err(_), Err(damaged)) => Err(StoreError::from(damaged).into()),
        (Err(error), Ok(_)) => Err(ReplayError::Damaged(error.to_string())),
    }
}
