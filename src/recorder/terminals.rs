//! Terminals of one session: the agent on one side, pages on the other, the trace between them.
//!
//! One task handles everything, so there is one order. Output is shown, and acknowledged to the
//! agent, only when it is durable. Input is durable before the agent receives it.

mod checkpoint;
mod ended;
pub mod history;
pub mod hub;
mod keeping;
mod marked;
mod marks;
mod painter;
mod painting;
mod past;
pub mod terminal;
pub mod writers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use assay_protocol::TerminalNumber;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::domain::event::InputSource;
use crate::domain::terminal_offset::TraceOffset;
use crate::domain::terminal_size::TerminalSize;

pub use history::History;
pub use hub::Hub;
pub use writers::Writer;

/// What pages that are attached to a terminal receive.
#[derive(Clone, Debug)]
pub enum Live {
    /// Output that is durable.
    Output {
        /// Offset of the first byte.
        offset: TraceOffset,
        bytes: std::sync::Arc<[u8]>,
    },
    /// The shell ended with this status.
    Exited(i32),
    /// The shell could not be started; the text says why, in sentences. The terminal is closed.
    NotStarted(String),
    /// The sandbox could not do something for the terminal; the text says why, in sentences.
    Failed(String),
    Resized(TerminalSize),
}

#[derive(Debug)]
pub struct Attachment {
    /// The screen to paint first. None if the page continues where it was.
    pub snapshot: Option<String>,
    /// Whether the screen was painted from the latest output only, so older parts may be missing.
    pub approximate: bool,
    /// Output that the page missed. It comes before the live output.
    pub missed: Vec<u8>,
    /// Offset of `missed`; if that is empty, of the first live byte.
    pub output_offset: TraceOffset,
    /// Identifies this connection of the page.
    pub writer: Writer,
    /// The offset of the page's next input.
    pub input_offset: u64,
    /// The shell's exit status, if it ended.
    pub exited: Option<i32>,
    pub size: TerminalSize,
    /// Everything after `missed`.
    pub live: broadcast::Receiver<Live>,
}

#[derive(Debug)]
pub enum Arrival {
    /// A page that connects, with the number by which it identifies itself.
    Page(Option<u32>, TerminalSize),
    /// A connected page that fell behind. The terminal's size and the page's input offset stay as
    /// they are.
    Behind(Writer),
}

#[derive(Debug, thiserror::Error)]
pub enum NotAttached {
    /// The limit on open terminals is reached.
    #[error("all terminals are open")]
    Full,
    /// Terminals are opened or resized faster than the rate allows to record.
    #[error("terminals are opened too often")]
    TooOften,
    #[error(transparent)]
    Closed(#[from] TerminalsClosed),
}

/// Something that was typed, pasted or replied in a page.
#[derive(Clone, Debug)]
pub struct Input {
    pub writer: Writer,
    /// Offset in what this page has typed. Replies are not counted, so for them it means nothing.
    pub offset: u64,
    /// How the input came about, as the page claims.
    pub source: Option<InputSource>,
    /// Either all of them are typed or none.
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputOutcome {
    /// The page's input is durable up to this offset.
    Saved(u64),
    /// Nothing was typed, for this reason. The page's next input must have this offset.
    Refused(String, u64),
    /// The page has connected again, so this connection is over.
    Replaced,
}

#[derive(Debug)]
pub(super) enum Request {
    Attach {
        terminal: TerminalNumber,
        from: Option<TraceOffset>,
        arrival: Arrival,
        reply: oneshot::Sender<Result<Attachment, NotAttached>>,
    },
    Input {
        terminal: TerminalNumber,
        input: Input,
        reply: oneshot::Sender<InputOutcome>,
    },
    Resize {
        terminal: TerminalNumber,
        writer: Writer,
        size: TerminalSize,
    },
    Refused {
        terminal: TerminalNumber,
        reason: String,
        length: u64,
    },
}

#[derive(Debug, thiserror::Error)]
#[error("the terminals of this session are closed")]
pub struct TerminalsClosed;

/// The pages' side of a session's terminals. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Terminals {
    requests: mpsc::Sender<Request>,
    reachable: Arc<AtomicBool>,
}

impl Terminals {
    /// Whether the sandbox's agent is connected. Without it a candidate cannot work.
    pub fn are_reachable(&self) -> bool {
        self.reachable.load(Ordering::Relaxed)
    }

    /// Opens the terminal if it is new. The page gets the output after `from`, or the whole screen.
    pub async fn attach(
        &self,
        terminal: TerminalNumber,
        from: Option<TraceOffset>,
        arrival: Arrival,
    ) -> Result<Attachment, NotAttached> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Attach {
            terminal,
            from,
            arrival,
            reply,
        })
        .await?;
        answer.await.map_err(|_| TerminalsClosed)?
    }

    /// Types the input and returns when it is durable. Input that was taken before is not typed
    /// again.
    pub async fn input(
        &self,
        terminal: TerminalNumber,
        input: Input,
    ) -> Result<InputOutcome, TerminalsClosed> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Input {
            terminal,
            input,
            reply,
        })
        .await?;
        answer.await.map_err(|_| TerminalsClosed)
    }

    /// Reports that a page shows another size. The terminal takes that size.
    pub async fn resize(
        &self,
        terminal: TerminalNumber,
        writer: Writer,
        size: TerminalSize,
    ) -> Result<(), TerminalsClosed> {
        self.send(Request::Resize {
            terminal,
            writer,
            size,
        })
        .await
    }

    /// Records that input was refused before it reached this module.
    pub async fn refused(
        &self,
        terminal: TerminalNumber,
        reason: String,
        length: u64,
    ) -> Result<(), TerminalsClosed> {
        self.send(Request::Refused {
            terminal,
            reason,
            length,
        })
        .await
    }

    async fn send(&self, request: Request) -> Result<(), TerminalsClosed> {
        self.requests
            .send(request)
            .await
            .map_err(|_| TerminalsClosed)
    }
}
