//! Terminals as the trace knows them: how a service that was killed finds its place again.
//!
//! What was kept at the last checkpoint is taken, and the trace is read from there on. Without a
//! checkpoint all of the trace is gone through, but the contents of its end alone are looked at.
//! Nothing is painted, so it does not matter what was printed.

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

/// Events read at once.
const PAGE: usize = 500;
/// What the state of terminals follows from.
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
/// Output of a terminal before its last so many bytes is not looked at: far more than is printed
/// between two checkpoints.
const OUTPUT: u64 = 64 * 1024 * 1024;

/// What the trace says of a session's terminals.
#[derive(Default)]
pub struct History {
    /// Every terminal ever opened.
    pub(super) terminals: BTreeMap<TerminalNumber, Terminal>,
    /// The latest known start of the sandbox's agent.
    pub(super) boot: Option<Digest>,
    /// The last event that is in it.
    pub(super) seq: u64,
}

/// Where output and input of a terminal end in the trace.
type Ends = HashMap<TerminalNumber, (u64, u64)>;

impl History {
    /// Reads it.
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

    /// As it was at the last checkpoint.
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
            tracing::warn!(%session, "what was kept of its terminals cannot be read; the trace is");
            return Ok(None);
        };
        forget_ended(&mut terminals);
        Ok(Some(Self {
            terminals,
            boot,
            seq,
        }))
    }

    /// Takes an event. One that is in what was kept changes nothing.
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
                    let after = offset + bytes.length();
                    if after + OUTPUT < end {
                        it.skip(bytes.length());
                    } else {
                        let bytes = content(store, session, &bytes).await?;
                        // The commands in it are in the trace already, or counted.
                        let marks = it.read_marks(&bytes, |_| false);
                        it.commands(marks, event.at);
                        it.show(&bytes);
                    }
                }
            }
            EventBody::CommandStarted {
                terminal,
                command,
                offset,
                ..
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.began(command, offset, event.at);
                }
            }
            EventBody::CommandFinished {
                terminal, command, ..
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.running.take_if(|running| running.command == command);
                }
            }
            body => self.apply_input(store, session, body, ends).await?,
        }
        Ok(())
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
