//! A proxy to the machine's Docker Engine that a test can close. For the service behind it the
//! engine is gone; for everybody else it is not.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

const ENGINE: &str = "/var/run/docker.sock";

/// Open until it is closed or dropped.
pub struct Door {
    socket: PathBuf,
    passing: Option<JoinHandle<()>>,
}

impl Door {
    /// An open door whose socket is in this folder.
    pub fn open_in(folder: &Path) -> Result<Self> {
        let mut door = Self {
            socket: folder.join("door.sock"),
            passing: None,
        };
        door.open()?;
        Ok(door)
    }

    /// The value of `DOCKER_HOST` for whoever goes through it.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    pub fn open(&mut self) -> Result<()> {
        let listener = UnixListener::bind(&self.socket)?;
        self.passing = Some(tokio::spawn(async move {
            // All connections end with this task.
            let mut connections = JoinSet::new();
            while let Ok((mut inside, _)) = listener.accept().await {
                connections.spawn(async move {
                    let mut outside = UnixStream::connect(ENGINE).await?;
                    tokio::io::copy_bidirectional(&mut inside, &mut outside).await
                });
            }
        }));
        Ok(())
    }

    /// Also ends the connections that go through it.
    pub async fn close(&mut self) -> Result<()> {
        if let Some(passing) = self.passing.take() {
            passing.abort();
            let _ = passing.await;
        }
        Ok(std::fs::remove_file(&self.socket)?)
    }
}
