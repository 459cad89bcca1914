//! What else the trace records of a sandbox: evaluations, renamed files, calls to the vector store.

use anyhow::{Result, ensure};
use assay::domain::event::EventBody;

use crate::harness::{Installation, LATER, SOON};

/// A collection, a point and a query, as any client makes them.
const VECTORS: &str = r#"python3 - <<'END'
import json, urllib.request
def call(method, path, body):
    request = urllib.request.Request("http://localhost:6333" + path, json.dumps(body).encode(),
                                     {"content-type": "application/json"}, method=method)
    return json.load(urllib.request.urlopen(request))
call("PUT", "/collections/rooms", {"vectors": {"size": 2, "distance": "Dot"}})
call("PUT", "/collections/rooms/points?wait=true", {"points": [{"id": 7, "vector": [1.0, 0.5]}]})
print(call("POST", "/collections/rooms/points/query", {"query": [1.0, 0.0], "limit": 3}))
END"#;

/// More than the gateway accepts from anybody, sent by something that is not the store.
const FLOOD: &str = r#"python3 - <<'END'
import json, urllib.request
call = {"collection": "forged", "operation": "query", "hits": [{"id": 1, "score": 9.0}], "found": 1}
for _ in range(120):
    body = json.dumps({"calls": [call] * 64}).encode()
    urllib.request.urlopen(urllib.request.Request("http://localhost:8080/assay/vector-calls", body))
END"#;

#[tokio::test]
async fn evaluations_renames_and_vector_calls_are_events() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    let measure =
        r#"mkdir -p evals; echo '{"leg":"fused","recall_at_5":0.75}' >> evals/history.jsonl"#;
    ensure!(terminal.run(measure, SOON).await? == 0);
    let measured = |body: &EventBody| matches!(body, EventBody::EvalCompleted(_));
    let event = installation
        .event("an evaluation", session, SOON, measured)
        .await?;
    let EventBody::EvalCompleted(run) = event.body else {
        anyhow::bail!("another event was asked for");
    };
    ensure!(
        (run.metrics["recall_at_5"] - 0.75).abs() < 1e-9 && run.circumstances["leg"] == "fused"
    );
    ensure!(event.links.len() == 1, "the file's event is not linked");

    ensure!(terminal.run("echo content > before.txt", SOON).await? == 0);
    let made = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "before.txt");
    installation.event("a file", session, SOON, made).await?;
    ensure!(terminal.run("mv before.txt after.txt", SOON).await? == 0);
    let renamed = |body: &EventBody| matches!(body, EventBody::FileRenamed(it) if it.from == "before.txt" && it.to == "after.txt");
    installation
        .event("a renaming", session, SOON, renamed)
        .await?;

    ensure!(terminal.run(VECTORS, SOON).await? == 0);
    let queried =
        |body: &EventBody| matches!(body, EventBody::VectorCall(it) if it.operation == "query");
    let event = installation
        .event("a query", session, SOON, queried)
        .await?;
    let EventBody::VectorCall(call) = event.body else {
        anyhow::bail!("another event was asked for");
    };
    ensure!(
        call.source == "sandbox" && call.collection == "rooms" && call.found == 1,
        "{call:?}"
    );
    ensure!(
        call.hits[0].id == "7" && call.hits[0].score == Some(1.0),
        "{call:?}"
    );

    ensure!(terminal.run(FLOOD, LATER).await? == 0);
    let lost = |body: &EventBody| matches!(body, EventBody::RecorderLimited(it) if it.what == "vector_calls");
    installation
        .event("a flood is cut off", session, SOON, lost)
        .await?;
    installation.export(session).await?;
    installation.close().await
}
