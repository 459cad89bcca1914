//! The pipeline's figures as the checks measured them: as the candidate found it, and as they left
//! it. A figure that was not measured is missing and never guessed.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::domain::event::{CheckOutcome, CheckResult};
use crate::scenario::check_spec::{CheckKind, CheckSpec, Leg, RankMetric};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Figures {
    /// In the manifest's order.
    pub rows: Vec<Figure>,
    /// Why figures are missing, if some are.
    pub missing: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// What the check expects.
    pub wanted: String,
    /// As the candidate found the pipeline.
    pub start: Option<String>,
    /// As the candidate left it.
    pub end: Option<String>,
    /// What the check found at the end.
    pub outcome: Option<CheckOutcome>,
}

/// How a kind of check says what it measured.
struct Gauge {
    what: String,
    wanted: String,
    /// The member of a result's details that has the figure.
    member: &'static str,
    decimals: usize,
    after: &'static str,
}

/// `start` are the results of the same checks on the workspace as the candidate found it, if they
/// have run.
pub fn figures(specs: &[CheckSpec], start: Option<&[CheckResult]>, end: &[CheckResult]) -> Figures {
    let found = |results: &[CheckResult], id: &str| {
        let mut results = results.iter();
        results.find(|it| it.check == id).cloned()
    };
    let rows: Vec<Figure> = specs
        .iter()
        .filter_map(|spec| {
            let gauge = gauge(&spec.run)?;
            let (begun, ended) = (
                start.and_then(|it| found(it, &spec.id)),
                found(end, &spec.id),
            );
            Some(Figure {
                start: begun.and_then(|it| gauge.read(&it.details)),
                end: ended.as_ref().and_then(|it| gauge.read(&it.details)),
                outcome: ended.map(|it| it.outcome),
                what: gauge.what,
                wanted: gauge.wanted,
            })
        })
        .collect();
    Figures {
        missing: missing(&rows, start.is_some()),
        rows,
    }
}

fn missing(rows: &[Figure], started: bool) -> Option<String> {
    let lacks = |side: fn(&Figure) -> &Option<String>| rows.iter().any(|it| side(it).is_none());
    let said = if rows.is_empty() {
        "No check of this scenario measures a figure."
    } else if !started {
        "The figures at the start were not measured in this session: the checks have not run on \
         the workspace as the candidate found it. The Checks view of the desk runs them."
    } else if lacks(|it| &it.start) || lacks(|it| &it.end) {
        "A dash is a figure that could not be measured."
    } else {
        return None;
    };
    Some(said.to_owned())
}

fn gauge(kind: &CheckKind) -> Option<Gauge> {
    let gauge = |what: &str, wanted, member, decimals| Gauge {
        what: what.to_owned(),
        wanted,
        member,
        decimals,
        after: "",
    };
    let at_least = |share: f64| format!("at least {share:.3}");
    let at_most = |ratio: f64| format!("at most {ratio:.2} ×");
    Some(match kind {
        CheckKind::Retrieval(it) => {
            let (metric, name) = match it.metric {
                RankMetric::Recall => ("Right passages among", "recall, 1 is all of them"),
                RankMetric::Ndcg => ("Order of the right passages in", "nDCG, 1 is the best"),
            };
            let leg = match it.leg {
                Leg::Bm25 => "search by words",
                Leg::Dense => "search by meaning",
                Leg::Fused => "both searches together",
                Leg::Reranked => "after reranking",
            };
            let what = format!("{metric} the first {} hits, {leg} ({name})", it.k);
            gauge(&what, at_least(it.at_least), "mean", 3)
        }
        CheckKind::Answers(it) => gauge(
            "Share of questions answered correctly",
            at_least(it.at_least),
            "right",
            3,
        ),
        CheckKind::GoldInPrompt(it) => {
            let what = "Share of what the search found that reaches the model";
            gauge(what, at_least(it.at_least), "share", 3)
        }
        CheckKind::Calls(it) => {
            let wanted = format!("at most {}", it.most_inputs);
            gauge(
                "Texts embedded again after a small change",
                wanted,
                "inputs",
                0,
            )
        }
        CheckKind::Latency(it) => Gauge {
            after: " ×",
            ..gauge(
                "Time of an answer, healthy pipeline = 1",
                at_most(it.most_ratio),
                "ratio",
                2,
            )
        },
        CheckKind::Cost(it) => Gauge {
            after: " ×",
            ..gauge(
                "Tokens of answers, healthy pipeline = 1",
                at_most(it.most_ratio),
                "ratio",
                2,
            )
        },
        _ => return None,
    })
}

impl Gauge {
    fn read(&self, details: &Value) -> Option<String> {
        let value = details.get(self.member)?.as_f64()?;
        Some(format!("{value:.*}{}", self.decimals, self.after))
    }
}

#[cfg(test)]
mod tests;
