//! What the hub sends to the agent.

use assay_protocol::{CHUNK_LIMIT, Size, TerminalNumber, ToAgent};

use super::super::terminal::Terminal;
use crate::domain::terminal_offset::AgentOffset;
use crate::domain::terminal_size::TerminalSize;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::AgentSender;

/// The connection to the agent. After the first failure nothing more is sent on it. The agent
/// receives what it missed on the next connection.
#[derive(Default)]
pub(super) struct Link {
    sender: Option<AgentSender>,
    lost: Option<SandboxError>,
}

impl Link {
    pub fn to(sender: AgentSender) -> Self {
        Self {
            sender: Some(sender),
            lost: None,
        }
    }

    /// A link without an agent: nothing is sent.
    pub fn away() -> Self {
        Self::default()
    }

    pub async fn tell(&mut self, message: &ToAgent) {
        if let Some(sender) = &mut self.sender
            && let Err(error) = sender.send(message).await
        {
            self.lose(error);
        }
    }

    pub fn lose(&mut self, why: SandboxError) {
        self.sender = None;
        self.lost.get_or_insert(why);
    }

    /// Why the connection was lost. The reason is returned once.
    pub fn lost(&mut self) -> Option<SandboxError> {
        self.lost.take()
    }

    pub async fn open(&mut self, terminal: TerminalNumber, size: TerminalSize) {
        let size = on_the_wire(size);
        self.tell(&ToAgent::Open { terminal, size }).await;
    }

    pub async fn resize(&mut self, terminal: TerminalNumber, size: TerminalSize) {
        let size = on_the_wire(size);
        self.tell(&ToAgent::Resize { terminal, size }).await;
    }

    /// Sends input in pieces that fit into a frame.
    pub async fn input(&mut self, terminal: TerminalNumber, from: AgentOffset, bytes: &[u8]) {
        let mut offset = from;
        for chunk in bytes.chunks(CHUNK_LIMIT) {
            self.tell(&ToAgent::Input {
                terminal,
                offset: offset.0,
                bytes: chunk.to_vec(),
            })
            .await;
            offset = offset.plus(chunk.len() as u64);
        }
    }

    /// Opens a terminal that the agent may not know, and sends the input that the agent has not
    /// applied.
    pub async fn catch_up(&mut self, terminal: &Terminal) {
        let (number, size) = (terminal.number, terminal.size());
        self.open(number, size).await;
        self.resize(number, size).await;
        let bytes: Vec<u8> = terminal.unapplied.iter().copied().collect();
        self.input(number, terminal.applied_at_agent(), &bytes)
            .await;
    }
}

fn on_the_wire(size: TerminalSize) -> Size {
    Size {
        cols: size.cols(),
        rows: size.rows(),
    }
}
