//! Connections that send nothing, or half a request, beside an honest request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::harness::Installation;

/// Loopback has many addresses. This one belongs to the attacker.
const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const HONEST: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// How long an honest request may take.
const PATIENCE: Duration = Duration::from_secs(5);
const HALF: &[u8] = b"GET /api/me HTTP/1.1\r\nHost: assay\r\nX-Half";

fn address(installation: &Installation) -> Result<SocketAddr> {
    let address = installation.base().strip_prefix("http://");
    Ok(address.context("it does not serve")?.parse()?)
}

async fn connect(from: Ipv4Addr, to: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    Ok(socket.connect(to).await?)
}

/// Opens connections that stay open. Every other one sends half a request.
async fn hoard(from: Ipv4Addr, to: SocketAddr, count: usize) -> Result<Vec<TcpStream>> {
    let mut held = Vec::with_capacity(count);
    for number in 0..count {
        let opened = tokio::time::timeout(PATIENCE, connect(from, to)).await;
        let Ok(Ok(mut stream)) = opened else { break };
        if number % 2 == 0 && stream.write_all(HALF).await.is_err() {
            continue;
        }
        held.push(stream);
    }
    Ok(held)
}

async fn honest_request(installation: &Installation, from: Ipv4Addr) -> Result<()> {
    let client = reqwest::Client::builder()
        .local_address(IpAddr::V4(from))
        .timeout(PATIENCE)
        .build()?;
    let answer = client.get(format!("{}/api/me", installation.base())).send();
    let answer = answer.await.context("an honest request was not answered")?;
    ensure!(answer.status() == 401, "{}", answer.status());
    Ok(())
}

/// The test itself needs more open files than the service may have.
fn may_open(count: u64) -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|now| now < count) {
        let raised = Rlimit {
            current: Some(count),
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, raised)?;
    }
    Ok(())
}

async fn with_few_files() -> Result<Installation> {
    may_open(4096)?;
    let mut installation = Installation::new().await?;
    installation.open_files = Some(256);
    installation.serve().await?;
    Ok(installation)
}

#[tokio::test]
async fn a_hoard_of_connections_keeps_nobody_else_waiting() -> Result<()> {
    let installation = with_few_files().await?;
    let to = address(&installation)?;
    let held = hoard(STRANGER, to, 1500).await?;
    for _ in 0..3 {
        honest_request(&installation, HONEST).await?;
    }
    drop(held);
    installation.close().await
}

#[tokio::test]
async fn nor_the_hoarder_themselves() -> Result<()> {
    let installation = with_few_files().await?;
    let to = address(&installation)?;
    let held = hoard(HONEST, to, 1500).await?;
    honest_request(&installation, HONEST).await?;
    drop(held);
    installation.close().await
}

/// How long it takes until the service closes the connection.
async fn until_closed(mut stream: TcpStream, limit: Duration) -> Result<Duration> {
    let since = Instant::now();
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    // A reset counts as closed.
    let _ = tokio::time::timeout(limit, reading)
        .await
        .context("it was never closed")?;
    Ok(since.elapsed())
}

const SIGN_IN: &str = r#"{"name":"nobody","password":"nobody knows this one"}"#;

async fn begin_sign_in(to: SocketAddr) -> Result<TcpStream> {
    let mut stream = connect(HONEST, to).await?;
    let head = format!(
        "POST /api/sign-in HTTP/1.1\r\nHost: assay\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        SIGN_IN.len()
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// The whole body takes longer than the service allows for a pause between two parts of it.
async fn send_slowly(mut stream: TcpStream) -> Result<String> {
    let mut ticks = tokio::time::interval(Duration::from_millis(700));
    for byte in SIGN_IN.bytes() {
        ticks.tick().await;
        stream.write_all(&[byte]).await?;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn what_stands_still_is_closed_and_what_moves_is_not() -> Result<()> {
    let installation = Installation::serving().await?;
    let to = address(&installation)?;
    let silent = connect(STRANGER, to).await?;
    let mut half = connect(STRANGER, to).await?;
    half.write_all(HALF).await?;
    let still = begin_sign_in(to).await?;
    let slow = begin_sign_in(to).await?;
    let (head, body) = (Duration::from_secs(25), Duration::from_secs(45));
    let (silent, half, still, slow) = tokio::join!(
        until_closed(silent, head),
        until_closed(half, head),
        until_closed(still, body),
        send_slowly(slow),
    );
    silent.context("nothing was sent")?;
    half.context("half a head was sent")?;
    ensure!(still.context("no body was sent")? > Duration::from_secs(20));
    let slow = slow.context("the slow body")?;
    ensure!(
        slow.starts_with("HTTP/1.1 401 "),
        "a slow body is a body: {slow}"
    );
    installation.close().await
}
