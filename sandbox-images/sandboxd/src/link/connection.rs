//! One connection of the service: the greeting, then frames in both directions.
//!
//! Reading never waits for writing, so acknowledgements arrive even if the service is slow to read.
//! Only unread answers hold up reading. A connection serves until a newer one has greeted.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use assay_protocol::{TerminalNumber, ToAgent, ToService, VERSION};
use futures_util::{SinkExt, StreamExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

use super::outbound::Outbound;
use crate::agent::Agent;

type Frames = FramedRead<OwnedReadHalf, LengthDelimitedCodec>;
type Sink = FramedWrite<OwnedWriteHalf, LengthDelimitedCodec>;

/// The time that a new connection has for its greeting.
const GREETING_LIMIT: Duration = Duration::from_secs(5);
/// The number of unread answers at which no more requests are read.
const UNREAD_ANSWERS: usize = 256;

/// Serves a connection until it ends or another one replaces it.
pub async fn serve(stream: UnixStream, agent: Arc<Agent>) {
    match converse(stream, &agent).await {
        Ok(reason) => tracing::info!("a connection of the service ended: {reason}"),
        Err(error) => tracing::warn!("a connection of the service failed: {error:#}"),
    }
    // Tasks that wait for the service to take something must check again.
    agent.activity.send_replace(());
}

async fn converse(stream: UnixStream, agent: &Arc<Agent>) -> anyhow::Result<&'static str> {
    let (read, write) = stream.into_split();
    let mut frames = FramedRead::new(read, assay_protocol::codec());
    let mut sink = FramedWrite::new(write, assay_protocol::codec());
    let durable = tokio::time::timeout(GREETING_LIMIT, greeting(&mut frames, &mut sink, agent))
        .await
        .context("no greeting arrived")??;

    // This is now the connection that holds the agent; the previous one ends.
    let mut holder = agent.holder.subscribe();
    let mut own = 0;
    agent.holder.send_modify(|number| {
        *number += 1;
        own = *number;
    });
    tracing::info!(connection = own, "the service is connected");

    // There is no await between reading the terminals' state and starting to send, so nothing is
    // missed.
    for (number, offset) in &durable {
        if let Some(terminal) = agent.terminals.get(*number) {
            terminal.acknowledge(*offset);
        }
    }
    let (answers, unread) = mpsc::channel(UNREAD_ANSWERS);
    let (outbound, welcome) = Outbound::new(agent, unread);
    tokio::select! {
        // A connection that was replaced must not apply another request.
        biased;
        _ = holder.wait_for(|number| *number != own) => Ok("another one took its place"),
        read = receive(frames, agent, answers) => read.map(|()| "closed by the service"),
        sent = send(sink, welcome, outbound) => sent.map(|()| "closed by the service"),
    }
}

/// Reads the first frame: what the service has of each terminal.
async fn greeting(
    frames: &mut Frames,
    sink: &mut Sink,
    agent: &Agent,
) -> anyhow::Result<Vec<(TerminalNumber, u64)>> {
    let frame = frames
        .next()
        .await
        .context("closed before the greeting")??;
    match assay_protocol::decode(&frame)? {
        ToAgent::Hello {
            version: VERSION,
            durable,
        } => Ok(durable),
        ToAgent::Hello { version, .. } => {
            // The answer names this side's version, so that both logs state the problem.
            let refusal = ToService::Welcome {
                version: VERSION,
                boot: agent.boot,
                terminals: Vec::new(),
            };
            sink.send(frame_of(&refusal)?).await?;
            bail!("the service speaks version {version}, this agent speaks {VERSION}")
        }
        _ => bail!("the first frame is not a greeting"),
    }
}

async fn receive(
    mut frames: Frames,
    agent: &Arc<Agent>,
    answers: mpsc::Sender<ToService>,
) -> anyhow::Result<()> {
    while let Some(frame) = frames.next().await {
        let request = assay_protocol::decode(&frame?)?;
        if let Some(answer) = agent.handle(request) {
            answers.send(answer).await?;
        }
    }
    Ok(())
}

async fn send(mut sink: Sink, welcome: ToService, mut outbound: Outbound) -> anyhow::Result<()> {
    sink.send(frame_of(&welcome)?).await?;
    loop {
        let round = outbound.next_round().await;
        for message in round {
            sink.feed(frame_of(&message)?).await?;
        }
        SinkExt::<Bytes>::flush(&mut sink).await?;
    }
}

fn frame_of(message: &ToService) -> anyhow::Result<Bytes> {
    Ok(assay_protocol::encode(message)?.into())
}
