//! What was refused: by the service, and by the agent. The trace says that the agent failed; its words are in
//! the log and on the terminal's pages.

use assay_protocol::TerminalNumber;

use super::super::ended::forget_ended;
use super::Hub;
use crate::domain::event::{Actor, EventBody};
use crate::trace::{Rated, TraceClosed};

/// The exit status of a terminal whose shell could not be started. Shells use it for a program that
/// they cannot run.
const NOT_STARTED: i32 = 127;
/// The number of characters of the agent's reason that are kept.
const WORDS: usize = 500;

impl Hub {
    /// A terminal whose shell did not start is closed. Its number is used up, and pages open
    /// another terminal. A shell that runs keeps running.
    pub(super) async fn failed(
        &mut self,
        number: TerminalNumber,
        words: &str,
    ) -> Result<(), TraceClosed> {
        tracing::warn!(
            terminal = number,
            reason = words,
            "the agent refused a request"
        );
        // A request for a shell that has ended meanwhile fails only because it has ended.
        let open = self.terminals.get(&number);
        let Some(started) = open.filter(|it| it.exited.is_none()).map(|it| it.started) else {
            return Ok(());
        };
        let failed = if started {
            "The sandbox could not do what was asked of this terminal"
        } else {
            "The shell of this terminal could not be started"
        };
        // That it failed is what the service saw. Why is the sandbox's word: it is for the page and the log.
        let body = EventBody::TerminalRefused {
            terminal: number,
            reason: format!("{failed}."),
            length: 0,
        };
        let words: String = words.trim_end_matches('.').chars().take(WORDS).collect();
        let reason = format!("{failed}: {words}.");
        self.record_refusal(Actor::System, body).await?;
        if !started {
            let status = NOT_STARTED;
            let terminal = number;
            let body = EventBody::TerminalClosed { terminal, status };
            self.record(Actor::System, body).await?;
        }
        let Some(terminal) = self.terminals.get_mut(&number) else {
            return Ok(());
        };
        if started {
            terminal.complain(reason);
        } else {
            terminal.fail(NOT_STARTED, reason);
            forget_ended(&mut self.terminals);
        }
        Ok(())
    }

    /// A refusal beyond the rate is only counted.
    pub(super) async fn record_refusal(
        &mut self,
        actor: Actor,
        body: EventBody,
    ) -> Result<(), TraceClosed> {
        if self.trace.admit(Rated::Terminal, 0) {
            return self.record(actor, body).await;
        }
        self.trace.leave_out((Rated::Terminal, 1)).await
    }
}

#[cfg(test)]
mod tests;
