//! Terminals of one session: the agent on one side, pages on the other, the trace between them.
//!
//! One task does everything in order, so that there is one order. Output is shown, and
//! acknowledged to the agent, only when it is durable; input is durable before the agent gets it.

pub mod history;
pub mod hub;
pub mod terminal;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use assay_protocol::{Size, TerminalNumber};
use tokio::sync::{broadcast, mpsc, oneshot};

pub use hub::Hub;

/// Something pages attached to a terminal get to know.
#[derive(Clone, Debug)]
pub enum Live {
    /// Durable output.
    Output {
        /// Offset of the first byte.
        offset: u64,
        /// The bytes.
        bytes: std::sync::Arc<[u8]>,
    },
    /// The shell ended with this status.
    Exited(i32),
}

/// What a page gets when it attaches.
#[derive(Debug)]
pub struct Attachment {
    /// The screen to paint first; none if the page continues where it was.
    pub snapshot: Option<String>,
    /// Output that the page has missed, before what is live.
    pub missed: Vec<u8>,
    /// Offset of `missed`, or of the first live byte.
    pub output_offset: u64,
    /// The next input's offset.
    pub input_offset: u64,
    /// The shell's exit status, if it ended.
    pub exited: Option<i32>,
    /// What comes from here on.
    pub live: broadcast::Receiver<Live>,
}

/// Whether input was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputOutcome {
    /// It is durable up to this offset.
    Saved(u64),
    /// It was not, for this reason; the next input has to have this offset.
    Refused(String, u64),
}

/// A request of a page.
#[derive(Debug)]
pub(super) enum Request {
    Attach {
        terminal: TerminalNumber,
        from: Option<u64>,
        size: Size,
        reply: oneshot::Sender<Attachment>,
    },
    Input {
        terminal: TerminalNumber,
        offset: u64,
        bytes: Vec<u8>,
        reply: oneshot::Sender<InputOutcome>,
    },
    Resize {
        terminal: TerminalNumber,
        size: Size,
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
        from: Option<u64>,
        size: Size,
    ) -> Result<Attachment, TerminalsClosed> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Attach {
            terminal,
            from,
            size,
            reply,
        })
        .await?;
        answer.await.map_err(|_| TerminalsClosed)
    }

    /// Types; returns when the input is durable. Bytes below the durable offset are ignored.
    pub async fn input(
        &self,
        terminal: TerminalNumber,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<InputOutcome, TerminalsClosed> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Input {
            terminal,
            offset,
            bytes,
            reply,
        })
        .await?;
        answer.await.map_err(|_| TerminalsClosed)
    }

    /// Changes the size.
    pub async fn resize(
        &self,
        terminal: TerminalNumber,
        size: Size,
    ) -> Result<(), TerminalsClosed> {
        self.send(Request::Resize { terminal, size }).await
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
