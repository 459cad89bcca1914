//! The protocol between the service and `sandboxd`, the agent that is PID 1 of a sandbox.
//!
//! Transport: one Unix socket, `/run/assay/agent.sock`, on which the agent listens. A frame is a
//! `u32` length in big endian and a postcard-encoded [`ToAgent`] or [`ToService`].
//!
//! The rule "nothing is shown that will not be in the trace" rests on these invariants:
//!
//! - Every byte that a terminal printed since the agent started has an offset, from 0, without
//!   gaps. (Offsets in the trace continue across restarts of the agent; the service converts them.)
//!   The agent keeps all bytes from the last acknowledged offset on. When
//!   [`RETAINED_OUTPUT_LIMIT`] bytes are waiting, it stops reading from the terminal, so the program
//!   that writes to it blocks.
//! - The service sends [`ToAgent::Acknowledge`] only for bytes that are durable in the trace.
//! - Input has offsets too. The agent ignores bytes below the offset that it has applied. So
//!   a service that does not know whether its last input arrived may send it again.
//! - One service is connected at a time. A new connection replaces the old one, because the old one
//!   may belong to a service that was killed.

use serde::{Deserialize, Serialize};
use tokio_util::codec::LengthDelimitedCodec;

/// Both greetings contain it. Each side refuses a peer with another version.
pub const VERSION: u16 = 1;
/// Unacknowledged output, in bytes, at which the agent stops reading a terminal.
pub const RETAINED_OUTPUT_LIMIT: usize = 8 * 1024 * 1024;
/// The most bytes of terminal data in one frame.
pub const CHUNK_LIMIT: usize = 64 * 1024;
/// The longest frame, in bytes, that either side accepts.
pub const FRAME_LIMIT: usize = 256 * 1024;
/// The number of terminals that one sandbox can have open.
pub const TERMINAL_LIMIT: usize = 8;
/// Where the agent listens, inside the sandbox.
pub const AGENT_SOCKET: &str = "/run/assay/agent.sock";
/// Where the service's gateway listens, inside the sandbox.
pub const GATEWAY_SOCKET: &str = "/run/assay/gateway.sock";

/// The number of a terminal within a sandbox, from 1.
pub type TerminalNumber = u32;

/// In character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub cols: u16,
    pub rows: u16,
}

/// From the service to the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToAgent {
    /// The first frame of a connection. `durable` says from where output is wanted, for each
    /// terminal. A terminal that is not named is sent from the oldest byte that the agent still
    /// has.
    Hello {
        version: u16,
        /// The durable output offset of each terminal that the service knows.
        durable: Vec<(TerminalNumber, u64)>,
    },
    /// Opens a login shell as the candidate. The answer is [`ToService::Opened`] or `Failed`. For a
    /// terminal that is already open the answer is `Opened`, and nothing changes.
    Open {
        terminal: TerminalNumber,
        /// Its first size.
        size: Size,
    },
    /// Bytes that were typed.
    Input {
        terminal: TerminalNumber,
        /// The position of the first byte in all input of this terminal.
        offset: u64,
        /// At most [`CHUNK_LIMIT`] bytes.
        bytes: Vec<u8>,
    },
    Resize {
        terminal: TerminalNumber,
        size: Size,
    },
    /// Output below `offset` is durable and may be dropped.
    Acknowledge {
        terminal: TerminalNumber,
        /// The first byte that is not durable yet.
        offset: u64,
    },
    /// Hangs up a terminal: sends SIGHUP to its processes, as closing a window does.
    Close { terminal: TerminalNumber },
    /// The answer is [`ToService::Pong`] with the same number.
    Ping(u64),
}

/// What the agent knows of a terminal when a service connects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalState {
    pub terminal: TerminalNumber,
    /// Offset of the oldest byte that is kept.
    pub retained_from: u64,
    /// Offset after the newest byte.
    pub produced: u64,
    /// Input bytes that were applied. The next input must have this offset.
    pub input_applied: u64,
    pub size: Size,
    /// Exit status of the shell once it has ended: 128 + signal if it was killed.
    pub exited: Option<i32>,
}

/// From the agent to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToService {
    /// The answer to `Hello`, and the first frame in this direction.
    Welcome {
        version: u16,
        /// Drawn at random when the agent starts. Another value means that terminals were lost.
        boot: [u8; 16],
        /// All terminals, including ended ones that have unacknowledged output.
        terminals: Vec<TerminalState>,
    },
    Opened {
        terminal: TerminalNumber,
    },
    /// A request could not be fulfilled. For a terminal that was neither `Opened` nor in `Welcome`
    /// it means that there is no shell.
    Failed {
        terminal: TerminalNumber,
        /// Why, for people. The reason goes to the service's log, the trace and the terminal's
        /// pages.
        reason: String,
    },
    /// Bytes that a terminal printed.
    Output {
        terminal: TerminalNumber,
        /// Offset of the first byte.
        offset: u64,
        /// At most [`CHUNK_LIMIT`] bytes.
        bytes: Vec<u8>,
    },
    /// Input up to `offset` was written to the terminal.
    InputApplied {
        terminal: TerminalNumber,
        /// Offset after the last applied byte.
        offset: u64,
    },
    /// The shell ended, and all its output was sent.
    Exited {
        terminal: TerminalNumber,
        /// 128 + signal if it was killed.
        status: i32,
        /// Offset after the last byte of output.
        produced: u64,
    },
    /// A service that the agent keeps running (qdrant-embedded, the gateway forwarder) ended.
    ServiceEnded {
        name: String,
        status: i32,
        /// Whether it is started again.
        restarted: bool,
    },
    /// The answer to `Ping`.
    Pong(u64),
}

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

pub fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, FrameError> {
    Ok(postcard::to_stdvec(message)?)
}

pub fn decode<'a, M: Deserialize<'a>>(frame: &'a [u8]) -> Result<M, FrameError> {
    Ok(postcard::from_bytes(frame)?)
}
