//! What goes over a terminal's WebSocket.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Control messages on the terminal's WebSocket, as JSON text frames, from the browser.
///
/// Binary frames from the browser are input: 8 bytes big-endian offset, then at most 16 KiB.
/// The WebSocket is `/api/candidate/terminals/{n}` with subprotocols `assay.terminal.v1` and
/// `token.<candidate token>`; the server picks the first.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TerminalRequest {
    /// Must be the first frame. `from` is the offset after the last output byte that this page
    /// has; absent on a fresh page, which then gets the screen as it is.
    Attach {
        /// Offset to continue from.
        #[ts(type = "number | null")]
        from: Option<u64>,
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// The page's terminal changed its size.
    Resize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
}

/// Control messages to the browser, as JSON text frames.
///
/// Binary frames to the browser are output: 8 bytes big-endian offset, then the bytes. All of
/// them are durable in the trace already.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TerminalMessage {
    /// The answer to `attach`. If `snapshot` is there, reset the terminal and write it; output
    /// then continues at `output_offset`. The next input has to have `input_offset`.
    Attached {
        /// Escape sequences that paint the screen as it is.
        snapshot: Option<String>,
        /// Where output continues.
        #[ts(type = "number")]
        output_offset: u64,
        /// Input bytes durable so far.
        #[ts(type = "number")]
        input_offset: u64,
    },
    /// Input below this offset is durable and on its way; keep and re-send what is above.
    InputSaved {
        /// The offset.
        #[ts(type = "number")]
        offset: u64,
    },
    /// Input was refused; nothing of that frame was applied.
    Refused {
        /// What to tell the candidate.
        message: String,
        /// The offset the next input has to have.
        #[ts(type = "number")]
        input_offset: u64,
    },
    /// The shell ended.
    Exited {
        /// Exit status.
        status: i32,
    },
    /// Recording stopped or is whole again; output stands still while it is stopped.
    Recording {
        /// Why it stopped; none if it is whole.
        degraded: Option<String>,
    },
}
