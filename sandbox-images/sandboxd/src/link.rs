//! The socket on which the service connects.
//!
//! Trust: the candidate has access to the same file system. The socket is created with mode 0600
//! and given to the service's user, and the user of each peer is checked again.

mod connection;
mod outbound;

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use rustix::fs::Mode;
use tokio::net::{UnixListener, UnixStream};

use crate::agent::Agent;

/// Opens the socket in the folder that is shared with the service.
pub fn listen(run_dir: &Path, service_uid: u32) -> anyhow::Result<UnixListener> {
    let folder = std::fs::metadata(run_dir)
        .with_context(|| format!("the folder {} is missing", run_dir.display()))?;
    ensure!(
        folder.uid() != crate::environment::CANDIDATE_UID && folder.mode() & 0o002 == 0,
        "the candidate could replace sockets in {}",
        run_dir.display()
    );
    let path = run_dir.join("agent.sock");
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("removing a stale {}", path.display()));
        }
        _ => {}
    }
    // The mode is right from the first moment. There is only one thread, so nothing else is created
    // meanwhile.
    let before = rustix::process::umask(Mode::from_raw_mode(0o177));
    let listener = UnixListener::bind(&path);
    rustix::process::umask(before);
    let listener = listener.with_context(|| format!("listening on {}", path.display()))?;
    std::os::unix::fs::chown(&path, Some(service_uid), None)
        .with_context(|| format!("giving {} to uid {service_uid}", path.display()))?;
    let mode = std::fs::metadata(&path)
        .with_context(|| format!("reading the mode of {}", path.display()))?
        .mode();
    ensure!(
        mode & 0o777 == 0o600,
        "{} has mode {:o}: users other than the service could connect",
        path.display(),
        mode & 0o777
    );
    Ok(listener)
}

/// Accepts the service's connections forever.
pub async fn accept(listener: UnixListener, service_uid: u32, agent: Arc<Agent>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if is_service(&stream, service_uid) => {
                tokio::spawn(connection::serve(stream, Arc::clone(&agent)));
            }
            Ok(_) => tracing::warn!("refused a connection by another user"),
            Err(error) => {
                tracing::error!(%error, "accepting a connection");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

fn is_service(stream: &UnixStream, service_uid: u32) -> bool {
    stream
        .peer_cred()
        .is_ok_and(|peer| peer.uid() == service_uid || peer.uid() == 0)
}
