//! One attached page: what the server sends it, and what it types.

use std::sync::Arc;
use std::time::Duration;

use assay_protocol::TerminalNumber;
use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt as _;
use futures_util::stream::SplitStream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::super::views::{TerminalMessage, TerminalRequest};
use super::burst::{Burst, Bursts};
use super::closing::{self, NO_MESSAGE, REPLACED, SILENT};
use super::show::{greet, show_live};
use super::wire::{self, Close, Dialect, Fault, Sink};
use crate::domain::event::InputSource;
use crate::domain::terminal_size::TerminalSize;
use crate::recorder::terminals::{
    Arrival, Attachment, Input, InputOutcome, Live, TerminalsClosed, Writer,
};
use crate::session::Running;

/// Bytes of one input: a paste of 1 MiB and its brackets.
const INPUT_LIMIT: usize = 1024 * 1024 + 64;
/// A frame beyond this is not even read: the connection ends.
pub(super) const FRAME_LIMIT: usize = INPUT_LIMIT + 64 * 1024;
/// The time between two pings.
const PING: Duration = Duration::from_secs(5);
/// After this long without any message, the page counts as gone and its place is free.
const SILENCE: Duration = Duration::from_secs(20);
/// How long a page may take to answer a close.
const LEAVING: Duration = Duration::from_secs(2);
/// The most answers that wait for a page that does not read.
const ANSWERS: usize = 64;
const TOO_LARGE: &str = "That was more than a terminal takes at once (1 MiB). Nothing of it was \
                         typed. Put it into a file instead.";
const TOO_MANY_REPLIES: &str = "Programs asked this terminal for more than it may reply at once \
                                (64 KiB). What came after that was dropped.";
const TOO_MUCH: &str = "More came at once than a terminal takes (1 MiB). What came after that was \
                        not typed. Put it into a file instead.";

pub(super) struct Page {
    running: Arc<Running>,
    terminal: TerminalNumber,
    dialect: Dialect,
    writer: Writer,
}

enum Answer {
    Tell(TerminalMessage),
    Close(Close),
}

/// Reads until the page has closed too. Dropping a connection with unread data resets it, and a
/// reset can overtake the reason that was just sent.
pub async fn leave(stream: &mut SplitStream<WebSocket>) {
    let closing = async { while let Some(Ok(_)) = stream.next().await {} };
    let _ = tokio::time::timeout(LEAVING, closing).await;
}

impl Page {
    pub fn new(
        running: &Arc<Running>,
        terminal: TerminalNumber,
        dialect: Dialect,
        writer: Writer,
    ) -> Self {
        Self {
            running: Arc::clone(running),
            terminal,
            dialect,
            writer,
        }
    }

    /// Returns when the page has left, is silent for too long, or has connected again.
    pub async fn serve(
        &self,
        sink: Sink,
        mut stream: SplitStream<WebSocket>,
        attachment: Attachment,
    ) {
        let (answers, answered) = mpsc::channel(ANSWERS);
        // In parallel, so that a page learns why its input waits while it waits.
        tokio::select! {
            () = self.write(sink, attachment, answered) => {}
            () = self.read(&mut stream, answers) => {}
        }
        leave(&mut stream).await;
    }

    /// Shows the terminal. When that ends, tells the page why, unless it is gone.
    async fn write(
        &self,
        mut sink: Sink,
        attachment: Attachment,
        answered: mpsc::Receiver<Answer>,
    ) {
        if let Some(why) = self.show(&mut sink, attachment, answered).await {
            wire::close(&mut sink, why).await;
        }
    }

    async fn show(
        &self,
        sink: &mut Sink,
        attachment: Attachment,
        mut answered: mpsc::Receiver<Answer>,
    ) -> Option<Close> {
        let mut degraded = self.running.degraded();
        let (mut live, mut shown) = greet(sink, attachment).await.ok()?;
        // The page must also learn of a recorder that stopped before it connected.
        degraded.mark_changed();
        let mut pings = tokio::time::interval(PING);
        pings.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let sent = tokio::select! {
                event = live.recv() => match event {
                    Ok(Live::NotStarted(message)) => {
                        wire::tell(sink, TerminalMessage::Failed { message }).await.ok()?;
                        return Some(closing::NOT_STARTED);
                    }
                    Ok(live) => show_live(sink, live, &mut shown).await,
                    // The page is too slow for the output. It continues with the screen as it is
                    // now.
                    Err(RecvError::Lagged(_)) => {
                        let behind = Arrival::Behind(self.writer.clone());
                        let terminals = &self.running.terminals;
                        match terminals.attach(self.terminal, Some(shown), behind).await {
                            Ok(again) => (live, shown) = greet(sink, again).await.ok()?,
                            Err(why) => return Some(closing::of_refusal(&why, &self.running)),
                        }
                        Ok(())
                    }
                    Err(RecvError::Closed) => return Some(closing::stopped(&self.running)),
                },
                answer = answered.recv() => match answer? {
                    Answer::Tell(message) => wire::tell(sink, message).await,
                    Answer::Close(why) => return Some(why),
                },
                Ok(()) = degraded.changed() => {
                    let reason = degraded.borrow_and_update().clone();
                    wire::tell(sink, TerminalMessage::Recording { degraded: reason }).await
                }
                _ = pings.tick() => wire::ping(sink).await,
                () = self.running.stopped() => return Some(closing::stopped(&self.running)),
            };
            sent.ok()?;
        }
    }

    async fn read(&self, stream: &mut SplitStream<WebSocket>, answers: mpsc::Sender<Answer>) {
        let mut bursts = Bursts::default();
        loop {
            // The time-out measures only the page, not the recorder.
            let message = tokio::select! {
                message = tokio::time::timeout(SILENCE, stream.next()) => message,
                () = self.writer.replaced() => return self.end(answers, REPLACED).await,
            };
            let answer = match message {
                Err(_) => return self.end(answers, SILENT).await,
                Ok(Some(Ok(Message::Binary(frame)))) => self.input(&frame, &mut bursts).await,
                Ok(Some(Ok(Message::Text(text)))) => self.request(&text).await,
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => Ok(None),
                Ok(Some(Err(error))) => return self.misread(error, answers).await,
                Ok(None | Some(Ok(Message::Close(_)))) => return,
            };
            match answer {
                Ok(None) => {}
                Ok(Some(answer)) => {
                    match tokio::time::timeout(SILENCE, answers.send(answer)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) => return,
                        Err(_) => return self.end(answers, SILENT).await,
                    }
                }
                Err(TerminalsClosed) => {
                    return self.end(answers, closing::stopped(&self.running)).await;
                }
            }
        }
    }

    /// The page sent something that cannot be read.
    async fn misread(&self, error: axum::Error, answers: mpsc::Sender<Answer>) {
        let Some(fault) = wire::fault_of(error) else {
            return;
        };
        if fault == Fault::TooLong {
            let _ = self.refuse(TOO_LARGE, FRAME_LIMIT as u64).await;
        }
        self.end(answers, closing::of_fault(fault)).await;
    }

    /// Makes the writing half close the connection. Gives up after [`PING`] if the page does not
    /// read.
    async fn end(&self, answers: mpsc::Sender<Answer>, why: Close) {
        let closed = async {
            if answers.send(Answer::Close(why)).await.is_ok() {
                answers.closed().await;
            }
        };
        let _ = tokio::time::timeout(PING, closed).await;
    }

    async fn request(&self, text: &str) -> Result<Option<Answer>, TerminalsClosed> {
        let Ok(TerminalRequest::Resize { cols, rows }) = serde_json::from_str(text) else {
            return Ok(Some(Answer::Close(NO_MESSAGE)));
        };
        let size = TerminalSize::of(cols, rows);
        let terminals = &self.running.terminals;
        terminals
            .resize(self.terminal, self.writer.clone(), size)
            .await?;
        Ok(None)
    }

    async fn input(
        &self,
        frame: &[u8],
        bursts: &mut Bursts,
    ) -> Result<Option<Answer>, TerminalsClosed> {
        let Some((offset, source, bytes)) = self.dialect.input(frame) else {
            return Ok(Some(Answer::Close(NO_MESSAGE)));
        };
        if source == Some(InputSource::Reply) {
            self.reply(bytes, &mut bursts.replies).await?;
            return Ok(None);
        }
        let reason = match bytes.len() {
            length if length > INPUT_LIMIT => Some(TOO_LARGE),
            length if !bursts.input.admits(length) => Some(TOO_MUCH),
            _ => None,
        };
        let outcome = if let Some(reason) = reason {
            if bursts.input.is_first_refusal() {
                self.refuse(reason, bytes.len() as u64).await?;
            }
            // An empty input asks for the offset and types nothing.
            match self.type_in(0, None, &[]).await? {
                InputOutcome::Saved(next) => InputOutcome::Refused(reason.to_owned(), next),
                other => other,
            }
        } else {
            self.type_in(offset, source, bytes).await?
        };
        Ok(Some(match outcome {
            InputOutcome::Saved(offset) => Answer::Tell(TerminalMessage::InputSaved { offset }),
            InputOutcome::Refused(message, input_offset) => {
                Answer::Tell(TerminalMessage::Refused {
                    message,
                    input_offset,
                })
            }
            InputOutcome::Replaced => Answer::Close(REPLACED),
        }))
    }

    /// A page does not wait for an answer to its replies.
    async fn reply(&self, bytes: &[u8], burst: &mut Burst) -> Result<(), TerminalsClosed> {
        if burst.admits(bytes.len()) {
            self.type_in(0, Some(InputSource::Reply), bytes).await?;
        } else if burst.is_first_refusal() {
            self.refuse(TOO_MANY_REPLIES, bytes.len() as u64).await?;
        }
        Ok(())
    }

    async fn type_in(
        &self,
        offset: u64,
        source: Option<InputSource>,
        bytes: &[u8],
    ) -> Result<InputOutcome, TerminalsClosed> {
        let input = Input {
            writer: self.writer.clone(),
            offset,
            source,
            bytes: bytes.to_vec(),
        };
        self.running.terminals.input(self.terminal, input).await
    }

    async fn refuse(&self, reason: &str, length: u64) -> Result<(), TerminalsClosed> {
        let terminals = &self.running.terminals;
        terminals
            .refused(self.terminal, reason.to_owned(), length)
            .await
    }
}
