//! What a page's terminal answers by itself when a program asks, for colours or the cursor's place.
//!
//! A program waits for it now or not at all. So a reply is neither counted nor kept: no page waits for
//! a word about it, and none sends it again. One page's replies are taken, which its
//! [`Writer`](crate::recorder::terminals::Writer) knows; the others' are dropped: nothing is missing then.

use assay_protocol::TerminalNumber;

use super::{Done, Hub};
use crate::domain::event::{EventBody, InputSource};
use crate::recorder::terminals::terminal::UNAPPLIED_LIMIT;
use crate::recorder::terminals::{Input, InputOutcome};
use crate::sandbox::agent::AgentSender;
use crate::trace::TraceClosed;

const NOT_READ: &str = "The program in this terminal does not read what the terminal replies.";

impl Hub {
    /// Takes a reply, or drops it. What is answered says only where the page's input stands.
    pub(super) async fn reply(
        &mut self,
        number: TerminalNumber,
        input: Input,
        sender: Option<&mut AgentSender>,
    ) -> Result<Done<InputOutcome>, TraceClosed> {
        let paused = self.paused.is_on();
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok((InputOutcome::Saved(0), Ok(())));
        };
        let stands = InputOutcome::Saved(terminal.writers.taken(&input.writer));
        // Nobody waits for it where the shell has ended, or everything stands still.
        let waits = terminal.exited.is_none() && !paused && !input.bytes.is_empty();
        if !waits || !terminal.writers.answers(&input.writer, &input.bytes) {
            return Ok((stands, Ok(())));
        }
        if terminal.unapplied.len() + input.bytes.len() > UNAPPLIED_LIMIT {
            let body = EventBody::TerminalRefused {
                terminal: number,
                reason: NOT_READ.into(),
                length: input.bytes.len() as u64,
            };
            self.record_refusal(body).await?;
            return Ok((stands, Ok(())));
        }
        let origin = (Some(InputSource::Reply), None);
        let done = self.type_in(number, &input.bytes, origin, sender).await?;
        Ok((stands, done))
    }
}
