//! Port forwards: a TCP port inside the sandbox that leads to a Unix socket of the service.
//!
//! The gateway speaks HTTP. When it cannot be reached, a client gets an error in the form that
//! clients of model providers understand, rather than a broken connection.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Semaphore;

use crate::config::Forward;

/// The most connections that one forward has open. Further ones are refused with the reason.
const CONNECTION_LIMIT: usize = 64;
/// How much of a refused request is read, and for how long, so that its sender sees the answer.
const REFUSED_BYTES: u64 = 256 * 1024;
const REFUSED_TIME: Duration = Duration::from_secs(2);

/// Starts to listen. Connections are served in the background.
pub async fn start(forward: &Forward, run_dir: &Path) -> anyhow::Result<()> {
    let listener = TcpListener::bind(forward.listen)
        .await
        .with_context(|| format!("forward {}: listening on {}", forward.name, forward.listen))?;
    tracing::info!(
        "forward {} listens on {}",
        forward.name,
        listener.local_addr()?
    );
    tokio::spawn(accept(
        listener,
        forward.name.clone(),
        run_dir.join(&forward.socket),
    ));
    Ok(())
}

async fn accept(listener: TcpListener, name: String, socket: PathBuf) {
    let slots = Arc::new(Semaphore::new(CONNECTION_LIMIT));
    loop {
        let client = match listener.accept().await {
            Ok((client, _)) => client,
            Err(error) => {
                tracing::warn!("forward {name}: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else {
            tracing::warn!("forward {name}: refused, {CONNECTION_LIMIT} connections are open");
            tokio::spawn(refuse(
                client,
                format!("{CONNECTION_LIMIT} connections are open"),
            ));
            continue;
        };
        let (name, socket) = (name.clone(), socket.clone());
        tokio::spawn(async move {
            connect(client, &name, &socket).await;
            drop(slot);
        });
    }
}

async fn connect(mut client: TcpStream, name: &str, socket: &Path) {
    match UnixStream::connect(socket).await {
        Ok(mut server) => {
            // Either side may break off. Nobody else needs to know.
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        }
        Err(error) => {
            tracing::warn!("forward {name}: {error}");
            refuse(client, format!("the {name} cannot be reached: {error}")).await;
        }
    }
}

/// Answers any request with 503 and closes the connection.
async fn refuse(mut client: TcpStream, cause: String) {
    // The causes come from this program and the operating system: no quotes, no backslashes.
    let body = format!(
        r#"{{"error":{{"message":"{cause}","type":"server_error","param":null,"code":"gateway_unavailable"}}}}"#
    );
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nretry-after: 1\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let answered = async {
        client.write_all(answer.as_bytes()).await?;
        client.shutdown().await?;
        // Closing with unread bytes would reset the connection, and the answer would be lost.
        tokio::io::copy(
            &mut (&mut client).take(REFUSED_BYTES),
            &mut tokio::io::sink(),
        )
        .await
    };
    let _ = tokio::time::timeout(REFUSED_TIME, answered).await;
}
