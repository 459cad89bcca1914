//! Terminals as the trace knows them: how a service continues after it was killed.
//!
//! The service takes the last checkpoint and reads the trace after it. Without a checkpoint it goes
//! through the whole trace, but reads only the contents near its end. Nothing is painted, so the
//! cost does not depend on what was printed.

use std::collections::{BTreeMap, HashMap};

use assay_protocol::TerminalNumber;

use super::checkpoint::unpack;
use super::ended::forget_ended;
use super::terminal::{Terminal, UNAPPLIED_LIMIT};
use crate::background;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

const PAGE: usize = 500;
/// The events from which the state of terminals follows.
const KINDS: [&str; 8] = [
    "terminal.opened",
    "terminal.output",
    "terminal.input",
    "terminal.resized",
    "terminal.closed",
    "command.started",
    "command.finished",
    "sandbox.booted",
];
/// In bytes. Output of a terminal before its last so many bytes is not read. Far more than what is
/// printed between two checkpoints.
const OUTPUT: u64 = 64 * 1024 * 1024;

#[derive(Default)]
pub struct History {
    /// Every terminal that was ever opened.
    pub(super) terminals: BTreeMap<TerminalNumber, Terminal>,
    /// The latest known start of the sandbox's agent.
    pub(super) boot: Option<Digest>,
    /// The last event that is included.
    pub(super) seq: u64,
}

/// Where the output and the input of a terminal end in the trace.
type Ends = HashMap<TerminalNumber, (u64, u64)>;

impl History {
    pub async fn read(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let mut history = Self::kept(store, session).await?.unwrap_or_default();
        let seqs = store.seqs_of_kinds(session, &KINDS, history.seq).await?;
        let mut ends = Ends::new();
        for page in seqs.chunks(PAGE) {
            for event in events(store, session, page).await? {
                note_end(&mut ends, &event.body);
            }
        }
        for page in seqs.chunks(PAGE) {
            for event in events(store, session, page).await? {
                history.seq = event.seq;
                history.apply(store, session, event, &ends).await?;
            }
        }
        for terminal in history.terminals.values_mut() {
            terminal.reader.correct(terminal.running.is_some());
        }
        Ok(history)
    }

    /// The last checkpoint. None if there is none that this version can read.
    async fn kept(store: &Store, session: SessionId) -> Result<Option<Self>, StoreError> {
        let Some(kept) = store.kept_terminals(session).await? else {
            return Ok(None);
        };
        let (boot, seq) = (kept.boot, kept.seq);
        let read = move || {
            let terminals = kept.states.iter().map(|(number, state)| {
                let terminal = unpack(state).filter(|it| it.number == *number)?;
                Some((*number, terminal))
            });
            terminals.collect::<Option<_>>()
        };
        let terminals = background::spawn(read).await.ok().flatten();
        let Some(mut terminals): Option<BTreeMap<_, _>> = terminals else {
            tracing::warn!(%session, "the checkpoint of its terminals cannot be read: reading the trace instead");
            return Ok(None);
        };
        forget_ended(&mut terminals);
        Ok(Some(Self {
            terminals,
            boot,
            seq,
        }))
    }

    /// Applies an event. An event that the checkpoint already includes changes nothing.
    async fn apply(
        &mut self,
        store: &Store,
        session: SessionId,
        event: Event,
        ends: &Ends,
    ) -> Result<(), StoreError> {
        match event.body {
            EventBody::SandboxBooted { boot } => {
                let before = self.boot.replace(boot);
                if before.is_some_and(|before| before != boot) {
                    self.terminals.values_mut().for_each(Terminal::rebase);
                }
            }
            EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            } => {
                let size = TerminalSize::of(cols, rows);
                self.terminals
                    .entry(terminal)
                    .or_insert_with(|| Terminal::new(terminal, size));
            }
            EventBody::TerminalOutput {
                terminal,
                offset,
                bytes,
            } => {
                let end = ends.get(&terminal).map_or(0, |it| it.0);
                if let Some(it) = self.terminals.get_mut(&terminal)
                    && it.output.0 == offset
                {
                    if offset + bytes.length() + OUTPUT < end {
                        it.skip(bytes.length());
                    } else {
                        let bytes = content(store, session, &bytes).await?;
                        show(it, &bytes, event.at);
                    }
                }
            }
            body @ (EventBody::CommandStarted { .. } | EventBody::CommandFinished { .. }) => {
                self.apply_command(&body, event.at);
            }
            body => self.apply_input(store, session, body, ends).await?,
        }
        Ok(())
    }

    fn apply_command(&mut self, body: &EventBody, at: i64) {
        match *body {
            EventBody::CommandStarted {
                terminal,
                command,
                offset,
                ..
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.began(command, offset, at);
                }
            }
            EventBody::CommandFinished {
                terminal, command, ..
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.running.take_if(|running| running.command == command);
                }
            }
            _ => {}
        }
    }

    async fn apply_input(
        &mut self,
        store: &Store,
        session: SessionId,
        body: EventBody,
        ends: &Ends,
    ) -> Result<(), StoreError> {
        match body {
            EventBody::TerminalInput {
                terminal,
                offset,
                bytes,
                page,
                ..
            } => {
                let end = ends.get(&terminal).map_or(0, |it| it.1);
                let Some(it) = self.terminals.get_mut(&terminal) else {
                    return Ok(());
                };
                if it.input.0 != offset {
                    return Ok(());
                }
                if let Some(page) = page {
                    it.writers.took(page, bytes.length());
                }
                if offset + bytes.length() + (UNAPPLIED_LIMIT as u64) < end {
                    it.unapplied.clear();
                    it.input = it.input.plus(bytes.length());
                } else {
                    it.typed(&content(store, session, &bytes).await?);
                    let excess = it.unapplied.len().saturating_sub(UNAPPLIED_LIMIT);
                    it.unapplied.drain(..excess);
                }
            }
            EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.resize(TerminalSize::of(cols, rows));
                }
            }
            EventBody::TerminalClosed { terminal, status } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.exit(status);
                }
                forget_ended(&mut self.terminals);
            }
            _ => {}
        }
        Ok(())
    }
}

/// `at`: when the output was recorded, in microseconds of the trace.
fn show(terminal: &mut Terminal, bytes: &[u8], at: i64) {
    // The trace already has these commands, or counts them.
    let marks = terminal.read_marks(bytes, |_| false);
    terminal.commands(marks, at);
    terminal.show(bytes);
}

fn note_end(ends: &mut Ends, body: &EventBody) {
    match body {
        EventBody::TerminalOutput {
            terminal,
            offset,
            bytes,
        } => ends.entry(*terminal).or_default().0 = offset + bytes.length(),
        EventBody::TerminalInput {
            terminal,
            offset,
            bytes,
            ..
        } => ends.entry(*terminal).or_default().1 = offset + bytes.length(),
        _ => {}
    }
}

async fn events(store: &Store, session: SessionId, seqs: &[u64]) -> Result<Vec<Event>, StoreError> {
    let stored = store.events_numbered(session, seqs).await?;
    stored.iter().map(StoredEvent::decode).collect()
}

async fn content(
    store: &Store,
    session: SessionId,
    payload: &Payload,
) -> Result<Vec<u8>, StoreError> {
    match payload.blob() {
        None => payload.inline().ok_or(StoreError::Damaged("event")),
        Some(reference) => {
            let content = store.blob(session, reference.blob).await?;
            content.ok_or(StoreError::Damaged("blob"))
        }
    }
}
