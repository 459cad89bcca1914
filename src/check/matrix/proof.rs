//! What the runs of a matrix prove, and where they contradict the manifest.

use serde::Serialize;

use super::expected::{Expected, expected};
use super::places::{Place, places};
use super::variant_run::Run;
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::scenario::check_spec::CheckSpec;
use crate::scenario::{Scenario, Variant};

/// Lines of standard error that are shown.
const LAST_LINES: usize = 3;

/// A cell of the matrix that is not as expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Surprise {
    pub variant: String,
    pub check: String,
    pub kind: SurpriseKind,
    pub expected: &'static str,
    /// One outcome for each repeat.
    pub seen: Vec<CheckOutcome>,
    /// The summary of the first result that is not as expected.
    pub saw: String,
    /// The last lines that a program wrote to standard error, if it is the reason for an error.
    pub stderr: String,
    pub places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SurpriseKind {
    /// All repeats agree with each other, but not with the manifest.
    Unexpected,
    /// The repeats differ from each other.
    Disagreement,
    /// A check has no result.
    Missing,
}

impl Surprise {
    /// One sentence for a person.
    pub fn sentence(&self) -> String {
        let seen: Vec<_> = self.seen.iter().copied().map(past).collect();
        let must = match self.expected {
            "pass" => "must pass",
            "fail" => "must fail",
            "not pass" => "must not pass",
            _ => "may pass or fail",
        };
        let (check, variant, saw) = (&self.check, &self.variant, &self.saw);
        match self.kind {
            SurpriseKind::Missing => format!("{check} has no result in {variant}."),
            SurpriseKind::Unexpected => {
                let seen = seen.first().copied().unwrap_or("did nothing");
                format!("{check} {must} in {variant} and {seen}: {saw}")
            }
            SurpriseKind::Disagreement => format!(
                "{check} {must} in {variant} and its repeats disagree ({}): {saw}",
                seen.join(", ")
            ),
        }
    }
}

fn past(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Pass => "passed",
        CheckOutcome::Fail => "failed",
        CheckOutcome::Error => "could not be determined",
    }
}

/// The runs of a scenario's variants.
#[derive(Clone, Debug)]
pub struct Proof<'a> {
    pub scenario: &'a Scenario,
    /// Those that were run, in the order of the matrix.
    pub variants: &'a [Variant],
    /// In any order.
    pub runs: &'a [Run],
}

impl Proof<'_> {
    /// In the order of the repeats.
    pub fn of(&self, variant: &Variant) -> Vec<&Run> {
        let name = variant.to_string();
        let mut runs: Vec<_> = self.runs.iter().filter(|run| run.variant == name).collect();
        runs.sort_by_key(|run| run.repeat);
        runs
    }

    /// Ordered by variant, then by check.
    pub fn surprises(&self) -> Vec<Surprise> {
        let mut surprises = Vec::new();
        for variant in self.variants {
            let runs = self.of(variant);
            for check in &self.scenario.manifest.check {
                let results: Vec<_> = runs
                    .iter()
                    .map(|run| run.results.iter().find(|result| result.check == check.id))
                    .collect();
                surprises.extend(judge(self.scenario, variant, check, &results));
            }
        }
        surprises
    }
}

/// The surprises in one run.
pub fn surprises(scenario: &Scenario, variant: &Variant, results: &[CheckResult]) -> Vec<Surprise> {
    let run = Run {
        variant: variant.to_string(),
        repeat: 1,
        results: results.to_vec(),
        seconds: 0.0,
        remembered: false,
    };
    let proof = Proof {
        scenario,
        variants: std::slice::from_ref(variant),
        runs: &[run],
    };
    proof.surprises()
}

fn judge(
    scenario: &Scenario,
    variant: &Variant,
    check: &CheckSpec,
    results: &[Option<&CheckResult>],
) -> Option<Surprise> {
    let expected: Expected = expected(scenario, variant, check);
    let known: Vec<_> = results.iter().flatten().collect();
    let wrong = |result: &&&&CheckResult| !expected.fits(result.outcome);
    let seen: Vec<_> = known.iter().map(|result| result.outcome).collect();
    let kind = if known.len() < results.len() || results.is_empty() {
        SurpriseKind::Missing
    } else if seen.windows(2).any(|pair| pair[0] != pair[1]) {
        SurpriseKind::Disagreement
    } else if seen.iter().any(|outcome| !expected.fits(*outcome)) {
        SurpriseKind::Unexpected
    } else {
        return None;
    };
    let telling = known.iter().find(wrong).or(known.first());
    Some(Surprise {
        variant: variant.to_string(),
        check: check.id.clone(),
        kind,
        expected: expected.as_str(),
        saw: telling
            .map(|result| result.summary.clone())
            .unwrap_or_default(),
        seen,
        stderr: telling
            .map(|result| last_words(&result.details))
            .unwrap_or_default(),
        places: places(scenario, variant, check),
    })
}

fn last_words(details: &serde_json::Value) -> String {
    let text = details["stderr"].as_str().unwrap_or_default();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::scenario::manifest::AttemptKind;
    use assay_scenario_toy::Toy;

    /// Every check does what it must, except for these.
    fn run(
        scenario: &Scenario,
        variant: &Variant,
        repeat: u32,
        but: &[(&str, CheckOutcome)],
    ) -> Run {
        let result = |check: &CheckSpec| {
            let must = match expected(scenario, variant, check) {
                Expected::Fail => CheckOutcome::Fail,
                _ => CheckOutcome::Pass,
            };
            let other = but.iter().find(|(id, _)| *id == check.id);
            CheckResult {
                check: check.id.clone(),
                asserts: check.asserts.clone(),
                outcome: other.map_or(must, |(_, outcome)| *outcome),
                summary: format!("saw {}", check.id),
                details: Value::Null,
                duration: 1,
            }
        };
        Run {
            variant: variant.to_string(),
            repeat,
            results: scenario.manifest.check.iter().map(result).collect(),
            seconds: 1.0,
            remembered: false,
        }
    }

    #[test]
    fn a_sound_matrix_has_no_surprise_and_each_wrong_cell_is_one() {
        let scenario = Toy::new().load().unwrap();
        let variants = Variant::all(&scenario);
        let mut runs: Vec<_> = variants
            .iter()
            .map(|it| run(&scenario, it, 1, &[]))
            .collect();
        let proof = |runs: &[Run]| {
            Proof {
                scenario: &scenario,
                variants: &variants,
                runs,
            }
            .surprises()
            .iter()
            .map(Surprise::sentence)
            .collect::<Vec<_>>()
        };
        assert_eq!(proof(&runs), Vec::<String>::new());
        runs[0] = run(
            &scenario,
            &variants[0],
            1,
            &[("recall", CheckOutcome::Fail)],
        );
        runs[1] = run(
            &scenario,
            &variants[1],
            1,
            &[("present", CheckOutcome::Pass)],
        );
        let shallow = variants.len() - 1;
        runs[shallow] = run(
            &scenario,
            &variants[shallow],
            1,
            &[
                ("recall", CheckOutcome::Error),
                ("cost", CheckOutcome::Fail),
            ],
        );
        assert_eq!(
            proof(&runs),
            [
                "recall must pass in healthy and failed: saw recall",
                "present must fail in faulty and passed: saw present",
                "recall may pass or fail in shallow:other-word and could not be determined: saw recall",
            ]
        );
    }

    #[test]
    fn repeats_that_disagree_are_a_surprise_of_their_own() {
        let scenario = Toy::new().load().unwrap();
        let variants = [
            Variant::Healthy,
            Variant::Attempt(AttemptKind::Shallow, "other-word".into()),
        ];
        let mut runs: Vec<_> = (1..=3)
            .flat_map(|repeat| variants.iter().map(move |it| (it, repeat)))
            .map(|(it, repeat)| run(&scenario, it, repeat, &[]))
            .collect();
        // Either outcome is allowed in this cell, but not both.
        runs[3] = run(&scenario, &variants[1], 2, &[("cost", CheckOutcome::Fail)]);
        let proof = Proof {
            scenario: &scenario,
            variants: &variants,
            runs: &runs,
        };
        let surprises = proof.surprises();
        assert_eq!(surprises.len(), 1);
        assert_eq!(surprises[0].kind, SurpriseKind::Disagreement);
        assert_eq!(
            surprises[0].sentence(),
            "cost may pass or fail in shallow:other-word and its repeats disagree \
             (passed, failed, passed): saw cost"
        );
    }

    #[test]
    fn a_check_without_a_result_is_a_surprise() {
        let scenario = Toy::new().load().unwrap();
        let found = surprises(&scenario, &Variant::Healthy, &[]);
        assert_eq!(found.len(), scenario.manifest.check.len());
        assert_eq!(found[0].kind, SurpriseKind::Missing);
    }
}
