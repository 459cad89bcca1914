//! The client of `sandboxd`: one connection, greeted and checked.

use std::path::Path;
use std::time::{Duration, Instant};

use assay_protocol::{TerminalNumber, TerminalState, ToAgent, ToService, VERSION};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::UnixStream;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use super::runtime::SandboxError;
use crate::domain::terminal_offset::AgentOffset;

type Connection = Framed<UnixStream, LengthDelimitedCodec>;

/// How long a greeting may take; PID 1 answers in milliseconds.
const GREETING: Duration = Duration::from_secs(10);
/// Between two tries to reach an agent that does not listen yet.
pub const RECONNECT: Duration = Duration::from_millis(5);

/// What the agent said on connecting.
#[derive(Clone, Debug)]
pub struct Greeting {
    /// Drawn at the agent's start.
    pub boot: [u8; 16],
    /// Its terminals.
    pub terminals: Vec<TerminalState>,
}

/// The sending half.
#[derive(Debug)]
pub struct AgentSender(SplitSink<Connection, Bytes>);

/// The receiving half.
#[derive(Debug)]
pub struct AgentReceiver(SplitStream<Connection>);

/// Connects to the agent behind this socket and asks for output after the durable offsets.
pub async fn connect(
    socket: &Path,
    durable: Vec<(TerminalNumber, AgentOffset)>,
) -> Result<(AgentSender, AgentReceiver, Greeting), SandboxError> {
    let durable = durable.into_iter().map(|(number, it)| (number, it.0));
    let durable = durable.collect();
    let greeting = async {
        let stream = UnixStream::connect(socket).await.map_err(agent)?;
        let (sink, stream) = Framed::new(stream, assay_protocol::codec()).split();
        let (mut sender, mut receiver) = (AgentSender(sink), AgentReceiver(stream));
        sender
            .send(&ToAgent::Hello {
                version: VERSION,
                durable,
            })
            .await?;
        match receiver.next().await? {
            Some(ToService::Welcome {
                version: VERSION,
                boot,
                terminals,
            }) => Ok((sender, receiver, Greeting { boot, terminals })),
            Some(ToService::Welcome { version, .. }) => Err(SandboxError::Agent(format!(
                "it speaks version {version}, this service {VERSION}; rebuild with `make images`"
            ))),
            Some(_) => Err(SandboxError::Agent("it did not greet first".into())),
            None => Err(SandboxError::Agent("it closed the connection".into())),
        }
    };
    tokio::time::timeout(GREETING, greeting)
        .await
        .map_err(|_| SandboxError::Agent("it does not answer".into()))?
}

/// Waits until the agent of a sandbox that is starting greets; fails if it does not in time.
pub async fn until_it_answers(socket: &Path) -> Result<(), SandboxError> {
    let deadline = Instant::now() + GREETING;
    loop {
        match connect(socket, Vec::new()).await {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => tokio::time::sleep(RECONNECT).await,
        }
    }
}

impl AgentSender {
    /// Sends a message.
    pub async fn send(&mut self, message: &ToAgent) -> Result<(), SandboxError> {
        let frame = assay_protocol::encode(message).map_err(agent)?;
        self.0.send(frame.into()).await.map_err(agent)
    }
}

impl AgentReceiver {
    /// The next message; none when the agent closed the connection.
    pub async fn next(&mut self) -> Result<Option<ToService>, SandboxError> {
        let Some(frame) = self.0.next().await else {
            return Ok(None);
        };
        let frame = frame.map_err(agent)?;
        assay_protocol::decode(&frame).map(Some).map_err(agent)
    }
}

fn agent(error: impl std::fmt::Display) -> SandboxError {
    SandboxError::Agent(error.to_string())
}
