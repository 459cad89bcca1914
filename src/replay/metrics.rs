//! Metrics of evaluations, by series.
//!
//! They come from `eval.completed` events. A trace that was recorded before such events existed has
//! none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answers::{MetricsView, SeriesView};
use super::compared::{Change, change, gain};
use super::series::{self, Circumstances, Series, is_metric};
use crate::domain::event::{EvalCompleted, Word};

/// The most metrics of one evaluation.
const MOST: usize = 64;
/// The most evaluations that are kept, and the most series. Further ones are only counted.
const MOST_RUNS: usize = 10_000;
const MOST_SERIES: usize = 200;
/// The most comparisons that are kept. There cannot be more markers of them.
const MOST_COMPARED: usize = 1_000;
/// The most values that a line names.
const TOLD: usize = 4;

/// All evaluations, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    pub all: Vec<MetricsView>,
    series: Vec<Series>,
    /// How many evaluations did not fit.
    pub omitted: u64,
    /// Evaluations, each with the one that it is compared with.
    compared: Vec<(u64, u64)>,
}

impl Metrics {
    /// Takes an evaluation, and the file of questions that its command named. Returns a change if
    /// it is the best of its series so far or worse than the one before in its series.
    pub fn take(
        &mut self,
        seq: u64,
        time: i64,
        eval: &EvalCompleted,
        set: Option<String>,
    ) -> Option<Change> {
        let values: BTreeMap<_, _> = eval
            .metrics
            .iter()
            .filter(|(name, _)| is_metric(name))
            .take(MOST)
            .map(|(name, value)| (name.clone(), *value))
            .collect();
        let place = self.place(Circumstances::of(eval), seq);
        let (Some(place), true) = (place, self.all.len() < MOST_RUNS) else {
            self.omitted += 1;
            return None;
        };
        let number = self.all.len();
        let own = &mut self.series[place];
        let last = own.last.replace(number);
        let change = match last.and_then(|last| self.all.get(last)) {
            Some(last) if own.is_known() => change(&own.best, last, &values),
            _ => None,
        };
        own.runs += 1;
        if own.is_known() && own.set.is_none() {
            own.set = set;
        }
        for (name, value) in &values {
            let best = own.best.entry(name.clone()).or_insert((*value, seq));
            if gain(name, best.0, *value) > 0.0 {
                *best = (*value, seq);
            }
        }
        self.all.push(MetricsView {
            seq,
            time,
            series: u32::try_from(place).unwrap_or(u32::MAX),
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

    /// The index of the series of these circumstances. Runs that do not say what they were measured
    /// on share one, in which nothing is compared. `None` if there is no room for another.
    fn place(&mut self, circumstances: Circumstances, seq: u64) -> Option<usize> {
        let known = circumstances.questions.is_some();
        let same = |it: &Series| {
            if known {
                it.circumstances == circumstances
            } else {
                !it.is_known()
            }
        };
        if let Some(place) = self.series.iter().position(same) {
            return Some(place);
        }
        if self.series.len() >= MOST_SERIES {
            return None;
        }
        self.series.push(Series {
            circumstances: if known {
                circumstances
            } else {
                Circumstances::default()
            },
            first: seq,
            ..Series::default()
        });
        Some(self.series.len() - 1)
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

    /// All series, in the order of their first evaluations.
    pub fn series(&self) -> Vec<SeriesView> {
        series::views(&self.series)
    }

    /// The evaluations of the whole session, also those that did not fit.
    pub fn runs(&self) -> u64 {
        self.all.len() as u64 + self.omitted
    }

    /// The latest evaluation of each series after an event, latest first.
    pub fn at(&self, seq: u64) -> Vec<MetricsView> {
        let until = self.all.partition_point(|it| it.seq <= seq);
        let mut seen = vec![false; self.series.len()];
        let mut latest = Vec::new();
        for run in self.all[..until].iter().rev() {
            let place = usize::try_from(run.series).unwrap_or(usize::MAX);
            if let Some(seen) = seen.get_mut(place)
                && !std::mem::replace(seen, true)
            {
                latest.push(run.clone());
            }
        }
        latest
    }

    /// The values of an evaluation in a line: those without a dot in their name come first.
    pub fn told(&self, seq: u64) -> Option<String> {
        let place = self.all.binary_search_by_key(&seq, |it| it.seq).ok()?;
        Some(told(&self.all[place].values))
    }
}

/// A few values in a line: those without a dot in their name come first.
pub fn told(values: &BTreeMap<String, f64>) -> String {
    let mut values: Vec<_> = values.iter().collect();
    values.sort_by_key(|(name, _)| (name.contains('.'), **name == "questions"));
    let values = values.into_iter().take(TOLD);
    let told: Vec<_> = values
        .map(|(name, value)| format!("{name} {value:.3}"))
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::answers::MarkerKind;

    fn run(questions: Option<&str>, recall: f64, latency: f64) -> EvalCompleted {
        let questions = questions.map(|it| ("questions_sha256".to_owned(), it.to_owned()));
        EvalCompleted {
            source: "evals/history.jsonl".into(),
            line: 1,
            metrics: [("at", recall), ("recall", recall), ("latency.p95", latency)]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            circumstances: questions.into_iter().collect(),
        }
    }

    #[test]
    fn a_rise_is_an_improvement_and_a_fall_is_a_regression() {
        let mut metrics = Metrics::default();
        let mut measured = |seq, recall: f64, latency: f64| {
            let run = run(Some("a"), recall, latency);
            metrics.take(seq, 0, &run, None).map(|it| it.kind)
        };
        assert_eq!(measured(1, 0.5, 10.0), None);
        assert_eq!(measured(2, 0.6, 10.0), Some(MarkerKind::Improvement));
        assert_eq!(measured(3, 0.4, 10.0), Some(MarkerKind::Regression));
        assert_eq!(measured(4, 0.6, 10.0), None, "no better than the best");
        assert_eq!(
            measured(5, 0.6, 11.0),
            Some(MarkerKind::Regression),
            "slower is worse"
        );
        assert_eq!(metrics.at(2)[0].seq, 2);
        assert!(metrics.at(0).is_empty());
    }

    #[test]
    fn only_runs_of_one_series_are_compared() {
        let mut metrics = Metrics::default();
        let mut measured = |seq, questions, recall| {
            let run = run(questions, recall, 1.0);
            metrics.take(seq, 0, &run, None).map(|it| it.before)
        };
        assert_eq!(measured(1, Some("dev"), 0.5), None);
        assert_eq!(measured(2, Some("desk"), 1.0), None, "another set");
        assert_eq!(measured(3, Some("dev"), 0.7), Some(1));
        assert_eq!(measured(4, None, 0.2), None, "nothing says on what");
        assert_eq!(measured(5, None, 0.9), None, "nor here");
        let latest: Vec<_> = metrics.at(5).iter().map(|it| it.seq).collect();
        assert_eq!(latest, [5, 3, 2]);
        let runs: Vec<_> = metrics
            .series()
            .iter()
            .map(|it| (it.known, it.runs))
            .collect();
        assert_eq!(runs, [(true, 2), (true, 1), (false, 2)]);
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let mut metrics = Metrics::default();
        for seq in 1..=203 {
            let run = run(Some(&format!("set {seq}")), 0.5, 1.0);
            metrics.take(seq, 0, &run, None);
        }
        assert_eq!((metrics.omitted, metrics.runs()), (3, 203));
    }
}
