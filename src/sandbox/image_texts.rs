//! The text files in an image, for checking that something is not in it.

use std::io::Read;

use bollard::models::ContainerCreateBody;
use bollard::query_parameters::CreateContainerOptionsBuilder;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;
use tokio_util::bytes::{Buf as _, Bytes};

use super::docker::Docker;
use super::runtime::{Purpose, SandboxError};

/// In bytes. Longer files are programs and libraries.
const LONGEST: u64 = 1 << 20;

impl Docker {
    /// Passes the path and content of every text file of an image to `each`. Creates a container
    /// that never runs. If this future is dropped halfway, [`Docker::list`] finds that container
    /// like any other.
    pub async fn read_image<E>(&self, image: &str, each: E) -> Result<(), SandboxError>
    where
        E: FnMut(&str, &str) + Send + 'static,
    {
        let refused = |action| move |cause| SandboxError::Refused { action, cause };
        let name = format!("i{}", uuid::Uuid::now_v7().simple());
        let container = self.container_name(&name);
        let options = CreateContainerOptionsBuilder::default()
            .name(&container)
            .build();
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            labels: Some(self.labels(&Purpose::Verification, &name)),
            ..ContainerCreateBody::default()
        };
        let made = self.engine.create_container(Some(options), body).await;
        made.map_err(refused("create a container"))?;
        let (send, receive) = mpsc::channel(16);
        let reading = tokio::task::spawn_blocking(move || {
            let reader = Received {
                receive,
                rest: Bytes::new(),
            };
            read(reader, each)
        });
        let mut archive = Box::pin(self.engine.export_container(&container));
        while let Some(piece) = archive.next().await {
            // The reader stops at the archive's end, or reports why it stopped earlier.
            if send
                .send(piece.map_err(std::io::Error::other))
                .await
                .is_err()
            {
                break;
            }
        }
        drop((archive, send));
        let read = reading.await;
        self.remove(&name).await?;
        let read = read.map_err(|error| SandboxError::Agent(error.to_string()))?;
        read.map_err(|error| SandboxError::Agent(format!("reading the image: {error}")))
    }
}

fn read(archive: Received, mut each: impl FnMut(&str, &str)) -> std::io::Result<()> {
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() || entry.size() > LONGEST {
            continue;
        }
        let path = entry.path()?.display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            each(&path, text);
        }
    }
    Ok(())
}

/// A stream of bytes, read on a thread that may block.
struct Received {
    receive: mpsc::Receiver<std::io::Result<Bytes>>,
    rest: Bytes,
}

impl Read for Received {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            match self.receive.blocking_recv() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
        }
        let count = self.rest.len().min(buffer.len());
        self.rest.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}
