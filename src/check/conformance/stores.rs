//! What both stores hold, so that two moments can be compared.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::content::Content;
use super::failure::Failure;
use super::fixture::Fixture;
use crate::kinds::store_counts::points_with_vectors;

/// Deep enough for every chunk of the small domain.
const ALL: &str = "200";
/// Words that every document of the small domain has.
const EVERYTHING: &str = "is a the of in and room for at each pallet gate lorry notice herring";

pub(super) async fn read(fixture: &Fixture) -> Result<Content, Failure> {
    let points = points_with_vectors(fixture.sandbox()).await?;
    let mut dense: Vec<String> = points
        .iter()
        .map(|point| {
            let numbers: Vec<String> = point.vector.iter().map(|it| format!("{it:.3}")).collect();
            format!(
                "{} {}",
                in_order(&point.payload),
                numbers.join(" ").replace("-0.000", "0.000")
            )
        })
        .collect();
    dense.sort();
    Ok(Content {
        dense,
        lexical: lexical(fixture).await?,
    })
}

/// A document with its keys in order: a store may give back the same one in another order.
fn in_order(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members
                .iter()
                .map(|(key, value)| (key, in_order(value)))
                .collect();
            let members = members
                .iter()
                .map(|(key, value)| format!("{key:?}:{value}"));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(in_order).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}

/// Every chunk that some asker finds by words.
async fn lexical(fixture: &Fixture) -> Result<Vec<String>, Failure> {
    let askers = [None, Some("lumen-labs"), Some("osprey-foods")];
    let lines: Vec<Value> = askers
        .iter()
        .zip(1..)
        .map(|(customer, id)| json!({"id": id.to_string(), "question": EVERYTHING, "customer": customer}))
        .collect();
    let batch = fixture.put_lines("everything.jsonl", &lines)?;
    let arguments = ["search", "--leg", "bm25", "-k", ALL, "--batch", &batch];
    let found = fixture.run(&arguments).await?.document()?;
    let results = found["results"].as_array().cloned().unwrap_or_default();
    let mut chunks = Vec::new();
    for result in results {
        for hit in result["hits"].as_array().into_iter().flatten() {
            chunks.push(format!(
                "{} {} {} {} {} {}",
                result["id"], hit["doc"], hit["chunk"], hit["start"], hit["end"], hit["text"]
            ));
        }
    }
    chunks.sort();
    Ok(chunks)
}

/// What the stores hold when they are ready. Read once, until they are spoiled.
pub(super) async fn when_ready(fixture: &mut Fixture) -> Result<Content, Failure> {
    fixture.ready().await?;
    if let Some(content) = &fixture.content {
        return Ok(content.clone());
    }
    let content = read(fixture).await?;
    fixture.content = Some(content.clone());
    Ok(content)
}
