//! `ingest`: both stores follow the documents.

use serde_json::{Value, json};

use super::failure::{Held, holds, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::shape::fits;
use super::stores;
use crate::verification::CallKind;

pub(super) const POINTS: &[Point] = &[
    point!(
        "ingest-report",
        "`ingest` prints its report; `failed` is empty if every document was indexed.",
        report
    ),
    point!(
        "ingest-unchanged",
        "An ingest that finds nothing changed embeds nothing and changes nothing.",
        unchanged
    ),
    point!(
        "ingest-full",
        "`--full` empties both stores first and embeds everything again.",
        full
    ),
    point!(
        "ingest-follows",
        "After documents were added, changed and removed, the stores hold what a rebuild from nothing would.",
        follows
    ),
    point!(
        "ingest-corpus",
        "`--corpus D` takes the documents from another folder.",
        corpus
    ),
    point!(
        "ingest-bad-document",
        "A document that cannot be read is in `failed` by its id, the others are indexed, and the status is 1.",
        bad_document
    ),
    point!(
        "ingest-empty-corpus",
        "A folder without documents is an error, and leaves the stores as they were.",
        empty_corpus
    ),
    point!(
        "ingest-other-model",
        "An index that was made for another model is refused.",
        other_model
    ),
];

/// A document that is not in the domain.
pub(super) const ADDED: &str = "notice/lorries";

pub(super) fn added() -> String {
    let head = "kind: notice\ntitle: Lorries at night\ncustomer: null\neffective: 2025-06-01\nversion: 1\n\
                series: null\nstatus: current\nsupersedes: null";
    format!(
        "---\nid: {ADDED}\n{head}\n---\nLorries that arrive at night ring the bell at gate 2 and wait for the shift leader.\n"
    )
}

/// Adds a document, changes one, shortens one and removes one.
pub(super) fn change(fixture: &Fixture) -> Held {
    fixture
        .sandbox
        .put_file(&format!("corpus/{ADDED}.md"), added().as_bytes())?;
    let path = "corpus/procedure/alarm.md";
    let text = fixture.read(path)?.replace("25 ppm", "20 ppm");
    fixture.sandbox.put_file(path, text.as_bytes())?;
    fixture.sandbox.remove("corpus/policy/booking.md")?;
    // A document that becomes shorter must not leave its tail.
    let path = "corpus/procedure/goods-in.md";
    let text = fixture.read(path)?;
    let (head, _) = text.split_once("## At the gate").unwrap_or((&text, ""));
    fixture.sandbox.put_file(path, head.as_bytes())?;
    Ok(())
}

async fn report(fixture: &mut Fixture) -> Held {
    fixture.spoil();
    fixture.lay_corpus()?;
    let seen = fixture.run(&["ingest", "--full"]).await?.document()?;
    fits("`ingest`", &seen, &json!({"failed": []}))?;
    same("`failed`", json!([]), &seen["failed"])
}

async fn unchanged(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let (before, calls) = (stores::when_ready(fixture).await?, fixture.calls_so_far());
    fixture.run(&["ingest"]).await?.document()?;
    same(
        "the number of embedding calls",
        0,
        fixture.calls(CallKind::Embedding, calls).len(),
    )?;
    stores::read(fixture)
        .await?
        .equals(&before, "what it held before")
}

async fn full(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let (before, calls) = (stores::read(fixture).await?, fixture.calls_so_far());
    fixture.spoil();
    fixture.run(&["ingest", "--full"]).await?.document()?;
    let made = fixture.calls(CallKind::Embedding, calls).len();
    holds(made > 0, "embedding calls", made)?;
    stores::read(fixture)
        .await?
        .equals(&before, "what it held before")
}

async fn follows(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.spoil();
    change(fixture)?;
    fixture.run(&["ingest"]).await?.document()?;
    let followed = stores::read(fixture).await?;
    fixture.run(&["ingest", "--full"]).await?.document()?;
    let rebuilt = stores::read(fixture).await?;
    followed.equals(&rebuilt, "what a rebuild from nothing gives")?;
    same(
        "the added document in the stores",
        (true, true),
        rebuilt.has(ADDED),
    )?;
    same(
        "the removed document in the stores",
        (false, false),
        rebuilt.has("policy/booking"),
    )
}

async fn corpus(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.spoil();
    fixture.put(&format!("docs/{ADDED}.md"), &added())?;
    fixture
        .run(&["ingest", "--corpus", ".conformance/docs"])
        .await?
        .document()?;
    let held = stores::read(fixture).await?;
    same(
        "the folder's document in the stores",
        (true, true),
        held.has(ADDED),
    )?;
    same(
        "another document in the stores",
        (false, false),
        held.has("notice/gate-four"),
    )
}

async fn bad_document(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.spoil();
    fixture
        .sandbox
        .put_file("corpus/notice/torn.md", b"No front matter, only words.\n")?;
    fixture
        .sandbox
        .put_file(&format!("corpus/{ADDED}.md"), added().as_bytes())?;
    let ran = fixture.run(&["ingest"]).await?;
    ran.failed("")?;
    let printed = ran.printed()?;
    fits(
        "`failed`",
        &printed["failed"],
        &json!([{"doc": "text", "error": "text"}]),
    )?;
    let failed: Vec<&Value> = printed["failed"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["doc"])
        .collect();
    same("the documents in `failed`", ["notice/torn"], failed)?;
    let held = stores::read(fixture).await?;
    same(
        "another new document in the stores",
        (true, true),
        held.has(ADDED),
    )
}

async fn empty_corpus(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let before = stores::when_ready(fixture).await?;
    fixture.put("empty/readme.txt", "No documents here.\n")?;
    fixture.spoil();
    fixture
        .run(&["ingest", "--corpus", ".conformance/empty"])
        .await?
        .refused("")?;
    stores::read(fixture)
        .await?
        .equals(&before, "what it held before")
}

async fn other_model(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let config =
        fixture.config(|config| super::fixture::set(config, "embed", "model", "another-model"))?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    fixture
        .run_with(&["search", "--leg", "bm25", "gate 2"], &variables)
        .await?
        .refused("another-model")?;
    fixture
        .run_with(&["ingest"], &variables)
        .await?
        .refused("another-model")
}
