//! Screens for pages that attach. They are painted in tasks of their own, so that the hub continues
//! with keys and output.

use std::sync::Arc;

use assay_protocol::TerminalNumber;
use tokio::sync::oneshot;

use super::super::past::Keyframe;
use super::super::writers::Writer;
use super::super::{Attachment, NotAttached};
use super::Hub;
use crate::domain::terminal_offset::TraceOffset;

impl Hub {
    /// Answers a page that attaches: at once if it continues where it was, otherwise as soon as its
    /// screen is painted. If the terminal is not open, there is no answer.
    pub(super) fn attach(
        &self,
        number: TerminalNumber,
        from: Option<TraceOffset>,
        writer: Writer,
        mut reply: oneshot::Sender<Result<Attachment, NotAttached>>,
    ) {
        let Some(terminal) = self.terminals.get(&number) else {
            return;
        };
        if let Some(attachment) = terminal.continued(from, &writer) {
            // If the page has gone, nobody needs the answer.
            let _ = reply.send(Ok(attachment));
            return;
        }
        let (past, attachment) = (terminal.past.clone(), terminal.attachment(writer));
        let painter = self.screens.painter.clone();
        let (sender, stop) = (self.screens.sender.clone(), self.stop.clone());
        tokio::spawn(async move {
            let modes = past.modes().beside_the_screen();
            let painted = tokio::select! {
                painted = painter.paint(past) => painted,
                () = reply.closed() => return,
                () = stop.cancelled() => return,
            };
            let Some(painted) = painted else { return };
            if painted.exact {
                let _ = sender.try_send((number, Arc::clone(&painted.frame)));
            }
            let partial = painted.frame.partial.clone();
            let _ = reply.send(Ok(Attachment {
                // The screen may end within a sequence, so it comes last.
                snapshot: Some(modes + &painted.frame.screen),
                approximate: !painted.exact,
                output_offset: TraceOffset(painted.frame.offset - partial.len() as u64),
                missed: partial,
                ..attachment
            }));
        });
    }

    /// Paints a keyframe before the output that it needs is dropped.
    pub(super) fn paint_ahead(&mut self, number: TerminalNumber) {
        let terminal = self.terminals.get_mut(&number);
        let Some(terminal) = terminal.filter(|it| it.past.wants_frame()) else {
            return;
        };
        // While another screen is painted, this waits for the next output.
        if !self.screens.painter.is_idle() {
            return;
        }
        terminal.past.asked_for_frame();
        let (past, painter) = (terminal.past.clone(), self.screens.painter.clone());
        let sender = self.screens.sender.clone();
        tokio::spawn(async move {
            if let Some(frame) = painter.paint_ahead(past).await {
                let _ = sender.try_send((number, frame));
            }
        });
    }

    pub(super) fn keep_frame(&mut self, number: TerminalNumber, frame: Arc<Keyframe>) {
        if let Some(terminal) = self.terminals.get_mut(&number) {
            terminal.past.keep_frame(frame);
        }
    }
}
