//! What the agent is told.

use assay_protocol::{CHUNK_LIMIT, Size, TerminalNumber, ToAgent};

use super::super::terminal::Terminal;
use crate::domain::terminal_size::TerminalSize;
use crate::sandbox::SandboxError;
use crate::sandbox::agent::AgentSender;

/// Opens a terminal that the agent may not know, and types what it has not applied.
pub(super) async fn catch_up(
    terminal: &Terminal,
    sender: &mut AgentSender,
) -> Result<(), SandboxError> {
    let (number, size) = (terminal.number, on_the_wire(terminal.size()));
    sender
        .send(&ToAgent::Open {
            terminal: number,
            size,
        })
        .await?;
    sender
        .send(&ToAgent::Resize {
            terminal: number,
            size,
        })
        .await?;
    let bytes: Vec<u8> = terminal.unapplied.iter().copied().collect();
    let offset = terminal.input - terminal.base_input - bytes.len() as u64;
    send_input(number, offset, &bytes, sender).await
}

/// A size as the agent is told it.
pub(super) fn on_the_wire(size: TerminalSize) -> Size {
    Size {
        cols: size.cols(),
        rows: size.rows(),
    }
}

/// An agent that is not there is told when it is connected to.
pub(super) async fn tell(
    sender: Option<&mut AgentSender>,
    message: &ToAgent,
) -> Result<(), SandboxError> {
    match sender {
        Some(sender) => sender.send(message).await,
        None => Ok(()),
    }
}

/// Sends input in pieces that a frame can hold.
pub(super) async fn send_input(
    terminal: TerminalNumber,
    mut offset: u64,
    bytes: &[u8],
    sender: &mut AgentSender,
) -> Result<(), SandboxError> {
    for chunk in bytes.chunks(CHUNK_LIMIT) {
        sender
            .send(&ToAgent::Input {
                terminal,
                offset,
                bytes: chunk.to_vec(),
            })
            .await?;
        offset += chunk.len() as u64;
    }
    Ok(())
}
