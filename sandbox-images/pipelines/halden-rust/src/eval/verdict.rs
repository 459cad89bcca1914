//! What a judge says, read strictly. Whatever is not plainly a verdict is `unscored`: it is
//! counted, and it never passes.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::metrics::{as_f64, mean};

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It keeps to its context.
    Pass,
    /// It says something that its context does not.
    Fail,
    /// The judge gave no usable verdict.
    Unscored,
    /// It says that it does not know: there is nothing to judge.
    Abstained,
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The judge's reason, or why there is no verdict.
    pub reason: String,
}

/// What a judge is told to write.
#[derive(Deserialize)]
struct Written {
    verdict: String,
    reason: String,
}

impl Verdict {
    /// How a report names an answer that did not pass.
    pub(super) fn miss(self) -> &'static str {
        if self == Self::Fail { "unfaithful" } else { "unscored" }
    }
}

impl Judgement {
    /// Nothing usable came from the judge.
    pub fn unscored(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unscored, reason: why.into() }
    }

    /// The answer claims nothing.
    pub fn abstained() -> Self {
        Self { verdict: Verdict::Abstained, reason: "the answer abstains".into() }
    }

    /// Reads what a judge wrote: one JSON object with `verdict` (`pass` or `fail`, to the letter)
    /// and a `reason`, and nothing around it.
    pub fn parse(text: &str) -> Self {
        let written: Written = match serde_json::from_str(text) {
            Ok(written) => written,
            Err(error) => return Self::unscored(format!("not a verdict: {error}")),
        };
        let verdict = match written.verdict.as_str() {
            "pass" => Verdict::Pass,
            "fail" => Verdict::Fail,
            other => return Self::unscored(format!("`{other}` is neither pass nor fail")),
        };
        if written.reason.trim().is_empty() {
            return Self::unscored("a verdict without a reason");
        }
        Self { verdict, reason: written.reason }
    }

    /// Whether it belongs among what went wrong.
    pub(super) fn is_miss(&self) -> bool {
        matches!(self.verdict, Verdict::Fail | Verdict::Unscored)
    }
}

/// A judgement of a named answer.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The question's name.
    pub id: String,
    /// What was said of its answer.
    #[serde(flatten)]
    pub judgement: Judgement,
}

/// All verdicts together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgeSummary {
    /// Passes over everything judged, unscored included; null if nothing was judged.
    pub faithfulness: Option<f64>,
    /// Answers that claim something.
    pub judged: usize,
    /// Those that keep to their context.
    pub passed: usize,
    /// Those that do not.
    pub failed: usize,
    /// Those without a usable verdict.
    pub unscored: usize,
    /// Which these are.
    pub unscored_ids: Vec<String>,
    /// Answers that abstain, which are not judged.
    pub abstained: usize,
    /// The model that judges; null for verdicts from a file.
    pub model: Option<String>,
    /// The version of its prompt; null for verdicts from a file.
    pub prompt_version: Option<u32>,
}

impl JudgeSummary {
    /// Adds up verdicts. Two of one name would count it twice, and are an error.
    pub fn new(judged: &[Judged], by: Option<(&str, u32)>) -> Result<Self> {
        let mut seen = BTreeSet::new();
        for Judged { id, .. } in judged {
            ensure!(seen.insert(id), "`{id}` is there twice");
        }
        let with = |wanted| judged.iter().filter(move |one| one.judgement.verdict == wanted);
        let (passed, failed) = (with(Verdict::Pass).count(), with(Verdict::Fail).count());
        let unscored_ids: Vec<String> = with(Verdict::Unscored).map(|one| one.id.clone()).collect();
        let all = passed + failed + unscored_ids.len();
        Ok(Self {
            faithfulness: (all > 0).then(|| mean(as_f64(passed), all)),
            judged: all,
            passed,
            failed,
            unscored: unscored_ids.len(),
            unscored_ids,
            abstained: with(Verdict::Abstained).count(),
            model: by.map(|(model, _)| model.to_owned()),
            prompt_version: by.map(|(_, version)| version),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_verdict_with_a_reason_is_one() {
        let verdict = |text: &str| Judgement::parse(text).verdict;
        assert_eq!(verdict(r#"{"verdict":"pass","reason":"in [1]"}"#), Verdict::Pass);
        assert_eq!(verdict(r#" {"reason":"not there","verdict":"fail"} "#), Verdict::Fail);
        for malformed in [
            "",
            "PASS: it is in the first block",
            r#"{"verdict":"pass"}"#,
            r#"{"reason":"in [1]"}"#,
            r#"{"verdict":"pass","reason":" "}"#,
            r#"{"verdict":"pass","reason":null}"#,
            r#"{"verdict":"passed","reason":"in [1]"}"#,
            r#"{"verdict":"not pass","reason":"in [1]"}"#,
            r#"{"verdict":true,"reason":"in [1]"}"#,
            r#"{"verdict":["pass"],"reason":"in [1]"}"#,
            r#"{"verdict":"fail","verdict":"pass","reason":"in [1]"}"#,
            r#"{"verdict":"pass","reason":"in ["#,
            r#"{"verdict":"pass","reason":"in [1]"} {"verdict":"fail","reason":"no"}"#,
            r#"The verdict: {"verdict":"pass","reason":"in [1]"}"#,
            r#"[{"verdict":"pass","reason":"in [1]"}]"#,
        ] {
            assert_eq!(verdict(malformed), Verdict::Unscored, "{malformed}");
        }
    }

    fn judged(id: &str, judgement: Judgement) -> Judged {
        Judged { id: id.into(), judgement }
    }

    #[test]
    fn unscored_stays_in_the_denominator_and_abstentions_do_not() {
        let pass = Judgement { verdict: Verdict::Pass, reason: "r".into() };
        let fail = Judgement { verdict: Verdict::Fail, reason: "r".into() };
        let all = [
            judged("a", pass.clone()),
            judged("b", fail),
            judged("c", Judgement::unscored("down")),
            judged("d", Judgement::abstained()),
            judged("e", pass.clone()),
        ];
        let summary = JudgeSummary::new(&all, Some(("m", 1))).unwrap();
        assert_eq!(summary.faithfulness, Some(0.5));
        assert_eq!((summary.judged, summary.passed, summary.failed), (4, 2, 1));
        assert_eq!((summary.unscored_ids, summary.abstained), (vec!["c".to_owned()], 1));
        let none = JudgeSummary::new(&[judged("d", Judgement::abstained())], None).unwrap();
        assert_eq!(none.faithfulness, None);
        assert!(JudgeSummary::new(&[judged("a", pass.clone()), judged("a", pass)], None).is_err());
    }
}
