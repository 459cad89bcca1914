//! Terminals of one session: the agent on one side, pages on the other, the trace between them.
//!
//! One task does everything in order, so that there is one order. Output is shown, and
//! acknowledged to the agent, only when it is durable; input is durable before the agent gets it.

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

/// Something pages attached to a terminal get to know.
#[derive(Clone, Debug)]
pub enum Live {
    /// Durable output.
    Output {
        /// Offset of the first byte.
        offset: TraceOffset,
        /// The bytes.
        bytes: std::sync::Arc<[u8]>,
    },
    /// The shell ended with this status.
    Exited(i32),
    /// The shell could not be started, and why, in sentences. The terminal is closed.
    NotStarted(String),
    /// The sandbox could not do something for the terminal, and why, in sentences.
    Failed(String),
    Resized(TerminalSize),
}

/// What a page gets when it attaches.
#[derive(Debug)]
pub struct Attachment {
    /// The screen to paint first; none if the page continues where it was.
    pub snapshot: Option<String>,
    /// Whether the screen is made of the latest output alone: older parts may be missing.
    pub approximate: bool,
    /// Output that the page has missed, before what is live.
    pub missed: Vec<u8>,
    /// Offset of `missed`, or of the first live byte.
    pub output_offset: TraceOffset,
    /// Whose connection this is.
    pub writer: Writer,
    /// The offset of the page's next input.
    pub input_offset: u64,
    /// The shell's exit status, if it ended.
    pub exited: Option<i32>,
    /// How large the terminal is.
    pub size: TerminalSize,
    /// What follows.
    pub live: broadcast::Receiver<Live>,
}

/// Who attaches.
#[derive(Debug)]
pub enum Arrival {
    /// A page that connects, with the number by which it calls itself.
    Page(Option<u32>, TerminalSize),
    /// One that is connected and fell behind: size and input stay as they are.
    Behind(Writer),
}

/// Why a page is not attached.
#[derive(Debug, thiserror::Error)]
pub enum NotAttached {
    /// There are as many terminals as there can be.
    #[error("all terminals are open")]
    Full,
    /// Terminals are opened, or their sizes changed, faster than is recorded.
    #[error("terminals are opened too often")]
    TooOften,
    /// None of them runs any longer.
    #[error(transparent)]
    Closed(#[from] TerminalsClosed),
}

/// Something typed, pasted or replied in a page.
#[derive(Clone, Debug)]
pub struct Input {
    /// Whose it is.
    pub writer: Writer,
    /// Where it begins in what this page has typed; a reply is not counted, and has no place.
    pub offset: u64,
    /// How it came about, by the page's word.
    pub source: Option<InputSource>,
    /// The bytes: all of them are typed, or none.
    pub bytes: Vec<u8>,
}

/// Whether input was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputOutcome {
    /// The page's input is durable up to this offset.
    Saved(u64),
    /// Nothing of it was typed, for this reason; the page's next input has to have this offset.
    Refused(String, u64),
    /// The page has connected again: this connection is over.
    Replaced,
}

/// A request of a page.
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

/// The terminals of a session no longer run.
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
    /// Whether the sandbox's agent is connected: without it a candidate cannot work.
    pub fn are_reachable(&self) -> bool {
        self.reachable.load(Ordering::Relaxed)
    }

    /// Opens the terminal if it is new, and shows it from `from`, or whole.
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

    /// Types; returns when the input is durable. What was taken before is not typed again.
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

    /// A page shows another size, which the terminal then has.
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

    /// Records that input was refused before it came here.
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
