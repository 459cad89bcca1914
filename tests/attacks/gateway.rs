//! A session that requests too many embeddings, beside one that requests few.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::ids::SessionId;
use serde_json::{Value, json};

use crate::harness::{Installation, SOON};

/// How long a small embedding may take beside any number of large ones. It was a minute once.
const ENOUGH: Duration = Duration::from_secs(5);

/// What a sandbox reaches: the gateway's socket, which is mounted into it.
fn gateway(installation: &Installation, session: SessionId) -> Result<reqwest::Client> {
    let workspace = installation.workspace(session);
    let folder = workspace.parent().context("a workspace is in a folder")?;
    let client = reqwest::Client::builder().unix_socket(folder.join("run/gateway.sock"));
    Ok(client.build()?)
}

async fn embed(client: &reqwest::Client, input: Value) -> Result<reqwest::Response> {
    let body = json!({"model": "all-minilm-l6-v2", "input": input});
    let request = client.post("http://gateway/v1/embeddings").json(&body);
    Ok(request.send().await?)
}

/// Sixteen requests of nearly 4 MiB whose texts were never seen before.
fn abuse(client: &reqwest::Client) -> Vec<tokio::task::JoinHandle<Result<reqwest::Response>>> {
    let request = |number: usize| {
        let client = client.clone();
        let text = move |at| format!("{number} {at} {}", "grace of late returns ".repeat(90));
        tokio::spawn(async move { embed(&client, (0..2_000).map(text).collect()).await })
    };
    (0..16).map(request).collect()
}

/// How long a small embedding takes.
async fn small(client: &reqwest::Client, number: usize) -> Result<Duration> {
    let begun = Instant::now();
    let text = format!("how long is the grace in case {number}?");
    let answer = tokio::time::timeout(ENOUGH, embed(client, json!(text))).await;
    let answer = answer.with_context(|| format!("request {number} took too long"))??;
    ensure!(answer.status() == 200, "{}", answer.text().await?);
    Ok(begun.elapsed())
}

/// Aborts the requests when the test ends, however it ends.
struct Abuse(Vec<tokio::task::JoinHandle<Result<reqwest::Response>>>);

impl Drop for Abuse {
    fn drop(&mut self) {
        self.0.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_embeddings_hold_up_no_other_session_and_end_with_their_clients() -> Result<()> {
    let installation = Installation::serving().await?;
    let (abuser, _, _terminal) = installation.started().await?;
    let (other, _, _other_terminal) = installation.started().await?;
    let abused = gateway(&installation, abuser.session)?;
    let client = gateway(&installation, other.session)?;
    let mut quiet = Vec::new();
    for number in 0..5 {
        quiet.push(small(&client, number).await?);
    }
    let abuse = Abuse(abuse(&abused));
    // A large request is under way when the next small one arrives, which is served all the same.
    let mut beside = Vec::new();
    for number in 10..30 {
        beside.push(small(&client, number).await?);
    }
    quiet.sort();
    beside.sort();
    let (median, worst) = (beside[10], beside[19]);
    println!(
        "quiet {:?}; beside sixteen: median {median:?}, worst {worst:?}",
        quiet[2]
    );
    ensure!(
        abuse.0.iter().any(|request| !request.is_finished()),
        "it is still at it"
    );
    ensure!(median < Duration::from_secs(2), "median {median:?}");

    drop(abuse);
    // They are recorded as cancelled at once, not when they would have been computed.
    let gone = |body: &EventBody| match body {
        EventBody::ModelEmbedding(call) => call.error.as_deref() == Some("client_gone"),
        _ => false,
    };
    installation
        .event("a cancelled embedding", abuser.session, SOON, gone)
        .await?;
    small(&client, 100).await?;
    installation.close().await
}
