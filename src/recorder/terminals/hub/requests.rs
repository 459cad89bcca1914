//! What pages request: terminals, sizes, input. Each request is in the trace before the agent
//! receives it.

mod replies;
#[cfg(test)]
mod tests;

use assay_protocol::{TERMINAL_LIMIT, TerminalNumber};

use super::super::terminal::{Terminal, UNAPPLIED_LIMIT};
use super::super::writers::{Place, Writer};
use super::super::{Arrival, Input, InputOutcome, NotAttached, Request};
use super::Hub;
use super::wire::Link;
use crate::domain::event::{Actor, EventBody, InputSource};
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::trace::{Entry, Rated, TraceClosed};

/// Why a page that attaches is not served.
enum Unserved {
    Page(NotAttached),
    /// No page can be served any more.
    Everybody(TraceClosed),
}

impl From<TraceClosed> for Unserved {
    fn from(closed: TraceClosed) -> Self {
        Self::Everybody(closed)
    }
}

const PAUSED: &str = "The sandbox is stopped (paused, or being handed in): nothing was typed.";

impl Hub {
    pub(super) async fn request(
        &mut self,
        request: Request,
        link: &mut Link,
    ) -> Result<(), TraceClosed> {
        match request {
            Request::Attach {
                terminal,
                from,
                arrival,
                reply,
            } => {
                match self.arrive(terminal, arrival, link).await {
                    Ok(writer) => self.attach(terminal, from, writer, reply),
                    // If the page has gone, nobody needs the answer.
                    Err(Unserved::Page(refused)) => drop(reply.send(Err(refused))),
                    Err(Unserved::Everybody(closed)) => return Err(closed),
                }
                Ok(())
            }
            Request::Input {
                terminal,
                input,
                reply,
            } => {
                let outcome = match input.source {
                    Some(InputSource::Reply) => self.reply(terminal, input, link).await?,
                    _ => self.input(terminal, input, link).await?,
                };
                let _ = reply.send(outcome);
                Ok(())
            }
            Request::Resize {
                terminal,
                writer,
                size,
            } => {
                if let Some(terminal) = self.terminals.get_mut(&terminal) {
                    terminal.writers.shows(&writer, size);
                }
                self.resize(terminal, size, link).await
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
                self.record_refusal(Actor::Candidate, body).await
            }
        }
    }

    /// Opens the terminal for a page that connects, and assigns the page its identity as a writer.
    async fn arrive(
        &mut self,
        number: TerminalNumber,
        arrival: Arrival,
        link: &mut Link,
    ) -> Result<Writer, Unserved> {
        if let Arrival::Page(_, size) = &arrival {
            self.open(number, *size, link).await?;
        }
        let Some(terminal) = self.terminals.get_mut(&number) else {
            let full = self.is_full();
            let refused = if full {
                NotAttached::Full
            } else {
                NotAttached::TooOften
            };
            return Err(Unserved::Page(refused));
        };
        let writer = match arrival {
            Arrival::Page(page, size) => {
                let writer = terminal.writers.connect(page, terminal.input.0);
                terminal.writers.shows(&writer, size);
                writer
            }
            Arrival::Behind(writer) => writer,
        };
        Ok(writer)
    }

    /// Opens a terminal if it is new, if there is room and if the rate allows to record it. Sets
    /// the size of a known one.
    async fn open(
        &mut self,
        number: TerminalNumber,
        size: TerminalSize,
        link: &mut Link,
    ) -> Result<(), TraceClosed> {
        if let Some(known) = self.terminals.get(&number) {
            return if known.size() == size {
                Ok(())
            } else {
                self.resize(number, size, link).await
            };
        }
        if self.is_full() {
            return Ok(());
        }
        // A terminal that cannot be recorded is not opened: otherwise a candidate could open any
        // number of shells that end at once.
        if !self.trace.admit(Rated::Terminal, 0) {
            self.trace.leave_out((Rated::Terminal, 1)).await?;
            return Ok(());
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
        link.open(number, size).await;
        Ok(())
    }

    fn is_full(&self) -> bool {
        let open = self.terminals.values().filter(|it| it.exited.is_none());
        open.count() >= TERMINAL_LIMIT
    }

    async fn resize(
        &mut self,
        number: TerminalNumber,
        size: TerminalSize,
        link: &mut Link,
    ) -> Result<(), TraceClosed> {
        let known = self
            .terminals
            .get(&number)
            .is_some_and(|it| it.size() != size);
        if !known {
            return Ok(());
        }
        // A size that cannot be recorded is not set: the record must say how wide lines were.
        if !self.trace.admit(Rated::Terminal, 0) {
            self.trace.leave_out((Rated::Terminal, 1)).await?;
            return Ok(());
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
        link.resize(number, size).await;
        Ok(())
    }

    async fn input(
        &mut self,
        number: TerminalNumber,
        input: Input,
        link: &mut Link,
    ) -> Result<InputOutcome, TraceClosed> {
        let length = input.bytes.len();
        let Some(terminal) = self.terminals.get(&number) else {
            return Ok(InputOutcome::Refused(
                "This terminal is not open.".into(),
                0,
            ));
        };
        let place = terminal.writers.place(&input.writer, input.offset, length);
        let refusal = match place {
            Place::Replaced => return Ok(InputOutcome::Replaced),
            // This also holds during a pause and after the shell's end, because the input was taken
            // before.
            Place::Known(taken) => return Ok(InputOutcome::Saved(taken)),
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
            self.record_refusal(Actor::Candidate, body).await?;
            return Ok(InputOutcome::Refused(reason.into(), wanted));
        }
        self.take(number, input, link).await
    }

    /// Takes a page's next input. The page that types decides the terminal's size.
    async fn take(
        &mut self,
        number: TerminalNumber,
        input: Input,
        link: &mut Link,
    ) -> Result<InputOutcome, TraceClosed> {
        let Input { writer, bytes, .. } = input;
        let wanted = self.terminals.get(&number);
        let wanted = wanted.and_then(|it| it.writers.size(&writer));
        if let Some(size) = wanted {
            self.resize(number, size, link).await?;
        }
        self.type_in(number, &bytes, (input.source, writer.page()), link)
            .await?;
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(InputOutcome::Saved(input.offset));
        };
        terminal.writers.took(&writer, bytes.len() as u64);
        Ok(InputOutcome::Saved(terminal.writers.taken(&writer)))
    }

    /// Records the input with its source and its page, then sends it to the agent.
    async fn type_in(
        &mut self,
        number: TerminalNumber,
        bytes: &[u8],
        (source, page): (Option<InputSource>, Option<u32>),
        link: &mut Link,
    ) -> Result<(), TraceClosed> {
        let (payload, content) = Payload::of(bytes.to_vec());
        let body = EventBody::TerminalInput {
            terminal: number,
            offset: self.terminals.get(&number).map_or(0, |it| it.input.0),
            bytes: payload,
            source,
            page,
        };
        let entry = Entry::new(Actor::Candidate, body).with_contents(content.into_iter().collect());
        let appended = self.trace.append(entry).await?;
        self.keeping.recorded(appended.seq, 0);
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(());
        };
        let offset = terminal.base_input.to_agent(terminal.input);
        terminal.typed(bytes);
        link.input(number, offset, bytes).await;
        Ok(())
    }
}
