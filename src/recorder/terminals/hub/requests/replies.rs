//! What a page's terminal answers by itself when a program asks, for colours or the cursor's
//! position.
//!
//! The program waits for the reply now or never. So a reply is neither counted nor kept: no page
//! waits for an acknowledgement, and none sends it again. Only one page's replies are taken; its
//! [`Writer`](crate::terminals::Writer) decides which. The replies of other pages are dropped, and
//! nothing is missing then.

use assay_protocol::TerminalNumber;

use super::super::Hub;
use super::super::wire::Link;
use crate::domain::event::{Actor, EventBody, InputSource};
use crate::terminals::terminal::UNAPPLIED_LIMIT;
use crate::terminals::{Input, InputOutcome};
use crate::trace::TraceClosed;

const NOT_READ: &str = "The program in this terminal does not read what the terminal replies.";

impl Hub {
    /// Takes a reply or drops it. The answer only states the page's input offset.
    pub(super) async fn reply(
        &mut self,
        number: TerminalNumber,
        input: Input,
        link: &mut Link,
    ) -> Result<InputOutcome, TraceClosed> {
        let paused = self.paused.is_on();
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(InputOutcome::Saved(0));
        };
        let stands = InputOutcome::Saved(terminal.writers.taken(&input.writer));
        // If the shell has ended or the sandbox is stopped, no program waits for it.
        let waits = terminal.exited.is_none() && !paused && !input.bytes.is_empty();
        if !waits || !terminal.writers.answers(&input.writer, &input.bytes) {
            return Ok(stands);
        }
        if terminal.unapplied.len() + input.bytes.len() > UNAPPLIED_LIMIT {
            let body = EventBody::TerminalRefused {
                terminal: number,
                reason: NOT_READ.into(),
                length: input.bytes.len() as u64,
            };
            self.record_refusal(Actor::Candidate, body).await?;
            return Ok(stands);
        }
        let origin = (Some(InputSource::Reply), None);
        self.type_in(number, &input.bytes, origin, link).await?;
        Ok(stands)
    }
}
