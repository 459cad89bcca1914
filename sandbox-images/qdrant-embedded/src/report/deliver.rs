//! One request to the gateway, by hand: a thread that waits needs no client library.

use std::io::{Error, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long each step of a delivery may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much of an answer is read.
const ANSWER_LIMIT: u64 = 64 * 1024;

/// Delivers a batch; an answer that is no success is an error.
pub(super) fn post(gateway: SocketAddr, body: &[u8]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&gateway, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = format!(
        "POST /assay/vector-calls HTTP/1.1\r\nHost: {gateway}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    // Closed with an answer half read, the connection would be reset under the gateway's writing.
    // What the rest says, and whether it comes, changes nothing.
    let _ = std::io::copy(&mut stream.take(ANSWER_LIMIT), &mut std::io::sink());
    if status.starts_with(b"HTTP/1.1 2") {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&status).into_owned();
        Err(Error::other(format!("the gateway answered {said:?}")))
    }
}
