//! What pages ask for: terminals, sizes, input. Each is in the trace before the agent hears of it.

use assay_protocol::{CHUNK_LIMIT, Size, TERMINAL_LIMIT, TerminalNumber, ToAgent};

use super::super::terminal::{Terminal, UNAPPLIED_LIMIT};
use super::super::{Attachment, InputOutcome, Request};
use super::Hub;
use crate::domain::event::{Actor, EventBody};
use crate::domain::payload::Payload;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::AgentSender;
use crate::trace::{Entry, TraceClosed};

const PAUSED: &str = "The session is paused: nothing was typed. Resume it to go on.";

impl Hub {
    pub(super) async fn request(
        &mut self,
        request: Request,
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        match request {
            Request::Attach {
                terminal,
                from,
                size,
                reply,
            } => {
                let done = self.open(terminal, size, sender).await?;
                if let Some(it) = self.terminals.get(&terminal) {
                    let _: Result<(), Attachment> = reply.send(it.attach(from));
                }
                Ok(done)
            }
            Request::Input {
                terminal,
                offset,
                bytes,
                reply,
            } => {
                let (outcome, done) = self.input(terminal, offset, &bytes, sender).await?;
                let _ = reply.send(outcome);
                Ok(done)
            }
            Request::Resize { terminal, size } => self.resize(terminal, size, sender).await,
            Request::Refused {
                terminal,
                reason,
                length,
            } => {
                let body = EventBody::TerminalRefused {
                    terminal,
                    reason,
                    length,
                };
                self.record(Actor::Candidate, body).await?;
                Ok(Ok(()))
            }
        }
    }

    /// Opens a terminal, if it is new and there is room; sets the size of a known one.
    async fn open(
        &mut self,
        number: TerminalNumber,
        size: Size,
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        if let Some(known) = self.terminals.get(&number) {
            return if known.size == size {
                Ok(Ok(()))
            } else {
                self.resize(number, size, sender).await
            };
        }
        let open = self
            .terminals
            .values()
            .filter(|it| it.exited.is_none())
            .count();
        if open >= TERMINAL_LIMIT {
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols, size.rows);
        self.record(
            Actor::Candidate,
            EventBody::TerminalOpened {
                terminal: number,
                cols,
                rows,
            },
        )
        .await?;
        self.terminals.insert(number, Terminal::new(number, size));
        let open = ToAgent::Open {
            terminal: number,
            size,
        };
        Ok(tell(sender, &open).await)
    }

    async fn resize(
        &mut self,
        number: TerminalNumber,
        size: Size,
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let known = self
            .terminals
            .get(&number)
            .is_some_and(|it| it.size != size);
        if !known {
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols, size.rows);
        self.record(
            Actor::Candidate,
            EventBody::TerminalResized {
                terminal: number,
                cols,
                rows,
            },
        )
        .await?;
        if let Some(terminal) = self.terminals.get_mut(&number) {
            terminal.resize(size);
        }
        let resize = ToAgent::Resize {
            terminal: number,
            size,
        };
        Ok(tell(sender, &resize).await)
    }

    async fn input(
        &mut self,
        number: TerminalNumber,
        offset: u64,
        bytes: &[u8],
        sender: Option<&mut AgentSender>,
    ) -> Result<(InputOutcome, Result<(), SandboxError>), TraceClosed> {
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((
                InputOutcome::Refused("This terminal is not open.".into(), 0),
                Ok(()),
            ));
        };
        let next = terminal.input;
        let refusal = match () {
            // What is sent again was taken before the pause, and is confirmed.
            () if self.paused.is_on() && offset + bytes.len() as u64 > next => Some(PAUSED),
            () if terminal.exited.is_some() => Some("The shell of this terminal has ended."),
            () if offset > next => Some("Input was lost on the way; type it again."),
            () if terminal.unapplied.len() + bytes.len() > UNAPPLIED_LIMIT => {
                Some("The program in this terminal does not read its input.")
            }
            () => None,
        };
        if let Some(reason) = refusal {
            let length = bytes.len() as u64;
            let body = EventBody::TerminalRefused {
                terminal: number,
                reason: reason.into(),
                length,
            };
            self.record(Actor::Candidate, body).await?;
            return Ok((InputOutcome::Refused(reason.into(), next), Ok(())));
        }
        // What was sent again after a reconnection is known already.
        let known = usize::try_from(next - offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let bytes = &bytes[known..];
        if bytes.is_empty() {
            return Ok((InputOutcome::Saved(next), Ok(())));
        }
        let (payload, content) = Payload::of(bytes.to_vec());
        let body = EventBody::TerminalInput {
            terminal: number,
            offset: next,
            bytes: payload,
        };
        let entry = Entry::new(Actor::Candidate, body).with_contents(content.into_iter().collect());
        self.trace.append(entry).await?;
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((InputOutcome::Saved(next), Ok(())));
        };
        terminal.typed(bytes);
        let offset = next - terminal.base_input;
        let saved = InputOutcome::Saved(terminal.input);
        let done = match sender {
            Some(sender) => send_input(number, offset, bytes, sender).await,
            None => Ok(()),
        };
        Ok((saved, done))
    }
}

/// An agent that is not there is told when it is connected to.
async fn tell(sender: Option<&mut AgentSender>, message: &ToAgent) -> Result<(), SandboxError> {
    match sender {
        Some(sender) => sender.send(message).await,
        None => Ok(()),
    }
}

/// Sends input in pieces that a frame can hold.
pub(super) async fn send_input(
    terminal: TerminalNumber,
    mut offset: u64,
    bytes: &[u8],
    sender: &mut AgentSender,
) -> Result<(), SandboxError> {
    for chunk in bytes.chunks(CHUNK_LIMIT) {
        sender
            .send(&ToAgent::Input {
                terminal,
                offset,
                bytes: chunk.to_vec(),
            })
            .await?;
        offset += chunk.len() as u64;
    }
    Ok(())
}
