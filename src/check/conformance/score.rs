//! `score`: the host's own reference on adversarial lists, and what is refused.

use serde_json::{Value, json};

use super::failure::{Failure, Held, broken, close, holds, same};
use super::fixture::Fixture;
use super::point::{Point, point};
use super::ran::Ran;
use super::shape::fits;
use crate::kinds::metric_correctness::expected;
use crate::kinds::metric_correctness::lists::{self, List};
use crate::kinds::metrics::mean;

pub(super) const POINTS: &[Point] = &[
    point!(
        "score-shape",
        "`score` prints `questions`, `recall_at_5`, `mrr`, `ndcg_at_10` and `unscored`.",
        shape
    ),
    point!(
        "score-reference",
        "A hit covers a span if it holds at least half of its bytes; each metric is the reference's.",
        reference
    ),
    point!(
        "score-rows",
        "`rows` appears only with `--per-question`, in the gold's order.",
        rows
    ),
    point!(
        "score-unscored",
        "`unscored` names the questions that the run leaves out; they count as zero.",
        unscored
    ),
    point!(
        "score-further-keys",
        "Further keys of a run are ignored.",
        further_keys
    ),
    point!(
        "score-run-without-gold",
        "A run's question without gold is an error that names it.",
        run_without_gold
    ),
    point!(
        "score-id-twice",
        "An id that is there twice, in the gold or in the run, is an error that names it.",
        id_twice
    ),
    point!(
        "score-empty-span",
        "`end <= start` is an error that names the question.",
        empty_span
    ),
    point!(
        "score-gold-without-spans",
        "Gold without spans is an error that names the question.",
        without_spans
    ),
    point!("score-no-gold", "No gold at all is an error.", no_gold),
];

const LISTS: usize = 160;
const SEED: u64 = 20_251;

fn gold(id: &str) -> Value {
    json!({"id": id, "spans": [{"doc": "d", "start": 10, "end": 20}]})
}

fn found(id: &str, at: usize) -> Value {
    let miss = json!({"doc": "e", "start": 10, "end": 20});
    let mut hits = vec![miss; at - 1];
    hits.push(json!({"doc": "d", "start": 0, "end": 15}));
    json!({"id": id, "hits": hits})
}

async fn score(
    fixture: &Fixture,
    gold: &[Value],
    run: &[Value],
    more: &[&str],
) -> Result<Ran, Failure> {
    let gold = fixture.put_lines("gold.jsonl", gold)?;
    let run = fixture.put_lines("run.jsonl", run)?;
    let arguments = ["score", "--gold", &gold, "--run", &run];
    fixture.run(&[&arguments, more].concat()).await
}

async fn shape(fixture: &mut Fixture) -> Held {
    let gold = [gold("q1"), gold("q2")];
    let scored = score(fixture, &gold, &[found("q1", 2)], &["--per-question"])
        .await?
        .document()?;
    let row = json!({"id": "text", "recall_at_5": "share", "reciprocal_rank": "share", "ndcg_at_10": "share"});
    let shape = json!({
        "questions": "count", "recall_at_5": "share", "mrr": "share", "ndcg_at_10": "share",
        "unscored": ["text"], "rows": [row],
    });
    fits("`score`", &scored, &shape)
}

async fn reference(fixture: &mut Fixture) -> Held {
    let lists = lists::made_up(LISTS, SEED);
    let gold = fixture.put("gold.jsonl", &lists::gold(&lists))?;
    let run = fixture.put("run.jsonl", &lists::run(&lists))?;
    let arguments = ["score", "--gold", &gold, "--run", &run, "--per-question"];
    let scored = fixture.run(&arguments).await?.document()?;
    let rows = scored["rows"].as_array().cloned().unwrap_or_default();
    same("the number of `rows`", lists.len(), rows.len())?;
    let mut sums = [0.0; 3];
    for (list, row) in lists.iter().zip(&rows) {
        let values = expected(&list.ranks());
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += value;
        }
        one_row(list, &values, row)?;
    }
    for (name, sum) in ["recall_at_5", "mrr", "ndcg_at_10"].into_iter().zip(sums) {
        close(&format!("`{name}`"), mean(sum, lists.len()), &scored[name])?;
    }
    Ok(())
}

fn one_row(list: &List, values: &[f64; 3], row: &Value) -> Held {
    same("`id` of a row", &list.id, &row["id"])?;
    for (name, value) in ["recall_at_5", "reciprocal_rank", "ndcg_at_10"]
        .into_iter()
        .zip(values)
    {
        if close(name, *value, &row[name]).is_err() {
            let about = format!(
                "`{name}` to be {value} for {} at ranks {:?}",
                list.about,
                list.ranks()
            );
            return broken(about, &row[name]);
        }
    }
    Ok(())
}

async fn rows(fixture: &mut Fixture) -> Held {
    let gold = [gold("b"), gold("a"), gold("c")];
    let run = [found("a", 1), found("c", 1), found("b", 1)];
    let without = score(fixture, &gold, &run, &[]).await?.document()?;
    holds(
        without.get("rows").is_none(),
        "no `rows` without `--per-question`",
        &without,
    )?;
    let with = score(fixture, &gold, &run, &["--per-question"])
        .await?
        .document()?;
    let ids: Vec<&Value> = with["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| &row["id"])
        .collect();
    same("the ids of `rows`", ["b", "a", "c"], ids)
}

async fn unscored(fixture: &mut Fixture) -> Held {
    let gold = [gold("q1"), gold("q2")];
    let scored = score(fixture, &gold, &[found("q1", 2)], &[])
        .await?
        .document()?;
    same("`unscored`", ["q2"], &scored["unscored"])?;
    same("`questions`", 2, &scored["questions"])?;
    close("`mrr`", 0.25, &scored["mrr"])?;
    close("`recall_at_5`", 0.5, &scored["recall_at_5"])
}

async fn further_keys(fixture: &mut Fixture) -> Held {
    let mut run = found("q1", 1);
    run["leg"] = json!("bm25");
    run["hits"][0]["title"] = json!("A title");
    let scored = score(fixture, &[gold("q1")], &[run], &[])
        .await?
        .document()?;
    close("`mrr`", 1.0, &scored["mrr"])
}

async fn run_without_gold(fixture: &mut Fixture) -> Held {
    let run = [found("q1", 1), found("stray", 1)];
    score(fixture, &[gold("q1")], &run, &[])
        .await?
        .refused("stray")
}

async fn id_twice(fixture: &mut Fixture) -> Held {
    let twice = [gold("q1"), gold("q1")];
    score(fixture, &twice, &[found("q1", 1)], &[])
        .await?
        .refused("q1")?;
    let twice = [found("q1", 1), found("q1", 2)];
    score(fixture, &[gold("q1")], &twice, &[])
        .await?
        .refused("q1")
}

async fn empty_span(fixture: &mut Fixture) -> Held {
    let mut bad = gold("hollow");
    bad["spans"][0]["end"] = json!(10);
    score(fixture, &[bad], &[found("hollow", 1)], &[])
        .await?
        .refused("hollow")?;
    let mut bad = found("hollow", 1);
    bad["hits"][0] = json!({"doc": "d", "start": 9, "end": 3});
    score(fixture, &[gold("hollow")], &[bad], &[])
        .await?
        .refused("hollow")
}

async fn without_spans(fixture: &mut Fixture) -> Held {
    let bare = json!({"id": "bare", "spans": []});
    score(fixture, &[gold("q1"), bare], &[found("q1", 1)], &[])
        .await?
        .refused("bare")
}

async fn no_gold(fixture: &mut Fixture) -> Held {
    score(fixture, &[], &[], &[]).await?.refused("")
}
