//! A terminal over the WebSocket, with the same protocol as the page.

use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::domain::event::InputSource;
use crate::recorder::commands::{CommandReader, Mark};
use crate::routes::views::{TerminalMessage, input_source_byte};

/// The supported protocols; the preferred one comes first.
const PROTOCOLS: &str = "assay.terminal.v2, assay.terminal.v1";
/// In this protocol each input says how it was produced.
const MARKED: &str = "assay.terminal.v2";
/// Bytes of input in one frame. A service with only the older protocol takes no more.
const CHUNK: usize = 16 * 1024;
/// Bytes of input in one frame of the newer protocol.
const PASTE: usize = 1024 * 1024;
/// Bytes of input that may be sent before the server acknowledges them.
const UNSAVED_LIMIT: u64 = 256 * 1024;

#[derive(Clone, Copy, Debug)]
pub struct Attach {
    pub number: u32,
    /// The output offset up to which this page already has everything.
    pub from: Option<u64>,
    pub cols: u16,
    pub rows: u16,
    /// The number by which this page identifies itself.
    pub page: u32,
}

impl Attach {
    /// As a newly opened page.
    pub fn to(number: u32) -> Self {
        Self {
            number,
            from: None,
            cols: 120,
            rows: 40,
            page: rand::random(),
        }
    }
}

pub struct TerminalClient {
    /// Whether each input says how it was produced.
    marked: bool,
    attached: bool,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    reader: CommandReader,
    /// Marks that were read and that nobody has waited for yet.
    marks: std::collections::VecDeque<Mark>,
    /// The offset after the last output byte.
    pub output_offset: u64,
    /// The offset of the next input byte that this page types.
    pub input_offset: u64,
    /// Input below this offset is durable.
    pub saved_offset: u64,
    /// The screen that the server sent on attaching.
    pub snapshot: Option<String>,
}

#[derive(Debug)]
pub enum Received {
    /// With the offset of the first byte.
    Output(u64, Vec<u8>),
    Message(TerminalMessage),
}

impl TerminalClient {
    pub async fn connect(base: &str, token: &str, attach: Attach) -> anyhow::Result<Self> {
        let Attach {
            number,
            from,
            cols,
            rows,
            page,
        } = attach;
        let address = base.replacen("http", "ws", 1);
        let url = format!("{address}/api/candidate/terminals/{number}");
        let mut request = url.into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", HeaderValue::from_str(base)?);
        let protocols = format!("{PROTOCOLS}, token.{token}");
        headers.insert("sec-websocket-protocol", HeaderValue::from_str(&protocols)?);
        let (mut socket, response) =
            tokio_tungstenite::connect_async_with_config(request, None, true).await?;
        let spoken = response.headers().get("sec-websocket-protocol");
        let marked = spoken.is_some_and(|it| it == MARKED);
        let attach = serde_json::json!({
            "type": "attach", "from": from, "cols": cols, "rows": rows, "page": page
        });
        socket.send(Message::text(attach.to_string())).await?;
        let mut client = Self {
            marked,
            attached: false,
            socket,
            reader: CommandReader::default(),
            marks: std::collections::VecDeque::new(),
            output_offset: 0,
            input_offset: 0,
            saved_offset: 0,
            snapshot: None,
        };
        loop {
            if let Received::Message(TerminalMessage::Attached { snapshot, .. }) =
                client.receive().await?
            {
                client.snapshot = snapshot;
                client.reader = CommandReader::continuing_at(client.output_offset);
                return Ok(client);
            }
        }
    }

    /// Returns the next thing that the server sends. Keeps the offsets, and fails on a gap or a
    /// repeated byte.
    pub async fn receive(&mut self) -> anyhow::Result<Received> {
        loop {
            let message = self
                .socket
                .next()
                .await
                .context("the terminal's connection ended")??;
            match message {
                Message::Binary(frame) => {
                    let (offset, bytes) = frame.split_first_chunk().context("a short frame")?;
                    let offset = u64::from_be_bytes(*offset);
                    anyhow::ensure!(
                        offset == self.output_offset,
                        "output continues at {offset} instead of {}",
                        self.output_offset
                    );
                    self.output_offset += bytes.len() as u64;
                    self.marks.extend(self.reader.read(bytes));
                    return Ok(Received::Output(offset, bytes.to_vec()));
                }
                Message::Text(text) => {
                    let message: TerminalMessage = serde_json::from_str(&text)?;
                    match &message {
                        TerminalMessage::Attached {
                            output_offset,
                            input_offset,
                            ..
                        } => {
                            self.output_offset = *output_offset;
                            // The server greets again after a flood; answers to input still come.
                            if !std::mem::replace(&mut self.attached, true) {
                                self.input_offset = *input_offset;
                                self.saved_offset = *input_offset;
                            }
                        }
                        TerminalMessage::InputSaved { offset } => {
                            self.saved_offset = self.saved_offset.max(*offset);
                        }
                        TerminalMessage::Refused { input_offset, .. } => {
                            self.input_offset = *input_offset;
                        }
                        _ => {}
                    }
                    return Ok(Received::Message(message));
                }
                Message::Close(frame) => bail!("the server closed the terminal: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Sends bytes as typed keys, without waiting for anything.
    pub async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        for chunk in bytes.chunks(CHUNK) {
            self.send_as(InputSource::Keys, chunk).await?;
        }
        Ok(())
    }

    /// Sends one input without waiting for anything.
    pub async fn send_as(&mut self, source: InputSource, bytes: &[u8]) -> anyhow::Result<()> {
        let frame = self.frame(self.input_offset, source, bytes);
        self.socket.send(Message::binary(frame)).await?;
        // Replies do not advance the input offset.
        if source != InputSource::Reply {
            self.input_offset += bytes.len() as u64;
        }
        Ok(())
    }

    /// A frame of input at any offset, in the negotiated protocol.
    pub fn frame(&self, offset: u64, source: InputSource, bytes: &[u8]) -> Vec<u8> {
        let mut frame = offset.to_be_bytes().to_vec();
        if self.marked {
            frame.push(input_source_byte(source));
        }
        frame.extend(bytes);
        frame
    }

    /// Sends a raw frame: what no correct page would send.
    pub async fn send_raw(&mut self, frame: Vec<u8>) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::binary(frame)).await?)
    }

    pub async fn resize(&mut self, cols: u16, rows: u16) -> anyhow::Result<()> {
        let resize = serde_json::json!({ "type": "resize", "cols": cols, "rows": rows });
        Ok(self.socket.send(Message::text(resize.to_string())).await?)
    }

    /// Pastes as a browser's terminal does, so that the shell takes it as text, not as keys.
    pub async fn paste(&mut self, text: &str) -> anyhow::Result<()> {
        let pasted = format!("\x1b[200~{text}\x1b[201~");
        let most = if self.marked { PASTE } else { CHUNK };
        for chunk in pasted.as_bytes().chunks(most) {
            self.send_as(InputSource::Paste, chunk).await?;
            while self.input_offset - self.saved_offset > UNSAVED_LIMIT {
                self.receive().await?;
            }
        }
        Ok(())
    }

    /// Waits until `text` was printed; returns everything that was printed until then.
    pub async fn wait_for(&mut self, text: &str, limit: Duration) -> anyhow::Result<Vec<u8>> {
        let mut seen = Vec::new();
        let waiting = async {
            loop {
                if let Received::Output(_, bytes) = self.receive().await? {
                    let from = seen.len().saturating_sub(text.len());
                    seen.extend(bytes);
                    if seen[from..]
                        .windows(text.len())
                        .any(|window| window == text.as_bytes())
                    {
                        return Ok::<_, anyhow::Error>(());
                    }
                }
            }
        };
        match tokio::time::timeout(limit, waiting).await {
            Ok(done) => done?,
            Err(_) => bail!(
                "{text:?} was not printed within {limit:?}; printed so far: {}",
                String::from_utf8_lossy(&seen[seen.len().saturating_sub(2000)..])
            ),
        }
        Ok(seen)
    }

    /// Runs a command line, waits until it ends, and returns its exit status.
    pub async fn run(&mut self, line: &str, limit: Duration) -> anyhow::Result<i32> {
        self.marks.clear();
        if line.contains('\n') {
            self.paste(line).await?;
        } else {
            self.send(line.as_bytes()).await?;
        }
        self.send(b"\r").await?;
        let waiting = async {
            loop {
                while let Some(mark) = self.marks.pop_front() {
                    if let Mark::Finished { exit, .. } = mark {
                        return exit.context("the shell reported no exit status");
                    }
                }
                self.receive().await?;
            }
        };
        let ended = tokio::time::timeout(limit, waiting).await;
        ended.with_context(|| format!("{line:?} did not end within {limit:?}"))?
    }

    /// Closes the connection as a closed page does.
    pub async fn close(mut self) -> anyhow::Result<()> {
        Ok(self.socket.close(None).await?)
    }
}
