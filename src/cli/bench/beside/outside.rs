//! What an abuser does outside their sandbox.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::abuses::Outside;
use crate::client::candidate::CandidateClient;
use crate::client::practitioner::PractitionerClient;

/// In characters: the longest note allowed.
const NOTE: usize = 20_000;

/// Continues until it is dropped.
pub struct Doing {
    _connections: Vec<TcpStream>,
    _tasks: JoinSet<()>,
}

/// Retries what the service refuses: refusing is correct, and must not end the abuse.
pub async fn begin(what: Outside, base: &str, abuser: &Arc<CandidateClient>) -> Doing {
    let mut tasks = JoinSet::new();
    let mut connections = Vec::new();
    match what {
        Outside::Nothing => {}
        Outside::Idle(count) => connections = connect(base, count).await,
        Outside::Passwords(at_once) => {
            for number in 0..at_once {
                let base = base.to_owned();
                tasks.spawn(async move {
                    loop {
                        let name = format!("nobody-{number}");
                        let _ = PractitionerClient::sign_in(&base, &name, "wrong").await;
                        tokio::task::yield_now().await;
                    }
                });
            }
        }
        Outside::Pages(at_once) => {
            for _ in 0..at_once {
                let abuser = Arc::clone(abuser);
                tasks.spawn(async move {
                    let text = "x".repeat(NOTE);
                    loop {
                        let _ = abuser.note("observation", &text, None).await;
                        let _ = abuser.view().await;
                        tokio::task::yield_now().await;
                    }
                });
            }
        }
    }
    Doing {
        _connections: connections,
        _tasks: tasks,
    }
}

/// Fewer than `count`, if the service accepts no more. That is correct too.
async fn connect(base: &str, count: usize) -> Vec<TcpStream> {
    let address = base.trim_start_matches("http://");
    let mut connections = Vec::new();
    while connections.len() < count {
        let connecting = TcpStream::connect(address);
        match tokio::time::timeout(Duration::from_secs(1), connecting).await {
            Ok(Ok(stream)) => connections.push(stream),
            _ => break,
        }
    }
    connections
}
