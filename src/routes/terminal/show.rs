//! What a page is shown.

use tokio::sync::broadcast;

use super::super::views::TerminalMessage;
use super::wire::{self, Sink};
use crate::domain::terminal_offset::TraceOffset;
use crate::recorder::terminals::{Attachment, Live};

/// Leaves out output below `shown`, which the page already has.
pub(super) async fn show_live(
    sink: &mut Sink,
    live: Live,
    shown: &mut TraceOffset,
) -> Result<(), axum::Error> {
    match live {
        Live::Output { offset, bytes } => {
            let length = bytes.len() as u64;
            let known = shown.since(offset).min(length);
            *shown = offset.plus(length).max(*shown);
            let new = &bytes[usize::try_from(known).unwrap_or(bytes.len())..];
            if new.is_empty() {
                return Ok(());
            }
            wire::output(sink, offset.plus(known), new).await
        }
        Live::Exited(status) => wire::tell(sink, TerminalMessage::Exited { status }).await,
        Live::Failed(message) | Live::NotStarted(message) => {
            wire::tell(sink, TerminalMessage::Failed { message }).await
        }
        Live::Resized(size) => {
            let (cols, rows) = (size.cols(), size.rows());
            wire::tell(sink, TerminalMessage::Resized { cols, rows }).await
        }
    }
}

/// Tells the page where it continues and sends what it lacks. Returns the live output, and the
/// offset up to which the page has everything.
pub(super) async fn greet(
    sink: &mut Sink,
    attachment: Attachment,
) -> Result<(broadcast::Receiver<Live>, TraceOffset), axum::Error> {
    let Attachment {
        snapshot,
        approximate,
        missed,
        output_offset,
        input_offset,
        exited,
        size,
        live,
        writer: _,
    } = attachment;
    let message = TerminalMessage::Attached {
        snapshot,
        approximate,
        output_offset: output_offset.0,
        input_offset,
        cols: size.cols(),
        rows: size.rows(),
    };
    wire::tell(sink, message).await?;
    if !missed.is_empty() {
        wire::output(sink, output_offset, &missed).await?;
    }
    if let Some(status) = exited {
        wire::tell(sink, TerminalMessage::Exited { status }).await?;
    }
    Ok((live, output_offset.plus(missed.len() as u64)))
}
