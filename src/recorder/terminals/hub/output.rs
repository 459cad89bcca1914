//! What the agent tells: output, which is acknowledged and shown once it is durable, and the rest.

use assay_protocol::{TerminalNumber, ToAgent, ToService};
use futures_util::FutureExt as _;

use super::super::ended::forget_ended;
use super::super::terminal::Commands;
use super::Hub;
use crate::domain::event::{Actor, EventBody};
use crate::domain::payload::Payload;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::{AgentReceiver, AgentSender};
use crate::trace::{Entry, Rated, TraceClosed};

/// Output that arrived together goes into one event, up to this many bytes.
const EVENT_LIMIT: usize = 256 * 1024;

impl Hub {
    /// A message of the agent, with the output that arrived right behind it.
    pub(super) async fn messages(
        &mut self,
        message: ToService,
        sender: &mut AgentSender,
        receiver: &mut AgentReceiver,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let mut next = Some(message);
        while let Some(message) = next.take() {
            if let ToService::Output {
                terminal,
                offset,
                mut bytes,
            } = message
            {
                while bytes.len() < EVENT_LIMIT && next.is_none() {
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
                        Some(Err(error)) => return Ok(Err(error)),
                    }
                }
                if let Err(error) = self.output(terminal, offset, bytes, sender).await? {
                    return Ok(Err(error));
                }
            } else {
                self.other_message(message).await?;
            }
        }
        Ok(Ok(()))
    }

    async fn output(
        &mut self,
        number: TerminalNumber,
        offset: u64,
        mut bytes: Vec<u8>,
        sender: &mut AgentSender,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(Ok(()));
        };
        let expected = terminal.output - terminal.base_output;
        if offset > expected {
            let reason = format!("terminal {number}: bytes {expected} to {offset} never came");
            return Ok(Err(SandboxError::Agent(reason)));
        }
        bytes.drain(
            ..usize::try_from(expected - offset)
                .unwrap_or(usize::MAX)
                .min(bytes.len()),
        );
        if bytes.is_empty() {
            return Ok(Ok(()));
        }
        let offset = terminal.output;
        // Read before the output is appended: what is beyond the rate is counted in the same
        // transaction.
        let at = self.trace.clock().read().0;
        let admit = |length| self.trace.admit(Rated::Command, length);
        let Commands { recorded, left_out } = terminal.commands(&bytes, at, admit);
        let (payload, content) = Payload::of(bytes.clone());
        let body = EventBody::TerminalOutput {
            terminal: number,
            offset,
            bytes: payload,
        };
        let entry = Entry::new(Actor::Candidate, body)
            .with_contents(content.into_iter().collect())
            .leaving_out(Rated::Command, left_out);
        let seq = self.trace.append(entry).await?;
        self.keeping.recorded(seq, bytes.len());
        let mut durable = 0;
        if let Some(terminal) = self.terminals.get_mut(&number) {
            terminal.show(&bytes);
            durable = terminal.output - terminal.base_output;
        }
        self.paint_ahead(number);
        for command in recorded {
            // Derived from output that is durable: nobody has to wait for it.
            self.trace
                .append_later(Entry::new(Actor::Candidate, command))
                .await?;
        }
        Ok(sender
            .send(&ToAgent::Acknowledge {
                terminal: number,
                offset: durable,
            })
            .await)
    }

    async fn other_message(&mut self, message: ToService) -> Result<(), TraceClosed> {
        match message {
            ToService::InputApplied { terminal, offset } => {
                if let Some(it) = self.terminals.get_mut(&terminal) {
                    it.applied(offset);
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
            ToService::Failed { terminal, reason } => {
                tracing::warn!(terminal, reason, "the agent refused");
            }
            ToService::ServiceEnded {
                name,
                status,
                restarted,
            } => {
                tracing::warn!(name, status, restarted, "a service in the sandbox ended");
            }
            ToService::Welcome { .. }
            | ToService::Opened { .. }
            | ToService::Output { .. }
            | ToService::Pong(_) => {}
        }
        Ok(())
    }
}
