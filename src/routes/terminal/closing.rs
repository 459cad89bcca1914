//! Every way in which the server closes a terminal's WebSocket, with the code and the words for it.

use axum::extract::ws::close_code;

use super::super::views::close;
use super::wire::{Close, Fault};
use crate::recorder::terminals::NotAttached;
use crate::session::Running;

const fn because(code: u16, reason: &'static str) -> Close {
    Close { code, reason }
}

pub(super) const NO_GREETING: Close =
    because(close::SILENT, "This page did not say what it wants to see.");
pub(super) const NO_MESSAGE: Close = because(
    close_code::PROTOCOL,
    "This page sent something that the server does not understand. Reload it.",
);
pub(super) const TOO_LARGE: Close = because(
    close_code::SIZE,
    "That was more than a terminal takes at once (1 MiB). Nothing of it was typed.",
);
pub(super) const REPLACED: Close = because(close::REPLACED, "This page has connected again.");
pub(super) const SILENT: Close = because(close::SILENT, "This page did not answer for 20 seconds.");
pub(super) const NOT_STARTED: Close = because(
    close::NOT_STARTED,
    "The shell of this terminal could not be started.",
);
const FULL: Close = because(
    close::FULL,
    "No more terminals can be open at once. End a shell (exit) to open another.",
);
const TOO_OFTEN: Close = because(
    close::FULL,
    "Terminals are opened too often. Wait a moment.",
);
const STOPPED: Close = because(
    close::STOPPED,
    "The terminals of this session were stopped: it has ended, or the service is stopping.",
);
const NOT_RECORDED: Close = because(
    close::STOPPED,
    "The terminals of this session were stopped: nothing can be recorded any more.",
);

/// For a session whose terminals have stopped.
pub(super) fn stopped(running: &Running) -> Close {
    if running.is_recordable() {
        STOPPED
    } else {
        NOT_RECORDED
    }
}

pub(super) fn of_refusal(why: &NotAttached, running: &Running) -> Close {
    match why {
        NotAttached::Full => FULL,
        NotAttached::TooOften => TOO_OFTEN,
        NotAttached::Closed(_) => stopped(running),
    }
}

pub(super) fn of_fault(fault: Fault) -> Close {
    match fault {
        Fault::TooLong => TOO_LARGE,
        Fault::Malformed => NO_MESSAGE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_into_a_close_frame_and_is_a_sentence() {
        let all = [
            NO_GREETING,
            NO_MESSAGE,
            TOO_LARGE,
            REPLACED,
            SILENT,
            NOT_STARTED,
            FULL,
            TOO_OFTEN,
            STOPPED,
            NOT_RECORDED,
        ];
        for Close { code, reason } in all {
            assert!(
                reason.len() <= 123 && reason.ends_with('.'),
                "{code}: {reason}"
            );
        }
    }
}
