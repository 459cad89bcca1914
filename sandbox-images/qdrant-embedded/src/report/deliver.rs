//! One request to the gateway, written by hand: a blocking thread needs no client library.

use std::io::{Error, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long each step of a delivery may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read, at most.
const ANSWER_LIMIT: u64 = 64 * 1024;

/// An answer without a success status is an error.
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
    // If the connection were closed with a partly read answer, it would be reset while the gateway
    // still writes. The content of the rest does not matter, nor whether it comes.
    let _ = std::io::copy(&mut stream.take(ANSWER_LIMIT), &mut std::io::sink());
    if status.starts_with(b"HTTP/1.1 2") {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&status).into_owned();
        Err(Error::other(format!("the gateway answered {said:?}")))
    }
}
