//! What an author has forgotten: patches and questions that nothing names, and texts that are still
//! the skeleton's although the fault is not.
//!
//! A name counts anywhere in a manifest or history, comments included. Modules that an author's
//! programs import are not examined.

use std::path::Path;

use super::finding::Finding;
use crate::{Scenario, skeleton};

/// Files in these folders are of use only if something names them.
const NAMED: [&str; 6] = [
    "faults/",
    "changes/",
    "history/",
    "solution/shallow/",
    "solution/sound/",
    "solution/cheat/",
];
/// Texts that every scenario must write itself.
const TEXTS: [&str; 3] = ["brief.md", "rubric.toml", "solution/diagnosis.md"];

pub fn findings(scenario: &Scenario) -> Vec<Finding> {
    let mut findings = unnamed(scenario);
    findings.extend(still_the_skeletons(scenario));
    findings
}

fn finding(
    scenario: &Scenario,
    lint: &'static str,
    path: &str,
    problem: &str,
    expected: &'static str,
) -> Finding {
    Finding {
        lint,
        file: format!("{}/{path}", scenario.manifest.id),
        line: 1,
        problem: problem.to_owned(),
        expected,
    }
}

fn unnamed(scenario: &Scenario) -> Vec<Finding> {
    let texts = ["scenario.toml", "history.toml"].map(|file| {
        let bytes = scenario.file(file).unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    });
    let is_meant = |path: &str| {
        let kind = Path::new(path).extension().and_then(|it| it.to_str());
        match kind {
            Some("patch") => NAMED.iter().any(|it| path.starts_with(it)),
            Some("jsonl") => path.starts_with("hidden/"),
            _ => false,
        }
    };
    let unnamed = scenario.files().keys().filter(|path| {
        // If a folder is named, so is everything in it.
        let mut places = path.match_indices('/').map(|(at, _)| &path[..at]).skip(1);
        let named = |place: &str| texts.iter().any(|text| text.contains(place));
        is_meant(path) && !named(path) && !places.any(named)
    });
    let finding = |path: &String| {
        let (problem, expected) = ("nothing names it", "a file that is used, or none");
        finding(scenario, "unused-file", path, problem, expected)
    };
    unnamed.map(finding).collect()
}

/// Only once the fault is another one: a freshly written skeleton has no finding.
fn still_the_skeletons(scenario: &Scenario) -> Vec<Finding> {
    let id = &scenario.manifest.id;
    let is_the_skeletons = |path: &str| {
        let written = skeleton::file(scenario.manifest.family.as_str(), id, path);
        written.is_some_and(|bytes| scenario.file(path).is_ok_and(|own| own == bytes))
    };
    let begun = !scenario
        .manifest
        .fault
        .iter()
        .any(|it| is_the_skeletons(&it.patch));
    let left = TEXTS.iter().filter(|path| begun && is_the_skeletons(path));
    let finding = |path: &&str| {
        let (problem, expected) = ("still the skeleton's", "the text of this scenario");
        finding(scenario, "skeleton-text", path, problem, expected)
    };
    left.map(finding).collect()
}
