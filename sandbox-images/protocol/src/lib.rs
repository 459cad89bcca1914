//! The protocol between the service and `sandboxd`, the agent that is PID 1 of a sandbox.
//!
//! Transport: one Unix socket, `/run/assay/agent.sock`, on which the agent listens. A frame is a
//! `u32` length in big endian and a postcard-encoded [`ToAgent`] or [`ToService`].
//!
//! Invariants, on which "nothing is shown that will not be in the trace" rests:
//!
//! - Every byte that a terminal printed since the agent started has an offset, from 0, without gaps. (The
//!   trace counts on across restarts of the agent; the service converts.) The agent keeps all bytes from
//!   the last acknowledged offset on, and stops reading from the terminal (so the program writing to it
//!   blocks) when [`RETAINED_OUTPUT_LIMIT`] bytes are waiting.
//! - The service sends [`ToAgent::Acknowledge`] only for bytes that are durable in the trace.
//! - Input has offsets too. The agent ignores bytes below the offset that it has applied, so that
//!   a service which does not know whether its last input arrived may send it again.
//! - One service is connected at a time. A new connection replaces the old one, since the old one
//!   may belong to a service that was killed.

use serde::{Deserialize, Serialize};
use tokio_util::codec::LengthDelimitedCodec;

/// Sent in both greetings; peers with different versions refuse one another.
pub const VERSION: u16 = 1;
/// Bytes of output that wait for acknowledgement before a terminal is no longer read.
pub const RETAINED_OUTPUT_LIMIT: usize = 8 * 1024 * 1024;
/// The most bytes of terminal data in one frame.
pub const CHUNK_LIMIT: usize = 64 * 1024;
/// The longest frame, in bytes, that either side accepts.
pub const FRAME_LIMIT: usize = 256 * 1024;
/// How many terminals one sandbox can have open.
pub const TERMINAL_LIMIT: usize = 8;
/// Where the agent listens, inside the sandbox.
pub const AGENT_SOCKET: &str = "/run/assay/agent.sock";
/// Where the service's gateway listens, inside the sandbox.
pub const GATEWAY_SOCKET: &str = "/run/assay/gateway.sock";

/// Number of a terminal within a sandbox, from 1.
pub type TerminalNumber = u32;

/// A terminal's size in character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

/// From the service to the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToAgent {
    /// The first frame of a connection; `durable` says from where output is wanted, per terminal.
    /// Terminals that are not named are sent from the oldest byte the agent still has.
    Hello {
        /// [`VERSION`].
        version: u16,
        /// Durable output offset of each terminal that the service knows.
        durable: Vec<(TerminalNumber, u64)>,
    },
    /// Opens a login shell as the candidate; answered by [`ToService::Opened`] or `Failed`.
    /// Opening a terminal that is open already answers `Opened` and changes nothing.
    Open {
        /// The new terminal's number.
        terminal: TerminalNumber,
        /// Its first size.
        size: Size,
    },
    /// Bytes typed; `offset` is the position of the first one in all input of this terminal.
    Input {
        /// The terminal typed into.
        terminal: TerminalNumber,
        /// Offset of the first byte.
        offset: u64,
        /// At most [`CHUNK_LIMIT`] bytes.
        bytes: Vec<u8>,
    },
    /// Changes a terminal's size.
    Resize {
        /// The terminal.
        terminal: TerminalNumber,
        /// Its new size.
        size: Size,
    },
    /// Output below `offset` is durable and may be forgotten.
    Acknowledge {
        /// The terminal.
        terminal: TerminalNumber,
        /// First byte that is not yet durable.
        offset: u64,
    },
    /// Hangs up a terminal: SIGHUP to its processes, as closing a window does.
    Close {
        /// The terminal.
        terminal: TerminalNumber,
    },
    /// Answered by [`ToService::Pong`] with the same number.
    Ping(u64),
}

/// What the agent knows of a terminal when a service connects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalState {
    /// Its number.
    pub terminal: TerminalNumber,
    /// Offset of the oldest byte that is kept.
    pub retained_from: u64,
    /// Offset after the newest byte.
    pub produced: u64,
    /// Input bytes that were applied: the offset the next input has to have.
    pub input_applied: u64,
    /// Its size.
    pub size: Size,
    /// Exit status of the shell (128 + signal if killed), once it has ended.
    pub exited: Option<i32>,
}

/// From the agent to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToService {
    /// The answer to `Hello`, the first frame of a connection.
    Welcome {
        /// [`VERSION`].
        version: u16,
        /// Drawn at the agent's start: another value means that terminals were lost.
        boot: [u8; 16],
        /// Every terminal there is, ended ones with unacknowledged output included.
        terminals: Vec<TerminalState>,
    },
    /// A terminal is open.
    Opened {
        /// The terminal.
        terminal: TerminalNumber,
    },
    /// Something asked for could not be done. Of a terminal that was neither `Opened` nor in `Welcome`,
    /// it means that there is no shell.
    Failed {
        /// The terminal it was asked for.
        terminal: TerminalNumber,
        /// Why, for people: it is in the service's log, in the trace and on the terminal's pages.
        reason: String,
    },
    /// Bytes that a terminal printed.
    Output {
        /// The terminal.
        terminal: TerminalNumber,
        /// Offset of the first byte.
        offset: u64,
        /// At most [`CHUNK_LIMIT`] bytes.
        bytes: Vec<u8>,
    },
    /// Input up to `offset` was written to the terminal.
    InputApplied {
        /// The terminal.
        terminal: TerminalNumber,
        /// Offset after the last applied byte.
        offset: u64,
    },
    /// The shell ended and all its output was sent.
    Exited {
        /// The terminal.
        terminal: TerminalNumber,
        /// Exit status, 128 + signal if killed.
        status: i32,
        /// Offset after the last byte of output.
        produced: u64,
    },
    /// A service that the agent keeps alive (qdrant-embedded, the gateway forwarder) ended.
    ServiceEnded {
        /// Its name.
        name: String,
        /// Exit status.
        status: i32,
        /// Whether it is started again.
        restarted: bool,
    },
    /// The answer to `Ping`.
    Pong(u64),
}

/// A frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The bytes of a frame are not a message of this version.
    #[error("not a message of protocol version {VERSION}: {0}")]
    Malformed(#[from] postcard::Error),
}

/// The framing that both sides use.
pub fn codec() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder()
        .max_frame_length(FRAME_LIMIT)
        .new_codec()
}

/// The bytes of a frame's content.
pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, FrameError> {
    Ok(postcard::to_stdvec(message)?)
}

/// The message in a frame's content.
pub fn decode<'a, M: Deserialize<'a>>(frame: &'a [u8]) -> Result<M, FrameError> {
    Ok(postcard::from_bytes(frame)?)
}
