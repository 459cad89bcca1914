//! Metrics of evaluations, and how they rose and fell.
//!
//! They come from `eval.completed` events. A trace that was recorded before such events existed has
//! none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answers::{MarkerKind, MetricsView};
use crate::domain::event::Word;

/// A smaller difference is noise.
const NOTABLE: f64 = 0.005;
/// The most metrics of one evaluation.
const MOST: usize = 64;
/// The most evaluations that are kept.
const MOST_RUNS: usize = 10_000;
/// The most comparisons that are kept. There cannot be more markers of them.
const MOST_COMPARED: usize = 1_000;

/// How an evaluation compares with one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Better or worse.
    pub kind: MarkerKind,
    /// In which metric, from what to what.
    pub said: String,
    /// The evaluation that it is compared with.
    pub before: u64,
}

/// All evaluations, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    pub all: Vec<MetricsView>,
    /// The best value of each metric, and the evaluation that reached it.
    best: BTreeMap<String, (f64, u64)>,
    /// Evaluations, each with the one that it is compared with.
    compared: Vec<(u64, u64)>,
}

impl Metrics {
    /// Takes an evaluation. Returns a change if it is the best so far or worse than the one before.
    pub fn take(&mut self, seq: u64, time: i64, metrics: &BTreeMap<String, f64>) -> Option<Change> {
        let values: BTreeMap<_, _> = metrics
            .iter()
            .take(MOST)
            .map(|(name, value)| (name.clone(), *value))
            .collect();
        if values.is_empty() || self.all.len() >= MOST_RUNS {
            return None;
        }
        let change = self.change(&values);
        for (name, value) in &values {
            let best = self.best.entry(name.clone()).or_insert((*value, seq));
            if gain(name, best.0, *value) > 0.0 {
                *best = (*value, seq);
            }
        }
        self.all.push(MetricsView {
            seq,
            time,
            values,
            word: Word::Candidate,
            doubt: None,
        });
        if let Some(change) = &change
            && self.compared.len() < MOST_COMPARED
        {
            self.compared.push((seq, change.before));
        }
        change
    }

    /// Notes a doubt about an evaluation. Returns the evaluations that are compared with it.
    pub fn doubt(&mut self, seq: u64, why: &str) -> Vec<u64> {
        if let Ok(place) = self.all.binary_search_by_key(&seq, |it| it.seq) {
            self.all[place].doubt = Some(why.to_owned());
        }
        let compared = self.compared.iter().filter(|it| it.1 == seq);
        compared.map(|it| it.0).collect()
    }

    /// Whether something speaks against an evaluation.
    pub fn is_doubted(&self, seq: u64) -> bool {
        let place = self.all.binary_search_by_key(&seq, |it| it.seq);
        place.is_ok_and(|place| self.all[place].doubt.is_some())
    }

    fn change(&self, values: &BTreeMap<String, f64>) -> Option<Change> {
        let last = self.all.last()?;
        let fallen = values.iter().find_map(|(name, value)| {
            let before = last.values.get(name)?;
            (gain(name, *before, *value) < -NOTABLE).then(|| Change {
                kind: MarkerKind::Regression,
                said: said(name, *before, *value),
                before: last.seq,
            })
        });
        let risen = || {
            values.iter().find_map(|(name, value)| {
                let (best, seq) = self.best.get(name)?;
                (gain(name, *best, *value) > NOTABLE).then(|| Change {
                    kind: MarkerKind::Improvement,
                    said: said(name, *best, *value),
                    before: *seq,
                })
            })
        };
        fallen.or_else(risen)
    }

    /// The latest metrics after an event.
    pub fn at(&self, seq: u64) -> Option<&MetricsView> {
        let until = self.all.partition_point(|it| it.seq <= seq);
        self.all[..until].last()
    }
}

fn said(name: &str, before: f64, now: f64) -> String {
    format!("{name} {before:.3} → {now:.3}")
}

/// How much better `now` is than `before`. Of a cost, less is better.
fn gain(name: &str, before: f64, now: f64) -> f64 {
    let costs = [
        "latency", "cost", "token", "error", "failed", "seconds", "duration",
    ];
    if costs.iter().any(|word| name.contains(word)) {
        before - now
    } else {
        now - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_is_an_improvement_and_a_fall_is_a_regression() {
        let mut metrics = Metrics::default();
        let mut run = |seq, recall: f64, latency: f64| {
            let values = [("recall", recall), ("latency.p95", latency)];
            let values = values.map(|(name, value)| (name.to_owned(), value)).into();
            metrics.take(seq, 0, &values).map(|it| it.kind)
        };
        assert_eq!(run(1, 0.5, 10.0), None);
        assert_eq!(run(2, 0.6, 10.0), Some(MarkerKind::Improvement));
        assert_eq!(run(3, 0.4, 10.0), Some(MarkerKind::Regression));
        assert_eq!(run(4, 0.6, 10.0), None, "no better than the best");
        assert_eq!(
            run(5, 0.6, 11.0),
            Some(MarkerKind::Regression),
            "slower is worse"
        );
        assert_eq!(metrics.at(2).map(|it| it.seq), Some(2));
        assert_eq!(metrics.at(0), None);
    }
}
