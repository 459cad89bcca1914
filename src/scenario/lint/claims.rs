//! Claims about faults, checks and constraints: a check detects each fault, each check has a
//! purpose, each threshold has a reason, and each constraint has somebody who enforces it.

use super::finding::{Finding, about};
use super::normal::words;
use crate::Scenario;
use crate::check_spec::{CheckKind, CheckSpec};

/// Fewer words do not explain anything.
const WORDS_OF_A_REASON: usize = 4;
const UNWRITTEN: [&str; 4] = ["todo", "tbd", "fixme", "xxx"];

/// Claims that are missing or false.
pub fn findings(scenario: &Scenario) -> Vec<Finding> {
    let manifest = &scenario.manifest;
    let mut findings = Vec::new();
    for fault in &manifest.fault {
        if !manifest
            .check
            .iter()
            .any(|check| check.detects.contains(&fault.id))
        {
            findings.push(about(
                scenario,
                "undetected-fault",
                &format!("fault.{}", fault.id),
                format!("no check detects the fault {:?}", fault.id),
                "a check that names it in `detects`",
            ));
        }
    }
    for check in &manifest.check {
        if check.detects.is_empty() && !is_guard(scenario, check) {
            findings.push(about(
                scenario,
                "idle-check",
                &format!("check.{}", check.id),
                format!(
                    "the check {:?} fails for no fault and guards nothing",
                    check.id
                ),
                "faults in `detects`; or a shallow fix, a cheat or a constraint that names it; or a reason \
                 that says what it is a guard against",
            ));
        }
        if is_unreasoned(&check.reason) {
            findings.push(about(
                scenario,
                "threshold-reason",
                &format!("check.{}.reason", check.id),
                format!("the reason of {:?} is {:?}", check.id, check.reason),
                "why the threshold is what it is, in a sentence",
            ));
        }
    }
    findings
}

/// A check that no fault fails must guard against bad repairs. The manifest shows whether it does.
fn is_guard(scenario: &Scenario, check: &CheckSpec) -> bool {
    let manifest = &scenario.manifest;
    matches!(check.run, CheckKind::Builds(_))
        || manifest.attempts().any(|it| it.fails.contains(&check.id))
        || manifest
            .constraint
            .iter()
            .any(|it| it.enforced_by == check.id)
        || words(&check.reason)
            .iter()
            .any(|word| word.starts_with("guard"))
}

fn is_unreasoned(reason: &str) -> bool {
    let words = words(reason);
    let unwritten = words
        .first()
        .is_some_and(|first| UNWRITTEN.contains(&first.as_str()));
    unwritten || words.len() < WORDS_OF_A_REASON
}
