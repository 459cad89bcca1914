//! The terminal's WebSocket: pages on one side, the recorder on the other. The protocol is in
//! [`super::views`], at `TerminalRequest` and `TerminalMessage`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_protocol::{Size, TerminalNumber};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::access::{candidate_of_token, require_origin};
use super::error::RouteError;
use super::state::RouteState;
use super::views::{TerminalMessage, TerminalRequest};
use crate::domain::session::SessionState;
use crate::recorder::terminals::{Attachment, InputOutcome, Live};
use crate::session::{Conductor, Running, SessionError};

const PROTOCOL: &str = "assay.terminal.v1";
/// Bytes of input in one frame.
const INPUT_LIMIT: usize = 16 * 1024;
/// A frame beyond this is not even read: the connection ends.
const FRAME_LIMIT: usize = 1024 * 1024;
/// Bytes of input within [`BURST`]: a paste of 1 MiB and some typing fit.
const BURST_LIMIT: usize = 1024 * 1024 + 64 * 1024;
const BURST: Duration = Duration::from_secs(5);
/// How long a page may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// Terminal numbers are small.
const HIGHEST_NUMBER: TerminalNumber = 999;
const TOO_LARGE: &str = "That was more than a terminal takes at once (1 MiB). Nothing of it was \
                         typed. Put it into a file instead.";
const TOO_MUCH: &str = "More came at once than a terminal takes (1 MiB). What came after that was \
                        not typed. Put it into a file instead.";

/// `GET /api/candidate/terminals/{terminal}`
pub(super) async fn connect(
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
    Path(terminal): Path<TerminalNumber>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, RouteError> {
    require_origin(&headers, &state)?;
    let record = candidate_of_token(&state, token_of(&headers)).await?;
    let running = conductor.running(record.id).await;
    let running = running.filter(|_| record.state == SessionState::Running);
    let running = running.ok_or(SessionError::WrongState(record.state))?;
    if terminal == 0 || terminal > HIGHEST_NUMBER {
        return Err(RouteError::not_found(
            "no_such_terminal",
            "There is no such terminal.",
        ));
    }
    let place = running.pages.clone().try_acquire_owned().map_err(|_| {
        RouteError::conflict(
            "too_many_pages",
            "This session is open in too many pages; close some.",
        )
    })?;
    let upgrade = upgrade.protocols([PROTOCOL]).max_frame_size(FRAME_LIMIT);
    let upgrade = upgrade.max_message_size(FRAME_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, running, terminal, place)))
}

/// Browsers cannot set headers on a WebSocket, so the token comes as a subprotocol.
fn token_of(headers: &HeaderMap) -> &str {
    let offered = headers
        .get(SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    offered
        .into_iter()
        .flat_map(|offered| offered.split(','))
        .find_map(|protocol| protocol.trim().strip_prefix("token."))
        .unwrap_or_default()
}

async fn serve(
    socket: WebSocket,
    running: Arc<Running>,
    terminal: TerminalNumber,
    _place: OwnedSemaphorePermit,
) {
    let (sink, mut stream) = socket.split();
    let first = tokio::time::timeout(PATIENCE, stream.next()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return;
    };
    let Ok(TerminalRequest::Attach { from, cols, rows }) = serde_json::from_str(&text) else {
        return;
    };
    let size = Size { cols, rows };
    let Ok(attachment) = running.terminals.attach(terminal, from, size).await else {
        return;
    };
    let (answers, answered) = mpsc::channel(64);
    let page = Page {
        running: running.clone(),
        terminal,
        size,
    };
    // Apart, so that a page still hears why input stands still while it does.
    tokio::select! {
        () = page.write(sink, attachment, answered) => {}
        () = page.read(stream, answers) => {}
        () = running.stopped() => {}
    }
}

struct Page {
    running: Arc<Running>,
    terminal: TerminalNumber,
    size: Size,
}

enum Answer {
    Tell(TerminalMessage),
    Close(&'static str),
}

impl Page {
    async fn write(
        &self,
        mut sink: SplitSink<WebSocket, Message>,
        attachment: Attachment,
        mut answered: mpsc::Receiver<Answer>,
    ) {
        let mut degraded = self.running.degraded();
        let Ok((mut live, mut shown)) = greet(&mut sink, attachment).await else {
            return;
        };
        // Also when recording had stopped before this page came.
        degraded.mark_changed();
        loop {
            let sent = tokio::select! {
                event = live.recv() => match event {
                    Ok(Live::Output { offset, bytes }) => {
                        let end = offset + bytes.len() as u64;
                        let known = shown.saturating_sub(offset).min(bytes.len() as u64);
                        shown = shown.max(end);
                        let known = usize::try_from(known).unwrap_or(bytes.len());
                        if known == bytes.len() { continue }
                        output(&mut sink, offset + known as u64, &bytes[known..]).await
                    }
                    Ok(Live::Exited(status)) => tell(&mut sink, TerminalMessage::Exited { status }).await,
                    // Too slow for the flood: from here on the screen as it is.
                    Err(RecvError::Lagged(_)) => {
                        let again =
                            self.running.terminals.attach(self.terminal, Some(shown), self.size);
                        let Ok(again) = again.await else { return };
                        let Ok(greeted) = greet(&mut sink, again).await else { return };
                        (live, shown) = greeted;
                        Ok(())
                    }
                    Err(RecvError::Closed) => return,
                },
                answer = answered.recv() => match answer {
                    Some(Answer::Tell(message)) => tell(&mut sink, message).await,
                    Some(Answer::Close(reason)) => {
                        let frame = CloseFrame { code: close_code::SIZE, reason: reason.into() };
                        let _ = sink.send(Message::Close(Some(frame))).await;
                        return;
                    }
                    None => return,
                },
                Ok(()) = degraded.changed() => {
                    let reason = degraded.borrow_and_update().clone();
                    tell(&mut sink, TerminalMessage::Recording { degraded: reason }).await
                }
            };
            if sent.is_err() {
                return;
            }
        }
    }

    async fn read(&self, mut stream: SplitStream<WebSocket>, answers: mpsc::Sender<Answer>) {
        let mut burst = Burst::default();
        while let Some(message) = stream.next().await {
            let answer = match message {
                Ok(Message::Binary(frame)) => self.input(&frame, &mut burst).await,
                Ok(Message::Text(text)) => match serde_json::from_str(&text) {
                    Ok(TerminalRequest::Resize { cols, rows }) => {
                        let size = Size { cols, rows };
                        if self
                            .running
                            .terminals
                            .resize(self.terminal, size)
                            .await
                            .is_err()
                        {
                            return;
                        }
                        continue;
                    }
                    _ => Some(Answer::Close("not a message of this protocol")),
                },
                Ok(Message::Close(_)) => return,
                Ok(_) => continue,
                Err(error) => {
                    // The only error that is not the end of the connection anyway.
                    if error.to_string().contains("too long") {
                        let _ = self.refuse(TOO_LARGE, FRAME_LIMIT as u64).await;
                        let _ = answers.send(Answer::Close(TOO_LARGE)).await;
                        // The other half closes.
                        std::future::pending::<()>().await;
                    }
                    return;
                }
            };
            let Some(answer) = answer else { return };
            if answers.send(answer).await.is_err() {
                return;
            }
        }
    }

    /// None if the terminals are closed.
    async fn input(&self, frame: &[u8], burst: &mut Burst) -> Option<Answer> {
        let Some((offset, bytes)) = frame.split_first_chunk::<8>() else {
            return Some(Answer::Close("not a message of this protocol"));
        };
        let offset = u64::from_be_bytes(*offset);
        let reason = match bytes.len() {
            length if length > INPUT_LIMIT => Some(TOO_LARGE),
            length if !burst.admits(length) => Some(TOO_MUCH),
            _ => None,
        };
        if let Some(reason) = reason {
            if burst.is_first_refusal() {
                self.refuse(reason, bytes.len() as u64).await?;
            }
            // An empty input asks for the offset and types nothing.
            let outcome = self
                .running
                .terminals
                .input(self.terminal, 0, Vec::new())
                .await
                .ok()?;
            let input_offset = match outcome {
                InputOutcome::Saved(next) | InputOutcome::Refused(_, next) => next,
            };
            let message = reason.to_owned();
            return Some(Answer::Tell(TerminalMessage::Refused {
                message,
                input_offset,
            }));
        }
        let outcome = self
            .running
            .terminals
            .input(self.terminal, offset, bytes.to_vec())
            .await;
        Some(Answer::Tell(match outcome.ok()? {
            InputOutcome::Saved(offset) => TerminalMessage::InputSaved { offset },
            InputOutcome::Refused(message, input_offset) => TerminalMessage::Refused {
                message,
                input_offset,
            },
        }))
    }

    async fn refuse(&self, reason: &str, length: u64) -> Option<()> {
        self.running
            .terminals
            .refused(self.terminal, reason.to_owned(), length)
            .await
            .ok()
    }
}

/// Bounds input over a short time: a paste of any size arrives as many frames.
struct Burst {
    since: Instant,
    bytes: usize,
    refused: bool,
}

impl Default for Burst {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            bytes: 0,
            refused: false,
        }
    }
}

impl Burst {
    fn admits(&mut self, bytes: usize) -> bool {
        if self.since.elapsed() > BURST {
            *self = Self::default();
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.bytes <= BURST_LIMIT
    }

    fn is_first_refusal(&mut self) -> bool {
        !std::mem::replace(&mut self.refused, true)
    }
}

type Sink = SplitSink<WebSocket, Message>;
type Greeted = (tokio::sync::broadcast::Receiver<Live>, u64);

/// Says where the page stands and gives it what it lacks; returns what comes next, and up to
/// which offset the page has everything.
async fn greet(sink: &mut Sink, attachment: Attachment) -> Result<Greeted, axum::Error> {
    let Attachment {
        snapshot,
        missed,
        output_offset,
        input_offset,
        exited,
        live,
    } = attachment;
    let message = TerminalMessage::Attached {
        snapshot,
        output_offset,
        input_offset,
    };
    tell(sink, message).await?;
    if !missed.is_empty() {
        output(sink, output_offset, &missed).await?;
    }
    if let Some(status) = exited {
        tell(sink, TerminalMessage::Exited { status }).await?;
    }
    Ok((live, output_offset + missed.len() as u64))
}

async fn tell(sink: &mut Sink, message: TerminalMessage) -> Result<(), axum::Error> {
    let text = serde_json::to_string(&message).map_err(axum::Error::new)?;
    sink.send(Message::Text(text.into())).await
}

async fn output(sink: &mut Sink, offset: u64, bytes: &[u8]) -> Result<(), axum::Error> {
    let mut frame = Vec::with_capacity(8 + bytes.len());
    frame.extend(offset.to_be_bytes());
    frame.extend(bytes);
    sink.send(Message::Binary(frame.into())).await
}
