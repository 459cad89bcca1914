//! Frames of a terminal's WebSocket. The protocol is in [`super::super::views`], at
//! `TerminalRequest` and `TerminalMessage`.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::http::HeaderValue;
use futures_util::SinkExt as _;
use futures_util::stream::SplitSink;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};

use super::super::views::{self, TerminalMessage};
use crate::domain::event::InputSource;
use crate::domain::terminal_offset::TraceOffset;

/// The protocols that are spoken, the preferred one first.
pub(super) const PROTOCOLS: [&str; 2] = [MARKED, "assay.terminal.v1"];
/// In this protocol, each input says how it came about.
const MARKED: &str = "assay.terminal.v2";

/// The most bytes of a close frame's reason: a control frame has 125, and two are the code.
const REASON_LIMIT: usize = 123;

pub(super) type Sink = SplitSink<WebSocket, Message>;

/// How frames of input are written.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    marked: bool,
}

impl Dialect {
    /// From the protocol that was negotiated.
    pub fn of(selected: Option<&HeaderValue>) -> Self {
        Self {
            marked: selected.is_some_and(|it| it == MARKED),
        }
    }

    /// The offset, origin and bytes of an input; `None` if the frame is too short.
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

pub(super) async fn output(
    sink: &mut Sink,
    offset: TraceOffset,
    bytes: &[u8],
) -> Result<(), axum::Error> {
    let mut frame = Vec::with_capacity(8 + bytes.len());
    frame.extend(offset.0.to_be_bytes());
    frame.extend(bytes);
    sink.send(Message::Binary(frame.into())).await
}

/// Asks whether the page is still there; browsers answer by themselves.
pub(super) async fn ping(sink: &mut Sink) -> Result<(), axum::Error> {
    sink.send(Message::Ping(Vec::new().into())).await
}

/// Why the server closes a connection: a code for the page's program, a reason for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub code: u16,
    pub reason: &'static str,
}

/// Best effort: the page may be gone.
pub(super) async fn close(sink: &mut Sink, Close { code, reason }: Close) {
    debug_assert!(reason.len() <= REASON_LIMIT, "{reason}");
    let reason = reason.into();
    let _ = sink
        .send(Message::Close(Some(CloseFrame { code, reason })))
        .await;
}

/// What is wrong with what the page sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A frame beyond the limit; nothing of it was read.
    TooLong,
    /// Not a WebSocket's frame, or text that is not UTF-8.
    Malformed,
}

/// `None` if the connection is gone anyway.
pub(super) fn fault_of(error: axum::Error) -> Option<Fault> {
    let error = error.into_inner().downcast::<tungstenite::Error>().ok()?;
    match *error {
        tungstenite::Error::Capacity(CapacityError::MessageTooLong { .. }) => Some(Fault::TooLong),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) | tungstenite::Error::Utf8(_) => Some(Fault::Malformed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(error: tungstenite::Error) -> Option<Fault> {
        fault_of(axum::Error::new(error))
    }

    #[test]
    fn a_wrong_frame_is_distinguished_from_a_lost_connection() {
        let (size, max_size) = (2, 1);
        let long = CapacityError::MessageTooLong { size, max_size };
        assert_eq!(of(long.into()), Some(Fault::TooLong));
        let masked = ProtocolError::UnmaskedFrameFromClient;
        assert_eq!(of(masked.into()), Some(Fault::Malformed));
        assert_eq!(of(ProtocolError::ResetWithoutClosingHandshake.into()), None);
        let reset = std::io::Error::other("a message that is too long");
        assert_eq!(of(reset.into()), None);
    }
}
