//! How an evaluation compares with others of its series: whether a metric rose or fell.

use std::collections::BTreeMap;

use super::answers::{MarkerKind, MetricsView};

/// A smaller difference is noise.
const NOTABLE: f64 = 0.005;

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

/// How an evaluation compares with the last one and with the best values of its series.
pub fn change(
    best: &BTreeMap<String, (f64, u64)>,
    last: &MetricsView,
    values: &BTreeMap<String, f64>,
) -> Option<Change> {
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
            let (best, seq) = best.get(name)?;
            (gain(name, *best, *value) > NOTABLE).then(|| Change {
                kind: MarkerKind::Improvement,
                said: said(name, *best, *value),
                before: *seq,
            })
        })
    };
    fallen.or_else(risen)
}

fn said(name: &str, before: f64, now: f64) -> String {
    format!("{name} {before:.3} → {now:.3}")
}

/// How much better `now` is than `before`. Of a cost, less is better.
pub fn gain(name: &str, before: f64, now: f64) -> f64 {
    let costs = [
        "latency", "cost", "token", "error", "failed", "unscored", "seconds", "duration",
    ];
    if costs.iter().any(|word| name.contains(word)) {
        before - now
    } else {
        now - before
    }
}
