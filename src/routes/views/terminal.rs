//! What goes over a terminal's WebSocket.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::event::InputSource;

/// Why the server closes a terminal's WebSocket, as the close frame's code. Besides these there are
/// 1002 (not a message of this protocol) and 1009 (a frame that is too long). Each comes with a
/// reason for people.
pub mod close {
    /// The same page has connected again.
    pub const REPLACED: u16 = 4001;
    /// No more terminals can be open at once, or they are opened too often.
    pub const FULL: u16 = 4002;
    /// The page did not send its first message, or did not answer pings.
    pub const SILENT: u16 = 4003;
    /// The session's terminals were stopped: it ended, the service is stopping, or nothing can be
    /// recorded.
    pub const STOPPED: u16 = 4004;
    /// The shell could not be started. The terminal is closed; another one may be opened.
    pub const NOT_STARTED: u16 = 4005;
}

/// How input came about, in a frame: `k`eys, `p`aste, `m`ouse, `r`eply. `None` for anything else.
pub fn input_source(byte: u8) -> Option<InputSource> {
    match byte {
        b'k' => Some(InputSource::Keys),
        b'p' => Some(InputSource::Paste),
        b'm' => Some(InputSource::Mouse),
        b'r' => Some(InputSource::Reply),
        _ => None,
    }
}

/// The reverse of [`input_source`].
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
/// Binary frames from the browser are input. A frame has an offset in what this page has typed here
/// (8 bytes, big-endian), a byte for how the input came about (`k`eys, `p`aste, `m`ouse, `r`eply of
/// the terminal itself), then the bytes. Either all of the bytes are typed or none. Replies are not
/// counted and not answered, and their offset is ignored. The server takes replies only from the
/// page that was last to attach, to be typed in or to report the focus. The WebSocket is
/// `/api/candidate/terminals/{n}` with subprotocols `assay.terminal.v2` and `token.<candidate
/// token>`; the server picks the first. In `assay.terminal.v1`, which pages use that were loaded
/// before v2, the byte for how is missing.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TerminalRequest {
    /// Must be the first frame. `from` is the offset after the last output byte that this page
    /// has; absent on a fresh page, which then gets the screen as it is.
    Attach {
        /// The offset to continue from.
        #[ts(type = "number | null")]
        from: Option<u64>,
        cols: u16,
        rows: u16,
        /// A random number that the page keeps while it is loaded. By this number the server knows
        /// how much of its input was taken, and closes its older connection.
        #[serde(default)]
        #[ts(optional)]
        page: Option<u32>,
    },
    /// The page's terminal has changed its size.
    Resize { cols: u16, rows: u16 },
}

/// Control messages to the browser, as JSON text frames.
///
/// Binary frames to the browser are output: 8 bytes big-endian offset, then the bytes. All of them
/// are already durable in the trace.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TerminalMessage {
    /// The answer to `attach`. If `snapshot` is there, reset the terminal and write it; output
    /// then continues at `output_offset`. This page's next input has to have `input_offset`.
    Attached {
        /// Escape sequences that paint the screen as it is.
        snapshot: Option<String>,
        /// Whether `snapshot` is made only of the latest output: what was on the screen before may
        /// be missing.
        #[serde(default)]
        approximate: bool,
        /// Where output continues.
        #[ts(type = "number")]
        output_offset: u64,
        /// Bytes of this page's input that are durable so far.
        #[ts(type = "number")]
        input_offset: u64,
        /// The terminal's size, with `rows`.
        #[serde(default)]
        cols: u16,
        #[serde(default)]
        rows: u16,
    },
    /// The terminal now has this size: that of the page that was last to attach, to change its size
    /// or to be typed in, which may be another page.
    Resized { cols: u16, rows: u16 },
    /// This page's input below the offset is durable and on its way. Keep what is above and send it
    /// again.
    InputSaved {
        #[ts(type = "number")]
        offset: u64,
    },
    /// Input was refused; nothing of that frame was applied.
    Refused {
        /// What to tell the candidate.
        message: String,
        /// The offset that the next input must have.
        #[ts(type = "number")]
        input_offset: u64,
    },
    /// The sandbox could not do something for this terminal. If the shell could not be started, the
    /// connection is closed next.
    Failed {
        /// What to tell the candidate.
        message: String,
    },
    /// The shell ended.
    Exited { status: i32 },
    /// Recording has stopped or works again. While it is stopped, there is no output.
    Recording {
        /// Why it stopped; `None` if it works.
        degraded: Option<String>,
    },
}
