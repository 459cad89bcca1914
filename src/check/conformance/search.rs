//! `search` and `stats`: what the stores give to whom.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::failure::{Failure, Held, broken, holds, same};
use super::fixture::{Fixture, question};
use super::point::{Point, point};
use super::shape::fits;
use crate::kinds::store_counts;

pub(super) const POINTS: &[Point] = &[
    point!(
        "search-shape",
        "`search` prints `question`, `leg` and `hits`, best first and counted from 1.",
        shape
    ),
    point!(
        "search-depth",
        "`-k N`, and `--k N`, gives at most N hits; without it there are 5.",
        depth
    ),
    point!(
        "search-legs",
        "`--leg` says how far down a search goes; each leg finds what the question names.",
        legs
    ),
    point!(
        "search-span",
        "A hit's `text` is the bytes `start..end` of its document's body.",
        span
    ),
    point!(
        "search-batch-order",
        "A batch prints `{results: [{id, …}]}`, a result for each question in their order.",
        batch_order
    ),
    point!(
        "search-scope",
        "A customer's documents are found by that customer and by nobody else, on every leg.",
        scope
    ),
    point!(
        "search-bad-customer",
        "A customer that is not a slug is an error, never everyone.",
        bad_customer
    ),
    point!(
        "search-empty-question",
        "An empty question is an error.",
        empty_question
    ),
    point!(
        "search-not-ingested",
        "A missing index is an error.",
        not_ingested
    ),
    point!(
        "search-conflicting-arguments",
        "A question and `--batch`, or `--customer` and `--batch`, are wrong arguments.",
        conflicting
    ),
    point!("stats-counts", "`stats` says what the stores hold.", stats),
];

const LEGS: [&str; 4] = ["bm25", "dense", "fused", "reranked"];
const HIT: &str = r#"{"rank": "count", "score": "number", "doc": "text", "chunk": "count", "start": "count",
    "end": "count", "title": "text", "version": "count", "status": "text", "text": "text"}"#;
const GATE: &str = "What is the height of gate 2?";

fn hits(found: &Value) -> Vec<Value> {
    found["hits"].as_array().cloned().unwrap_or_default()
}

fn results(batch: &Value) -> Vec<Value> {
    batch["results"].as_array().cloned().unwrap_or_default()
}

async fn shape(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let found = fixture.run(&["search", GATE]).await?.document()?;
    let hit: Value = serde_json::from_str(HIT).expect("the shape is JSON");
    fits(
        "`search`",
        &found,
        &json!({"question": "text", "leg": "text", "hits": [hit]}),
    )?;
    same("`question`", GATE, &found["question"])?;
    same("`leg` without `--leg`", "reranked", &found["leg"])?;
    let hits = hits(&found);
    same("the first document", "notice/gate-four", &hits[0]["doc"])?;
    same(
        "title, version and status",
        json!(["Gate 4 is closed", 1, "current"]),
        ["title", "version", "status"].map(|key| &hits[0][key]),
    )?;
    let ranks: Vec<&Value> = hits.iter().map(|hit| &hit["rank"]).collect();
    same("the ranks", (1..=hits.len()).collect::<Vec<_>>(), ranks)?;
    let scores: Vec<f64> = hits
        .iter()
        .filter_map(|hit| hit["score"].as_f64())
        .collect();
    holds(
        scores.is_sorted_by(|a, b| a >= b),
        "scores that do not rise",
        scores,
    )
}

async fn depth(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for (arguments, expected) in [
        (&["search", GATE] as &[&str], 5),
        (&["search", "-k", "2", GATE], 2),
        // As the checks of scenarios write it.
        (&["search", "--k", "3", GATE], 3),
    ] {
        let found = fixture.run(arguments).await?.document()?;
        same("the number of hits", expected, hits(&found).len())?;
    }
    Ok(())
}

async fn legs(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for leg in LEGS {
        let found = fixture
            .run(&["search", "--leg", leg, GATE])
            .await?
            .document()?;
        same("`leg`", leg, &found["leg"])?;
        let documents: Vec<Value> = hits(&found).iter().map(|hit| hit["doc"].clone()).collect();
        let expected = format!("`notice/gate-four` among the hits of {leg}");
        holds(
            documents.contains(&json!("notice/gate-four")),
            &expected,
            documents,
        )?;
    }
    Ok(())
}

async fn span(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let documents = fixture.documents()?;
    let arguments = [
        "search",
        "-k",
        "40",
        "At which temperature are the cold rooms kept?",
    ];
    let found = fixture.run(&arguments).await?.document()?;
    for hit in hits(&found) {
        let id = hit["doc"].as_str().unwrap_or_default();
        let Some(document) = documents.get(id) else {
            return broken("a document of the corpus", id);
        };
        let place = |key: &str| usize::try_from(hit[key].as_u64().unwrap_or(u64::MAX)).ok();
        let bytes = place("start").zip(place("end"));
        let text = bytes.and_then(|(start, end)| document.body.get(start..end));
        same(&format!("`text` of a hit in {id}"), text, &hit["text"])?;
    }
    Ok(())
}

async fn batch_order(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let lines = [
        question("third", "When is gate 4 open?", None),
        question("first", "What does Osprey Foods pay?", Some("osprey-foods")),
        json!({"id": "second", "question": GATE}),
    ];
    let batch = fixture.put_lines("questions.jsonl", &lines)?;
    let found = fixture
        .run(&["search", "--batch", &batch, "--leg", "bm25"])
        .await?
        .document()?;
    let hit: Value = serde_json::from_str(HIT).expect("the shape is JSON");
    let result = json!({"id": "text", "question": "text", "leg": "text", "hits": [hit]});
    fits("`search --batch`", &found, &json!({"results": [result]}))?;
    let seen: Vec<_> = results(&found)
        .iter()
        .map(|it| json!([it["id"], it["question"]]))
        .collect();
    let expected: Vec<_> = lines
        .iter()
        .map(|it| json!([it["id"], it["question"]]))
        .collect();
    same("ids and questions", expected, seen)
}

async fn scope(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let text = "herring of Osprey Foods and reagents of Lumen Labs: agreement, price, notice";
    let askers = [None, Some("lumen-labs"), Some("osprey-foods")];
    let lines: Vec<Value> = askers
        .iter()
        .zip(["0", "1", "2"])
        .map(|(who, id)| question(id, text, *who))
        .collect();
    let batch = fixture.put_lines("questions.jsonl", &lines)?;
    for leg in LEGS {
        let arguments = ["search", "--batch", &batch, "--leg", leg, "-k", "40"];
        let found = fixture.run(&arguments).await?.document()?;
        for (asker, result) in askers.iter().zip(results(&found)) {
            entitled(fixture, leg, *asker, &result)?;
        }
    }
    Ok(())
}

/// Requires that an asker found all of their own documents and nobody else's.
fn entitled(fixture: &Fixture, leg: &str, asker: Option<&str>, found: &Value) -> Held {
    let documents = fixture.documents()?;
    let seen = hits(found);
    let seen: BTreeSet<&str> = seen.iter().filter_map(|hit| hit["doc"].as_str()).collect();
    let owner = |id: &str| documents.get(id).and_then(|it| it.customer.as_deref());
    let foreign: Vec<_> = seen
        .iter()
        .filter(|id| owner(id).is_some() && owner(id) != asker)
        .collect();
    let expected = format!("no document of another customer for {asker:?} on the leg {leg}");
    holds(foreign.is_empty(), &expected, &foreign)?;
    let own = documents
        .iter()
        .filter(|(_, it)| asker.is_some() && it.customer.as_deref() == asker);
    let missing: Vec<_> = own
        .filter(|(id, _)| !seen.contains(id.as_str()))
        .map(|(id, _)| id)
        .collect();
    let expected = format!("each document of {asker:?} on the leg {leg}");
    holds(missing.is_empty(), &expected, &missing)
}

async fn bad_customer(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture
        .run(&["search", "--customer", "Osprey Foods", GATE])
        .await?
        .refused("Osprey Foods")?;
    fixture
        .run(&["search", "--customer", "", GATE])
        .await?
        .refused("")
}

async fn empty_question(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.run(&["search", "  "]).await?.refused("")
}

async fn not_ingested(fixture: &mut Fixture) -> Held {
    let variables = [("HALDEN_STATE", ".conformance/none")];
    fixture
        .run_with(&["search", GATE], &variables)
        .await?
        .refused("ingest")?;
    fixture
        .run_with(&["ask", GATE], &variables)
        .await?
        .refused("ingest")
}

async fn conflicting(fixture: &mut Fixture) -> Held {
    let batch = fixture.put_lines("questions.jsonl", &[question("q", GATE, None)])?;
    fixture
        .run(&["search", "--batch", &batch, GATE])
        .await?
        .misused()?;
    fixture
        .run(&["ask", "--batch", &batch, "--customer", "lumen-labs"])
        .await?
        .misused()
}

async fn stats(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = fixture.run(&["stats"]).await?.document()?;
    let shape = json!({
        "bm25": {"documents": "count", "chunks": "count"}, "dense": {"points": "count"},
        "manifest": {"documents": "count", "chunks": "count"},
    });
    fits("`stats`", &seen, &shape)?;
    let counts = store_counts::read(fixture.sandbox())
        .await
        .map_err(Failure::from)?;
    let (documents, chunks) = (fixture.documents()?.len(), counts.dense);
    same("points in Qdrant", chunks, &seen["dense"]["points"])?;
    for store in ["bm25", "manifest"] {
        let seen = [&seen[store]["documents"], &seen[store]["chunks"]];
        same(
            &format!("documents and chunks of `{store}`"),
            json!([documents, chunks]),
            seen,
        )?;
    }
    Ok(())
}
