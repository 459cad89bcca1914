//! Types standard input into a new terminal of a sandbox and prints its output until the shell
//! ends: `attach /path/to/agent.sock [terminal] < commands`. For trying images by hand.

use std::io::{Read, Write};

use anyhow::{Context, bail};
use assay_protocol::{CHUNK_LIMIT, Size, ToAgent, ToService, VERSION};
use futures_util::{SinkExt, StreamExt};
use tokio::net::UnixStream;
use tokio_util::bytes::Bytes;
use tokio_util::codec::Framed;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let socket = arguments.next().context("which socket?")?;
    let terminal = arguments.next().map_or(Ok(1), |number| number.parse())?;
    let mut typed = Vec::new();
    std::io::stdin().read_to_end(&mut typed)?;

    let mut requests = vec![
        ToAgent::Hello {
            version: VERSION,
            durable: Vec::new(),
        },
        ToAgent::Open {
            terminal,
            size: Size {
                cols: 120,
                rows: 40,
            },
        },
    ];
    let mut offset = 0;
    for bytes in typed.chunks(CHUNK_LIMIT) {
        requests.push(ToAgent::Input {
            terminal,
            offset,
            bytes: bytes.to_vec(),
        });
        offset += bytes.len() as u64;
    }
    let stream = UnixStream::connect(&socket)
        .await
        .with_context(|| socket.clone())?;
    let mut frames = Framed::new(stream, assay_protocol::codec());
    for request in requests {
        frames
            .send(Bytes::from(assay_protocol::encode(&request)?))
            .await?;
    }
    while let Some(frame) = frames.next().await {
        match assay_protocol::decode(&frame?)? {
            ToService::Output {
                terminal: from,
                offset,
                bytes,
            } if from == terminal => {
                std::io::stdout().write_all(&bytes)?;
                let offset = offset + bytes.len() as u64;
                let acknowledge = ToAgent::Acknowledge { terminal, offset };
                frames
                    .send(Bytes::from(assay_protocol::encode(&acknowledge)?))
                    .await?;
            }
            ToService::Exited {
                terminal: from,
                status,
                ..
            } if from == terminal => {
                let close = ToAgent::Close { terminal };
                frames
                    .send(Bytes::from(assay_protocol::encode(&close)?))
                    .await?;
                std::process::exit(status);
            }
            ToService::Failed { reason, .. } => bail!(reason),
            other => eprintln!("{other:?}"),
        }
    }
    bail!("the agent closed the connection")
}
