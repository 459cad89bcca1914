//! Scores a ranking that somebody else made: no store, no network, the same metrics.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::Span;
use super::metrics::{Scores, first_ranks};

/// Where the answer to a question is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    /// The question's name.
    pub id: String,
    /// The passages.
    pub spans: Vec<Span>,
}

/// What was found for a question. Hits may say more than their place, as those of `search` do.
#[derive(Debug, Clone, Deserialize)]
pub struct Ranking {
    /// The question's name.
    pub id: String,
    /// The hits, best first.
    pub hits: Vec<Span>,
}

/// The scores of a run.
#[derive(Debug, PartialEq, Serialize)]
pub struct ScoreReport {
    /// Everything in the gold.
    pub questions: usize,
    /// Over all of it, as are the next two.
    pub recall_at_5: f64,
    /// Mean reciprocal rank.
    pub mrr: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg_at_10: f64,
    /// Questions that the run does not mention; each counts as zero.
    pub unscored: Vec<String>,
    /// Question by question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Row>>,
}

/// The scores of one question.
#[derive(Debug, PartialEq, Serialize)]
pub struct Row {
    /// The question's name.
    pub id: String,
    /// Its scores.
    #[serde(flatten)]
    pub scores: Scores,
}

/// Scores a run. Whatever would make the numbers mean something else is an error.
pub fn score(gold: &[Gold], run: &[Ranking]) -> Result<ScoreReport> {
    check_gold(gold)?;
    let found = by_id(gold, run)?;
    let rows: Vec<Row> = gold.iter().map(|gold| row(gold, &found)).collect();
    let unscored = gold.iter().filter(|gold| !found.contains_key(gold.id.as_str()));
    let each: Vec<Scores> = rows.iter().map(|row| row.scores).collect();
    let means = Scores::mean(&each);
    Ok(ScoreReport {
        questions: gold.len(),
        recall_at_5: means.recall_at_5,
        mrr: means.reciprocal_rank,
        ndcg_at_10: means.ndcg_at_10,
        unscored: unscored.map(|gold| gold.id.clone()).collect(),
        rows: Some(rows),
    })
}

fn row(gold: &Gold, found: &BTreeMap<&str, &[Span]>) -> Row {
    let hits = found.get(gold.id.as_str()).copied().unwrap_or_default();
    Row { id: gold.id.clone(), scores: Scores::of(&first_ranks(hits, &gold.spans)) }
}

fn check_gold(gold: &[Gold]) -> Result<()> {
    ensure!(!gold.is_empty(), "the gold holds no questions");
    let mut seen = BTreeSet::new();
    for Gold { id, spans } in gold {
        ensure!(seen.insert(id), "the gold has `{id}` twice");
        ensure!(!spans.is_empty(), "the gold of `{id}` has no spans");
        check_spans("gold", id, spans)?;
    }
    Ok(())
}

fn by_id<'a>(gold: &[Gold], run: &'a [Ranking]) -> Result<BTreeMap<&'a str, &'a [Span]>> {
    let known: BTreeSet<&str> = gold.iter().map(|gold| gold.id.as_str()).collect();
    let mut found = BTreeMap::new();
    for Ranking { id, hits } in run {
        ensure!(known.contains(id.as_str()), "the run has `{id}`, which the gold does not have");
        check_spans("run", id, hits)?;
        if found.insert(id.as_str(), hits.as_slice()).is_some() {
            bail!("the run has `{id}` twice");
        }
    }
    Ok(found)
}

fn check_spans(what: &str, id: &str, spans: &[Span]) -> Result<()> {
    match spans.iter().find(|span| span.end <= span.start) {
        Some(Span { doc, start, end }) => {
            bail!("the {what} of `{id}` has the empty span {start}..{end} of `{doc}`")
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines<T: serde::de::DeserializeOwned>(text: &[&str]) -> Vec<T> {
        text.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    const ONE: &str = r#"{"id":"one","spans":[{"doc":"a","start":0,"end":10}]}"#;
    const TWO: &str = r#"{"id":"two","spans":[{"doc":"b","start":0,"end":10}]}"#;

    fn scored(gold: &[&str], run: &[&str]) -> Result<ScoreReport> {
        score(&lines(gold), &lines(run))
    }

    #[test]
    fn a_question_that_the_run_leaves_out_counts_zero_and_is_named() {
        let hits = r#"{"id":"one","hits":[{"doc":"x","start":0,"end":9,"rank":1},
            {"doc":"a","start":0,"end":9,"rank":2}]}"#;
        let report = scored(&[ONE, TWO], &[hits]).unwrap();
        assert_eq!((report.questions, report.unscored), (2, vec!["two".to_owned()]));
        assert!((report.mrr - 0.25).abs() < 1e-9);
        assert!((report.recall_at_5 - 0.5).abs() < 1e-9);
        let rows = report.rows.unwrap();
        assert!((rows[0].scores.reciprocal_rank - 0.5).abs() < 1e-9);
        assert_eq!(rows[1].scores, Scores::default());
    }

    #[test]
    fn what_cannot_be_scored_is_an_error_that_names_it() {
        let hits = r#"{"id":"one","hits":[]}"#;
        let says = |gold: &[&str], run: &[&str]| scored(gold, run).unwrap_err().to_string();
        assert!(says(&[TWO], &[hits]).contains("`one`"));
        assert!(says(&[ONE], &[hits, hits]).contains("`one` twice"));
        assert!(says(&[ONE, ONE], &[hits]).contains("`one` twice"));
        assert!(says(&[r#"{"id":"none","spans":[]}"#], &[]).contains("`none`"));
        assert!(says(&[], &[]).contains("no questions"));
        let empty = r#"{"id":"one","spans":[{"doc":"a","start":4,"end":4}]}"#;
        assert!(says(&[empty], &[hits]).contains("4..4"));
        let backwards = r#"{"id":"one","hits":[{"doc":"a","start":4,"end":3}]}"#;
        assert!(says(&[ONE], &[backwards]).contains("4..3"));
    }
}
