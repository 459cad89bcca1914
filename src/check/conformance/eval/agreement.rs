//! What `eval` measures is what `search` finds.

use serde_json::Value;

use super::running::eval;
use crate::conformance::failure::{Held, close};
use crate::conformance::fixture::{Fixture, question};
use crate::kinds::metrics;
use crate::pipeline::question::Span;

pub async fn with_search(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let documents = fixture.documents()?;
    let questions: Vec<_> = fixture
        .domain
        .questions()
        .into_iter()
        .filter(|it| it.answerable)
        .collect();
    let lines: Vec<Value> = questions
        .iter()
        .map(|it| question(&it.id, &it.text, it.customer.as_deref()))
        .collect();
    let batch = fixture.put_lines("batch.jsonl", &lines)?;
    let arguments = ["search", "--batch", &batch, "--leg", "bm25", "-k", "10"];
    let found = fixture.run(&arguments).await?.document()?;
    let mut sums = [0.0; 3];
    for (question, found) in questions
        .iter()
        .zip(found["results"].as_array().into_iter().flatten())
    {
        let rank = |span: &Span| {
            let start = documents.get(&span.doc)?.body.find(&span.quote)?;
            first_covering(&found["hits"], &span.doc, start, start + span.quote.len())
        };
        let ranks: Vec<_> = question.spans.iter().map(rank).collect();
        let values = [
            metrics::recall(&ranks, 5),
            metrics::reciprocal_rank(&ranks),
            metrics::ndcg(&ranks, 10),
        ];
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += value;
        }
    }
    let seen = eval(fixture, &["--no-answers", "--leg", "bm25"], &[])
        .await?
        .document()?;
    for (name, sum) in ["recall_at_5", "mrr", "ndcg_at_10"].into_iter().zip(sums) {
        close(
            &format!("`{name}`"),
            metrics::mean(sum, questions.len()),
            &seen[name],
        )?;
    }
    Ok(())
}

/// The rank of the first hit that holds at least half of a passage.
fn first_covering(hits: &Value, doc: &str, start: usize, end: usize) -> Option<usize> {
    let covers = |hit: &Value| {
        let place =
            |key: &str| usize::try_from(hit[key].as_u64().unwrap_or_default()).unwrap_or_default();
        let common = place("end")
            .min(end)
            .saturating_sub(place("start").max(start));
        hit["doc"] == doc && common > 0 && 2 * common >= end - start
    };
    hits.as_array()?.iter().position(covers).map(|at| at + 1)
}
