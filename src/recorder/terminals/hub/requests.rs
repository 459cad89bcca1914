//! What pages ask for: terminals, sizes, input. Each is in the trace before the agent hears of it.

mod replies;
#[cfg(test)]
mod tests;

use assay_protocol::{TERMINAL_LIMIT, TerminalNumber, ToAgent};

use super::super::terminal::{Terminal, UNAPPLIED_LIMIT};
use super::super::writers::{Place, Writer};
use super::super::{Arrival, Input, InputOutcome, NotAttached, Request};
use super::Hub;
use super::wire::{on_the_wire, send_input, tell};
use crate::domain::event::{Actor, EventBody, InputSource};
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::AgentSender;
use crate::trace::{Entry, Rated, TraceClosed};

/// What a page is answered, and whether the agent heard of it.
type Done<T> = (T, Result<(), SandboxError>);

const PAUSED: &str = "The sandbox stands still (paused, or being handed in): nothing was typed.";

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
                arrival,
                reply,
            } => {
                let (arrived, done) = self.arrive(terminal, arrival, sender).await?;
                match arrived {
                    Ok(writer) => self.attach(terminal, from, writer, reply),
                    // A page that has gone needs no answer.
                    Err(refused) => drop(reply.send(Err(refused))),
                }
                Ok(done)
            }
            Request::Input {
                terminal,
                input,
                reply,
            } => {
                let (outcome, done) = match input.source {
                    Some(InputSource::Reply) => self.reply(terminal, input, sender).await?,
                    _ => self.input(terminal, input, sender).await?,
                };
                let _ = reply.send(outcome);
                Ok(done)
            }
            Request::Resize {
                terminal,
                writer,
                size,
            } => {
                if let Some(terminal) = self.terminals.get_mut(&terminal) {
                    terminal.writers.shows(&writer, size);
                }
                self.resize(terminal, size, sender).await
            }
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
                self.record_refusal(body).await?;
                Ok(Ok(()))
            }
        }
    }

    /// A refusal beyond the rate is counted.
    async fn record_refusal(&mut self, body: EventBody) -> Result<(), TraceClosed> {
        if self.trace.admit(Rated::Terminal, 0) {
            self.record(Actor::Candidate, body).await?;
            return Ok(());
        }
        self.trace.leave_out((Rated::Terminal, 1)).await
    }

    /// Opens the terminal for a page that comes, and says as whom it types.
    async fn arrive(
        &mut self,
        number: TerminalNumber,
        arrival: Arrival,
        sender: Option<&mut AgentSender>,
    ) -> Result<Done<Result<Writer, NotAttached>>, TraceClosed> {
        let done = match &arrival {
            Arrival::Page(_, size) => self.open(number, *size, sender).await?,
            Arrival::Behind(_) => Ok(()),
        };
        let Some(terminal) = self.terminals.get_mut(&number) else {
            let full = self.is_full();
            let refused = if full {
                NotAttached::Full
            } else {
                NotAttached::TooOften
            };
            return Ok((Err(refused), done));
        };
        let writer = match arrival {
            Arrival::Page(page, size) => {
                let writer = terminal.writers.connect(page, terminal.input);
                terminal.writers.shows(&writer, size);
                writer
            }
            Arrival::Behind(writer) => writer,
        };
        Ok((Ok(writer), done))
    }

    /// Opens a terminal, if it is new, there is room and it can be recorded; sets the size of a known one.
    async fn open(
        &mut self,
        number: TerminalNumber,
        size: TerminalSize,
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        if let Some(known) = self.terminals.get(&number) {
            return if known.size() == size {
                Ok(Ok(()))
            } else {
                self.resize(number, size, sender).await
            };
        }
        if self.is_full() {
            return Ok(Ok(()));
        }
        // One that is not recorded is not opened either: shells that end at once are as many as
        // somebody likes.
        if !self.trace.admit(Rated::Terminal, 0) {
            self.trace.leave_out((Rated::Terminal, 1)).await?;
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols(), size.rows());
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
            size: on_the_wire(size),
        };
        Ok(tell(sender, &open).await)
    }

    fn is_full(&self) -> bool {
        let open = self.terminals.values().filter(|it| it.exited.is_none());
        open.count() >= TERMINAL_LIMIT
    }

    async fn resize(
        &mut self,
        number: TerminalNumber,
        size: TerminalSize,
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let known = self
            .terminals
            .get(&number)
            .is_some_and(|it| it.size() != size);
        if !known {
            return Ok(Ok(()));
        }
        // A size that is not recorded is not had either: the record says how wide lines were.
        if !self.trace.admit(Rated::Terminal, 0) {
            self.trace.leave_out((Rated::Terminal, 1)).await?;
            return Ok(Ok(()));
        }
        let (cols, rows) = (size.cols(), size.rows());
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
            size: on_the_wire(size),
        };
        Ok(tell(sender, &resize).await)
    }

    async fn input(
        &mut self,
        number: TerminalNumber,
        input: Input,
        sender: Option<&mut AgentSender>,
    ) -> Result<Done<InputOutcome>, TraceClosed> {
        let length = input.bytes.len();
        let Some(terminal) = self.terminals.get(&number) else {
            let refused = InputOutcome::Refused("This terminal is not open.".into(), 0);
            return Ok((refused, Ok(())));
        };
        let place = terminal.writers.place(&input.writer, input.offset, length);
        let refusal = match place {
            Place::Replaced => return Ok((InputOutcome::Replaced, Ok(()))),
            // Also in a pause, and after the shell's end: it was taken before.
            Place::Known(taken) => return Ok((InputOutcome::Saved(taken), Ok(()))),
            Place::Misfit(_) => Some("Input was lost on the way; type it again."),
            Place::Next if self.paused.is_on() => Some(PAUSED),
            Place::Next if terminal.exited.is_some() => {
                Some("The shell of this terminal has ended.")
            }
            Place::Next if terminal.unapplied.len() + length > UNAPPLIED_LIMIT => {
                Some("The program in this terminal does not read its input.")
            }
            Place::Next => None,
        };
        if let Some(reason) = refusal {
            let wanted = terminal.writers.taken(&input.writer);
            let body = EventBody::TerminalRefused {
                terminal: number,
                reason: reason.into(),
                length: length as u64,
            };
            self.record_refusal(body).await?;
            return Ok((InputOutcome::Refused(reason.into(), wanted), Ok(())));
        }
        self.take(number, input, sender).await
    }

    /// Takes input that is the next one of its page. Whoever types decides how large the terminal is.
    async fn take(
        &mut self,
        number: TerminalNumber,
        input: Input,
        mut sender: Option<&mut AgentSender>,
    ) -> Result<Done<InputOutcome>, TraceClosed> {
        let Input { writer, bytes, .. } = input;
        let wanted = self.terminals.get(&number);
        let wanted = wanted.and_then(|it| it.writers.size(&writer));
        let resized = match wanted {
            Some(size) => self.resize(number, size, sender.as_deref_mut()).await?,
            None => Ok(()),
        };
        let done = self
            .type_in(number, &bytes, (input.source, writer.page()), sender)
            .await?;
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((InputOutcome::Saved(input.offset), done));
        };
        terminal.writers.took(&writer, bytes.len() as u64);
        let saved = InputOutcome::Saved(terminal.writers.taken(&writer));
        Ok((saved, resized.and(done)))
    }

    /// Input is recorded, with how it came about and by which page, and then told to the agent.
    async fn type_in(
        &mut self,
        number: TerminalNumber,
        bytes: &[u8],
        (source, page): (Option<InputSource>, Option<u32>),
        sender: Option<&mut AgentSender>,
    ) -> Result<Result<(), SandboxError>, TraceClosed> {
        let (payload, content) = Payload::of(bytes.to_vec());
        let body = EventBody::TerminalInput {
            terminal: number,
            offset: self.terminals.get(&number).map_or(0, |it| it.input),
            bytes: payload,
            source,
            page,
        };
        let entry = Entry::new(Actor::Candidate, body).with_contents(content.into_iter().collect());
        let seq = self.trace.append(entry).await?;
        self.keeping.recorded(seq, 0);
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(Ok(()));
        };
        let offset = terminal.input - terminal.base_input;
        terminal.typed(bytes);
        match sender {
            Some(sender) => Ok(send_input(number, offset, bytes, sender).await),
            None => Ok(Ok(())),
        }
    }
}
