//! Terminals as the trace knows them: how a service that was killed finds its place again.

use std::collections::BTreeMap;

use assay_protocol::{Size, TerminalNumber};

use super::terminal::Terminal;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::Payload;
use crate::store::{Store, StoreError};

/// Events read at once.
const PAGE: u32 = 500;

/// What the trace says of a session's terminals.
#[derive(Default)]
pub(super) struct History {
    /// Every terminal ever opened.
    pub terminals: BTreeMap<TerminalNumber, Terminal>,
    /// The latest known start of the sandbox's agent.
    pub boot: Option<Digest>,
}

impl History {
    /// Reads it from the trace.
    pub async fn read(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let mut history = Self::default();
        let mut after = 0;
        loop {
            let page = store.events(session, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(history);
            };
            after = last.seq;
            for stored in &page {
                let event: Event = serde_json::from_slice(&stored.body)
                    .map_err(|_| StoreError::Damaged("event"))?;
                history.apply(store, session, event).await?;
            }
        }
    }

    async fn apply(
        &mut self,
        store: &Store,
        session: SessionId,
        event: Event,
    ) -> Result<(), StoreError> {
        match event.body {
            EventBody::SandboxBooted { boot } => {
                if self.boot.is_some() {
                    self.terminals.values_mut().for_each(Terminal::rebase);
                }
                self.boot = Some(boot);
            }
            EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            } => {
                let size = Size { cols, rows };
                self.terminals
                    .insert(terminal, Terminal::new(terminal, size));
            }
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                let bytes = content(store, session, &bytes).await?;
                // The commands in it are in the trace already.
                self.terminals
                    .get_mut(&terminal)
                    .map(|it| it.show(&bytes, event.at));
            }
            EventBody::TerminalInput {
                terminal, bytes, ..
            } => {
                let bytes = content(store, session, &bytes).await?;
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.typed(&bytes);
                    let excess = it
                        .unapplied
                        .len()
                        .saturating_sub(super::terminal::UNAPPLIED_LIMIT);
                    it.unapplied.drain(..excess);
                }
            }
            EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.resize(Size { cols, rows });
                }
            }
            EventBody::TerminalClosed { terminal, status } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.exit(status);
                }
            }
            _ => {}
        }
        Ok(())
    }
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
