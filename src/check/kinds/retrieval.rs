//! Recall@k of the held-back questions' spans, judged against the host's own documents.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::json;

use super::held_back::{self, Span};
use crate::check::outcome::{Trouble, Verdict};
use crate::check::pipeline::{self, Hit};
use crate::check::scene::{Scene, at_fault};
use crate::scenario::check_spec::{Phase, Retrieval};

/// Documents' texts after their front matter, by id.
type Bodies = BTreeMap<String, String>;

/// Runs the check.
pub async fn run(parameters: &Retrieval, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let mut questions = held_back::read(scene.base)?;
    questions.retain(|question| question.answerable && !question.spans.is_empty());
    let bodies = bodies(scene)?;
    let asked: Vec<_> = questions.iter().map(held_back::Question::asked).collect();
    let found = pipeline::search(scene.sandbox, &asked, parameters.leg, parameters.k).await?;

    let mut total = 0.0;
    let mut missed = Vec::new();
    for (question, found) in questions.iter().zip(&found) {
        let hits = &found.hits[..found.hits.len().min(parameters.k)];
        let recall = recall(&question.spans, hits, &bodies);
        if recall < 1.0 {
            missed.push(question.id.as_str());
        }
        total += recall;
    }
    let mean = total / as_f64(questions.len().max(1));
    let Retrieval { k, at_least, .. } = parameters;
    let summary = format!(
        "recall@{k} is {mean:.3} over {} held-back questions; at least {at_least:.3} is expected",
        questions.len()
    );
    let details = json!({ "recall": mean, "questions": questions.len(), "missed": missed });
    Ok(Verdict::decide(
        mean >= *at_least && !questions.is_empty(),
        summary,
        details,
    ))
}

fn bodies(scene: &Scene<'_>) -> Result<Bodies, Trouble> {
    let mut bodies = Bodies::new();
    for (path, file) in scene.base.corpus().map_err(at_fault)? {
        let id = path
            .strip_prefix("corpus/")
            .and_then(|rest| rest.strip_suffix(".md"));
        let text = String::from_utf8(file.bytes).map_err(at_fault)?;
        let body = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"));
        if let (Some(id), Some((_, body))) = (id, body) {
            bodies.insert(id.to_owned(), body.to_owned());
        }
    }
    Ok(bodies)
}

fn recall(spans: &[Span], hits: &[Hit], bodies: &Bodies) -> f64 {
    let covered = |span: &&Span| hits.iter().any(|hit| covers(hit, span, bodies));
    as_f64(spans.iter().filter(covered).count()) / as_f64(spans.len().max(1))
}

/// Whether a hit covers at least half of a span's bytes. What it claims to cover must be in the
/// text that it shows: a range alone can be invented.
fn covers(hit: &Hit, span: &Span, bodies: &Bodies) -> bool {
    let Some(body) = bodies.get(&span.doc).filter(|_| hit.doc == span.doc) else {
        return false;
    };
    body.match_indices(&span.quote).any(|(at, quote)| {
        let common = common(at..at + quote.len(), hit.start..hit.end);
        let shown = body
            .get(common.clone())
            .is_some_and(|text| hit.text.contains(text));
        2 * common.len() >= quote.len() && shown
    })
}

fn common(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of questions and spans are small"
)]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies_with(body: &str) -> Bodies {
        Bodies::from([("policy/a".to_owned(), body.to_owned())])
    }

    fn hit(doc: &str, range: Range<usize>, text: &str) -> Hit {
        Hit {
            doc: doc.into(),
            start: range.start,
            end: range.end,
            text: text.into(),
        }
    }

    #[test]
    fn half_of_the_quote_in_range_and_in_the_shown_text_is_covered() {
        let bodies = bodies_with("The window is 72 hours for all.");
        let span = Span {
            doc: "policy/a".into(),
            quote: "72 hours".into(),
        };
        let backwards = Hit {
            start: 20,
            ..hit("policy/a", 0..9, "")
        };
        assert!(covers(
            &hit("policy/a", 0..31, "The window is 72 hours for all."),
            &span,
            &bodies
        ));
        assert!(covers(
            &hit("policy/a", 0..18, "The window is 72 h"),
            &span,
            &bodies
        ));
        assert!(
            !covers(&hit("policy/a", 0..16, "The window is 72"), &span, &bodies),
            "a quarter"
        );
        assert!(!covers(
            &hit("policy/b", 0..31, "The window is 72 hours"),
            &span,
            &bodies
        ));
        assert!(
            !covers(&hit("policy/a", 0..31, "something else"), &span, &bodies),
            "invented"
        );
        assert!(
            !covers(&backwards, &span, &bodies),
            "a range that runs back"
        );
    }

    #[test]
    fn recall_is_the_share_of_spans() {
        let bodies = bodies_with("First fact. Second fact.");
        let span = |quote: &str| Span {
            doc: "policy/a".into(),
            quote: quote.into(),
        };
        let hits = [hit("policy/a", 0..11, "First fact.")];
        let recall = recall(&[span("First fact"), span("Second fact")], &hits, &bodies);
        assert!((recall - 0.5).abs() < f64::EPSILON);
    }
}
