//! Reorders the fused candidates by features that neither leg sees alone. Deterministic: no model.

mod period;

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::corpus::Status;
use crate::fuse::sort;
use crate::index::{Record, stems};
use crate::retrieve::Candidate;
use crate::stage;
use crate::text::identifiers;
use period::Period;

/// `[rerank]`: the weight of each feature. Features are between 0 and 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RerankConfig {
    /// The fused score, relative to the best.
    pub fused: f64,
    /// The cosine similarity.
    pub cosine: f64,
    /// The share of the question's terms that the chunk contains, rare ones counting more.
    pub coverage: f64,
    /// The share of the question's identifiers that the chunk contains.
    pub identifier: f64,
    /// Whether the document is in force, for questions about today.
    pub in_force: f64,
    /// Whether it was in force at the time that the question names.
    pub in_period: f64,
    /// Whether it is the asking customer's own. Others' are never among the candidates.
    pub own: f64,
}

/// Scores and sorts the candidates for a question.
#[tracing::instrument(name = "rerank", skip_all, fields(results))]
pub fn rerank(
    question: &str,
    mut candidates: Vec<Candidate>,
    weights: &RerankConfig,
) -> Vec<Candidate> {
    let features = Features::new(question, &candidates);
    let scores: Vec<f64> = candidates.iter().map(|c| features.score(c, weights)).collect();
    for (candidate, score) in candidates.iter_mut().zip(scores) {
        candidate.score = score;
    }
    sort(&mut candidates);
    stage::tell(&candidates);
    candidates
}

/// What is the same for all candidates of one question.
struct Features {
    terms: Vec<(String, f64)>,
    identifiers: BTreeSet<String>,
    period: Option<Period>,
    best_fused: f64,
    /// Stands in for the cosine of what only the lexical leg found.
    lowest_cosine: f64,
    /// The effective dates of the versions among the candidates, by series.
    versions: Vec<(String, String)>,
}

impl Features {
    fn new(question: &str, candidates: &[Candidate]) -> Self {
        let texts: Vec<HashSet<String>> = candidates.iter().map(|c| terms(&c.record)).collect();
        let rarity = |term: &String| {
            let with = texts.iter().filter(|text| text.contains(term)).count();
            (1.0 + as_f64(texts.len()) / as_f64(with + 1)).ln()
        };
        let asked: BTreeSet<String> = stems(question).into_iter().collect();
        let cosines = candidates.iter().filter_map(|c| c.cosine);
        Self {
            terms: asked
                .into_iter()
                .map(|term| (rarity(&term), term))
                .map(|(r, t)| (t, r))
                .collect(),
            identifiers: identifiers(question).into_iter().collect(),
            period: Period::of(question),
            best_fused: candidates.iter().map(|c| c.score).fold(f64::MIN_POSITIVE, f64::max),
            lowest_cosine: cosines.fold(1.0, f64::min),
            versions: candidates
                .iter()
                .filter_map(|c| Some((c.record.series.clone()?, c.record.effective.clone())))
                .collect(),
        }
    }

    fn score(&self, candidate: &Candidate, weights: &RerankConfig) -> f64 {
        let record = &candidate.record;
        weights.fused * candidate.score / self.best_fused
            + weights.cosine * candidate.cosine.unwrap_or(self.lowest_cosine)
            + weights.coverage * self.coverage(record)
            + weights.identifier * self.identifier_match(record)
            + self.validity(record, weights)
            + if record.customer.is_some() { weights.own } else { 0.0 }
    }

    fn coverage(&self, record: &Record) -> f64 {
        let present = terms(record);
        let total: f64 = self.terms.iter().map(|(_, rarity)| rarity).sum();
        let covered: f64 = self
            .terms
            .iter()
            .filter(|(term, _)| present.contains(term))
            .map(|(_, rarity)| rarity)
            .sum();
        if total > 0.0 { covered / total } else { 0.0 }
    }

    fn identifier_match(&self, record: &Record) -> f64 {
        if self.identifiers.is_empty() {
            return 0.0;
        }
        let present: BTreeSet<String> = identifiers(&record.embedded_text()).into_iter().collect();
        let found = self.identifiers.intersection(&present).count();
        as_f64(found) / as_f64(self.identifiers.len())
    }

    /// In force today, unless the question is about a time: then, in force at that time. What has
    /// no versions was always in force.
    fn validity(&self, record: &Record, weights: &RerankConfig) -> f64 {
        let Some(period) = &self.period else {
            let current = record.status == Status::Current;
            return if current { weights.in_force } else { 0.0 };
        };
        let held = record.series.as_ref().is_none_or(|series| {
            let dates = self.versions.iter().filter(|(of, _)| of == series);
            period.holds(&record.effective, record.version, dates.map(|(_, date)| date.as_str()))
        });
        if held { weights.in_period } else { 0.0 }
    }
}

fn terms(record: &Record) -> HashSet<String> {
    stems(&record.embedded_text()).into_iter().collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of candidates and terms are small")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: RerankConfig = RerankConfig {
        fused: 1.0,
        cosine: 0.0,
        coverage: 1.0,
        identifier: 1.0,
        in_force: 0.5,
        in_period: 0.5,
        own: 0.5,
    };

    fn candidate(doc: &str, text: &str, score: f64) -> Candidate {
        Candidate { record: Record::sample(doc, 0, text), score, cosine: None }
    }

    fn first(question: &str, candidates: Vec<Candidate>) -> String {
        rerank(question, candidates, &WEIGHTS).remove(0).record.doc
    }

    #[test]
    fn the_named_part_wins() {
        let candidates = vec![
            candidate("a", "Filter HX18-4471-A for the excavator", 0.032),
            candidate("b", "Filter HX18-4471-B for the excavator", 0.031),
        ];
        assert_eq!(first("filter hx18-4471-b", candidates), "b");
    }

    fn versions() -> Vec<Candidate> {
        let mut old = candidate("old", "The window is 5 days", 0.032);
        old.record.status = Status::Superseded;
        old.record.effective = "2023-04-01".into();
        let mut new = candidate("new", "The window is 72 hours", 0.031);
        new.record.version = 2;
        for version in [&mut old, &mut new] {
            version.record.series = Some("policy/cancellation".into());
        }
        vec![old, new]
    }

    #[test]
    fn what_is_in_force_is_preferred_unless_the_question_names_a_time() {
        assert_eq!(first("what is the window?", versions()), "new");
        assert_eq!(first("what was the window in 2023?", versions()), "old");
        assert_eq!(first("what was the window in 2024?", versions()), "old");
        assert_eq!(first("what is the window in 2026?", versions()), "new");
        assert_eq!(first("what was the window before 2025?", versions()), "old");
        assert_eq!(first("what did version 1 say about the window?", versions()), "old");
    }
}
