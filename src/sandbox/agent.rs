//! The client of `sandboxd`: one connection, with greetings exchanged and versions checked.

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

/// The limit for a greeting. PID 1 answers in milliseconds.
const GREETING: Duration = Duration::from_secs(10);
/// The time between two attempts to reach an agent that does not listen yet.
pub const RECONNECT: Duration = Duration::from_millis(5);

/// What the agent said when it was connected to.
#[derive(Clone, Debug)]
pub struct Greeting {
    /// Drawn at random when the agent starts.
    pub boot: [u8; 16],
    pub terminals: Vec<TerminalState>,
}

#[derive(Debug)]
pub struct AgentSender(SplitSink<Connection, Bytes>);

#[derive(Debug)]
pub struct AgentReceiver(SplitStream<Connection>);

/// Connects to the agent behind this socket and requests output after the durable offsets.
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
                "it speaks version {version}, this service speaks {VERSION}; rebuild with `make images`"
            ))),
            Some(_) => Err(SandboxError::Agent("it did not greet first".into())),
            None => Err(SandboxError::Agent("it closed the connection".into())),
        }
    };
    tokio::time::timeout(GREETING, greeting)
        .await
        .map_err(|_| SandboxError::Agent("it does not answer".into()))?
}

/// Waits until the agent of a starting sandbox greets. Fails if it does not do so in time.
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
    pub async fn send(&mut self, message: &ToAgent) -> Result<(), SandboxError> {
        let frame = assay_protocol::encode(message).map_err(agent)?;
        self.0.send(frame.into()).await.map_err(agent)
    }
}

impl AgentReceiver {
    /// The next message. None when the agent closed the connection.
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
