//! This program's own terminal in raw mode, restored however the program ends.

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use assay_protocol::Size;

use crate::domain::terminal_size::TerminalSize;

/// Standard input in raw mode, if it is a terminal. Dropping it restores the previous mode.
pub struct RawMode(Option<Termios>);

impl RawMode {
    /// Keys arrive one by one, and Ctrl-C is a key.
    pub fn enter() -> rustix::io::Result<Self> {
        let stdin = std::io::stdin();
        let Ok(before) = tcgetattr(&stdin) else {
            return Ok(Self(None));
        };
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&stdin, OptionalActions::Now, &raw)?;
        Ok(Self(Some(before)))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // If the terminal was closed, there is nothing to restore.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, before);
        }
    }
}

/// How large the terminal is; 80 × 24 if there is none.
pub fn size() -> Size {
    let size = tcgetwinsize(std::io::stdout()).or_else(|_| tcgetwinsize(std::io::stdin()));
    let size = size
        .ok()
        .filter(|size| size.ws_col > 0 && size.ws_row > 0)
        .map_or(TerminalSize::USUAL, |size| {
            TerminalSize::of(size.ws_col, size.ws_row)
        });
    Size {
        cols: size.cols(),
        rows: size.rows(),
    }
}
