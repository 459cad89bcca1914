//! One session's embeddings beside those of another that requests too many.

use std::time::{Duration, Instant};

use assay::gateway::{ErrorClass, Spent};
use serde_json::{Value, json};

use crate::bench::{Bench, PATIENCE, embedder, quick};

/// Texts of one request, nearly 4 MiB of them, which nobody has requested before.
fn heavy(number: usize) -> Value {
    let text = |at: usize| format!("{number} {at} {}", "grace of late returns ".repeat(90));
    let texts: Vec<String> = (0..2_000).map(text).collect();
    json!({"model": "all-minilm-l6-v2", "input": texts})
}

async fn ask(bench: &Bench, number: usize) -> Duration {
    let text = format!("how long is the grace in case {number}?");
    let begun = Instant::now();
    let body = json!({"model": "all-minilm-l6-v2", "input": text});
    assert_eq!(bench.post("/v1/embeddings", &body).await.status(), 200);
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_large_requests_of_one_session_make_no_other_wait() {
    let embedder = embedder();
    let abuser = Bench::beside(embedder.clone(), quick(), Spent::default()).await;
    let other = Bench::beside(embedder.clone(), quick(), Spent::default()).await;
    let heavy: Vec<_> = (0..16)
        .map(|number| {
            let request = abuser.client.post("http://gateway/v1/embeddings");
            let request = request.timeout(10 * PATIENCE).json(&heavy(number));
            tokio::spawn(async move { request.send().await.map(|it| it.status()) })
        })
        .collect();
    until("the abuser's work has begun", || {
        embedder.computed() > 2_000
    })
    .await;
    let (mut times, mut turns) = (Vec::new(), Vec::new());
    for number in 0..15 {
        let before = embedder.computed();
        times.push(ask(&other, number).await);
        turns.push((embedder.computed() - before) / 256);
    }
    times.sort();
    turns.sort_unstable();
    let (median, worst) = (times[7], times[14]);
    println!("beside an abuser: median {median:?}, worst {worst:?}; turns of the model {turns:?}");
    assert!(embedder.waiting() > 0, "the abuser is still at it");
    // Counted in turns of the model, of which the abuser has 32,000 waiting. On a busy machine each
    // turn is slower, but there are not more of them.
    assert!(turns[7] <= 4 && turns[14] <= 16, "{turns:?}");

    for request in &heavy {
        request.abort();
    }
    until("none of the abuser's texts wait", || {
        embedder.waiting() == 0
    })
    .await;
    let calls = abuser.calls(4).await;
    assert!(
        calls
            .iter()
            .all(|call| call.error == Some(ErrorClass::ClientGone))
    );
    assert!(calls.iter().all(|call| call.usage.prompt_tokens < 400_000));
    // From now on, only the other session's texts are computed, to the last word piece.
    let before = embedder.computed();
    let mut own = 0;
    for number in 100..105 {
        ask(&other, number).await;
        own += other
            .sink
            .completed()
            .last()
            .expect("recorded")
            .usage
            .prompt_tokens;
    }
    assert_eq!(embedder.computed() - before, own, "computing has stopped");
    abuser.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn what_a_gone_client_was_given_is_counted_and_no_more() {
    let embedder = embedder();
    let bench = Bench::beside(embedder.clone(), quick(), Spent::default()).await;
    let request = bench
        .client
        .post("http://gateway/v1/embeddings")
        .json(&heavy(0));
    let request = tokio::spawn(request.send());
    until("it has begun", || embedder.computed() > 0).await;
    request.abort();
    let call = bench.call().await;
    assert_eq!(
        (call.error, call.status),
        (Some(ErrorClass::ClientGone), 499)
    );
    let spent = bench.gateway.spent();
    assert_eq!(spent.tokens, call.usage.prompt_tokens);
    assert!(spent.tokens <= embedder.computed(), "{spent:?}");
    assert_eq!(spent.micro_eur, call.cost_micro_eur);
    bench.stop().await;
}

/// Waits, one turn of the runtime at a time.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        let mut tick = tokio::time::interval(Duration::from_millis(2));
        while !holds() {
            tick.tick().await;
        }
    };
    let ended = tokio::time::timeout(3 * PATIENCE, waiting).await;
    ended.unwrap_or_else(|_| panic!("{what}: in vain"));
}
