//! What the agent sends: output, which is acknowledged and shown once it is durable, and other
//! messages.

use assay_protocol::{TerminalNumber, ToAgent, ToService};
use futures_util::FutureExt as _;

use super::super::ended::forget_ended;
use super::Hub;
use super::wire::Link;
use crate::domain::event::{Actor, EventBody};
use crate::domain::payload::Payload;
use crate::domain::terminal_offset::AgentOffset;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::AgentReceiver;
use crate::trace::{Entry, Rated, TraceClosed};

/// In bytes. Output that arrived together goes into one event up to this size.
const EVENT_LIMIT: usize = 256 * 1024;
/// The same while the session rests for others.
const RESTING_LIMIT: usize = 64 * 1024;

impl Hub {
    /// A message of the agent, together with the output that arrived directly after it.
    pub(super) async fn messages(
        &mut self,
        message: ToService,
        link: &mut Link,
        receiver: &mut AgentReceiver,
    ) -> Result<(), TraceClosed> {
        let limit = if self.trace.rests() {
            RESTING_LIMIT
        } else {
            EVENT_LIMIT
        };
        let mut next = Some(message);
        while let Some(message) = next.take() {
            if let ToService::Output {
                terminal,
                offset,
                mut bytes,
            } = message
            {
                while bytes.len() < limit && next.is_none() {
                    match receiver.next().now_or_never() {
                        Some(Ok(Some(ToService::Output {
                            terminal: same,
                            bytes: more,
                            offset: at,
                        }))) if same == terminal && at == offset + bytes.len() as u64 => {
                            bytes.extend(more);
                        }
                        Some(Ok(Some(other))) => next = Some(other),
                        Some(Ok(None)) | None => break,
                        Some(Err(error)) => {
                            link.lose(error);
                            break;
                        }
                    }
                }
                self.output(terminal, AgentOffset(offset), bytes, link)
                    .await?;
            } else {
                self.other_message(message).await?;
            }
        }
        Ok(())
    }

    async fn output(
        &mut self,
        number: TerminalNumber,
        offset: AgentOffset,
        mut bytes: Vec<u8>,
        link: &mut Link,
    ) -> Result<(), TraceClosed> {
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(());
        };
        terminal.started = true;
        let expected = terminal.durable_at_agent();
        if offset > expected {
            let reason = format!("terminal {number}: bytes {expected} to {offset} never came");
            link.lose(SandboxError::Agent(reason));
            return Ok(());
        }
        let known = usize::try_from(expected.since(offset)).unwrap_or(usize::MAX);
        bytes.drain(..known.min(bytes.len()));
        if bytes.is_empty() {
            return Ok(());
        }
        // The marks are read before the output is appended: commands beyond the rate are counted in
        // the same transaction.
        let marks = terminal.read_marks(&bytes, |length| self.trace.admit(Rated::Command, length));
        let (payload, content) = Payload::of(bytes.clone());
        let body = EventBody::TerminalOutput {
            terminal: number,
            offset: terminal.output.0,
            bytes: payload,
        };
        let entry = Entry::new(Actor::Candidate, body)
            .with_contents(content.into_iter().collect())
            .leaving_out(Rated::Command, marks.left_out);
        let appended = self.trace.append(entry).await?;
        self.keeping.recorded(appended.seq, bytes.len());
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(());
        };
        terminal.show(&bytes);
        let durable = terminal.durable_at_agent();
        let commands = terminal.commands(marks, appended.at);
        self.paint_ahead(number);
        for command in commands {
            // This is derived from output that is already durable, so nobody has to wait for it.
            self.trace
                .append_later(Entry::new(Actor::Candidate, command))
                .await?;
        }
        link.tell(&ToAgent::Acknowledge {
            terminal: number,
            offset: durable.0,
        })
        .await;
        Ok(())
    }

    async fn other_message(&mut self, message: ToService) -> Result<(), TraceClosed> {
        match message {
            ToService::Opened { terminal } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.started = true;
                }
            }
            ToService::InputApplied { terminal, offset } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.applied(AgentOffset(offset));
                }
            }
            ToService::Exited {
                terminal, status, ..
            } => {
                let news = self
                    .terminals
                    .get(&terminal)
                    .is_some_and(|it| it.exited.is_none());
                if news {
                    self.record(
                        Actor::System,
                        EventBody::TerminalClosed { terminal, status },
                    )
                    .await?;
                    if let Some(it) = self.terminals.get_mut(&terminal) {
                        it.exit(status);
                    }
                    forget_ended(&mut self.terminals);
                }
            }
            ToService::Failed { terminal, reason } => self.failed(terminal, &reason).await?,
            ToService::ServiceEnded {
                name,
                status,
                restarted,
            } => {
                tracing::warn!(name, status, restarted, "a service in the sandbox ended");
            }
            ToService::Welcome { .. } | ToService::Output { .. } | ToService::Pong(_) => {}
        }
        Ok(())
    }
}
