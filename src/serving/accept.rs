//! Accepts connections from the listener, whatever error the system reports.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};

use super::places::Places;

/// The wait after an error that does not concern one connection: the machine has run out of
/// something.
const PAUSE: Duration = Duration::from_millis(200);
/// The answer to a client for which there is no place.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
                      Content-Type: application/json\r\nContent-Length: 81\r\n\r\n\
                      {\"code\":\"too_many_connections\",\"message\":\"Too many connections. Try again soon.\"}";

/// The next connection. When there are no file descriptors left, the connection that has waited
/// longest gives up its own.
pub(super) async fn next(listener: &TcpListener, places: &Places) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if of_one_connection(&error) => {}
            Err(error) => {
                if places.complains(Instant::now()) {
                    tracing::error!(
                        %error,
                        "a connection could not be accepted; if the error is too many open files, raise the limit (LimitNOFILE)"
                    );
                }
                places.make_room();
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn of_one_connection(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted
    )
}

/// Answers that there is no place, if the answer fits into the socket's buffer, and closes.
pub(super) fn refuse(stream: &TcpStream) {
    let _ = stream.try_write(BUSY);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_is_as_long_as_it_says() {
        let text = std::str::from_utf8(BUSY).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(
            head.ends_with(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok());
    }
}
