//! What goes over a terminal's WebSocket.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::InputSource;

/// Why the server closes a terminal's WebSocket, as the close frame's code. Beside these there are 1002
/// (not a message of this protocol) and 1009 (a frame that is too long). Each comes with a reason, for
/// people.
pub mod close {
    /// The same page has connected again.
    pub const REPLACED: u16 = 4001;
    /// As many terminals are open as there can be, or they are opened too often.
    pub const FULL: u16 = 4002;
    /// The page did not say what it wants, or answered no ping.
    pub const SILENT: u16 = 4003;
    /// The session's terminals were stopped: it ended, the service is stopping, or nothing can be
    /// recorded.
    pub const STOPPED: u16 = 4004;
    /// The shell could not be started. The terminal is closed; another one may be opened.
    pub const NOT_STARTED: u16 = 4005;
}

/// How input came about, in a frame: `k`eys, `p`aste, `m`ouse, `r`eply; anything else says nothing.
pub fn input_source(byte: u8) -> Option<InputSource> {
    match byte {
        b'k' => Some(InputSource::Keys),
        b'p' => Some(InputSource::Paste),
        b'm' => Some(InputSource::Mouse),
        b'r' => Some(InputSource::Reply),
        _ => None,
    }
}

/// The same, the other way.
pub fn input_source_byte(source: InputSource) -> u8 {
    match source {
        InputSource::Keys => b'k',
        InputSource::Paste => b'p',
        InputSource::Mouse => b'm',
        InputSource::Reply => b'r',
    }
}

/// Control messages on the terminal's WebSocket, as JSON text frames, from the browser.
///
/// Binary frames from the browser are input: 8 bytes big-endian offset in what this page has typed
/// here, a byte for how it came about (`k`eys, `p`aste, `m`ouse, `r`eply of the terminal itself), then
/// the bytes, of which all are typed or none. Replies are not counted and not answered, their offset is
/// not looked at, and only those of the page are taken that attached, was typed in or said that it has
/// the focus last. The WebSocket is `/api/candidate/terminals/{n}` with
/// subprotocols `assay.terminal.v2` and `token.<candidate token>`; the server picks the first. In
/// `assay.terminal.v1`, of pages that were loaded before v2, the byte for how is missing.
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
        /// A number that the page drew and keeps while it is loaded: by it the server knows what of its
        /// input was taken, and closes its older connection.
        #[serde(default)]
        #[ts(optional)]
        page: Option<u32>,
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
    /// then continues at `output_offset`. This page's next input has to have `input_offset`.
    Attached {
        /// Escape sequences that paint the screen as it is.
        snapshot: Option<String>,
        /// Whether `snapshot` is made of the latest output alone: what stood on the screen before
        /// may be missing.
        #[serde(default)]
        approximate: bool,
        /// Where output continues.
        #[ts(type = "number")]
        output_offset: u64,
        /// Bytes of this page's input that are durable so far.
        #[ts(type = "number")]
        input_offset: u64,
        /// Columns that the terminal has.
        #[serde(default)]
        cols: u16,
        /// Rows.
        #[serde(default)]
        rows: u16,
    },
    /// The terminal now has this size: that of the page that attached, changed its size or
    /// was typed in last, which may be another one.
    Resized {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// This page's input below the offset is durable and on its way; keep and re-send what is above.
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
    /// The sandbox could not do something for this terminal. Where the shell could not be started, the
    /// connection is closed next.
    Failed {
        /// What to tell the candidate.
        message: String,
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
