//! Frames of a terminal's WebSocket. The protocol is in [`super::super::views`], at
//! `TerminalRequest` and `TerminalMessage`.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::http::HeaderValue;
use futures_util::SinkExt as _;
use futures_util::stream::SplitSink;

use super::super::views::{self, TerminalMessage};
use crate::domain::event::InputSource;

/// The protocols that are spoken, the preferred one first.
pub(super) const PROTOCOLS: [&str; 2] = [MARKED, "assay.terminal.v1"];
/// In which each input says how it came about.
const MARKED: &str = "assay.terminal.v2";

pub(super) type Sink = SplitSink<WebSocket, Message>;

/// How frames of input are written.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    marked: bool,
}

impl Dialect {
    /// What was agreed on.
    pub fn of(selected: Option<&HeaderValue>) -> Self {
        Self {
            marked: selected.is_some_and(|it| it == MARKED),
        }
    }

    /// Offset, origin and bytes of an input; none if the frame is too short to be one.
    pub fn input(self, frame: &[u8]) -> Option<(u64, Option<InputSource>, &[u8])> {
        let (offset, rest) = frame.split_first_chunk::<8>()?;
        let (source, bytes) = if self.marked {
            let (source, bytes) = rest.split_first()?;
            (views::input_source(*source), bytes)
        } else {
            (None, rest)
        };
        Some((u64::from_be_bytes(*offset), source, bytes))
    }
}

pub(super) async fn tell(sink: &mut Sink, message: TerminalMessage) -> Result<(), axum::Error> {
    let text = serde_json::to_string(&message).map_err(axum::Error::new)?;
    sink.send(Message::Text(text.into())).await
}

pub(super) async fn output(sink: &mut Sink, offset: u64, bytes: &[u8]) -> Result<(), axum::Error> {
    let mut frame = Vec::with_capacity(8 + bytes.len());
    frame.extend(offset.to_be_bytes());
    frame.extend(bytes);
    sink.send(Message::Binary(frame.into())).await
}

/// Asks whether the page is still there; browsers answer by themselves.
pub(super) async fn ping(sink: &mut Sink) -> Result<(), axum::Error> {
    sink.send(Message::Ping(Vec::new().into())).await
}

/// Ends the connection in words. Best effort: the page may be gone.
pub(super) async fn close(sink: &mut Sink, code: u16, reason: &'static str) {
    let reason = reason.into();
    let _ = sink
        .send(Message::Close(Some(CloseFrame { code, reason })))
        .await;
}
