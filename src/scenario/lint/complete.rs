//! What every scenario has: herrings, shallow fixes, a sound repair, a cheat, questions, real
//! sources, described levels.

use super::finding::{Finding, about};
use crate::Scenario;
use crate::domain::rubric::Criterion;
use crate::pipeline::locate;

const SHALLOW: usize = 2;
const QUESTIONS: usize = 2;
/// A level with fewer words is a number or a mark, not a description.
const WORDS_OF_A_LEVEL: usize = 4;

pub fn findings(scenario: &Scenario) -> Vec<Finding> {
    let manifest = &scenario.manifest;
    let mut findings = Vec::new();
    if manifest.shallow.len() < SHALLOW {
        findings.push(about(
            scenario,
            "shallow-fixes",
            "shallow",
            format!("{} `[[shallow]]`", manifest.shallow.len()),
            "two or more fixes that hide the complaint and must not pass",
        ));
    }
    if manifest.sound.is_empty() {
        findings.push(about(
            scenario,
            "sound-repair",
            "sound",
            "no `[[sound]]`",
            "a repair by somebody who has not seen the reference, which must pass",
        ));
    }
    if manifest.cheat.is_empty() {
        findings.push(about(
            scenario,
            "cheat",
            "cheat",
            "no `[[cheat]]`",
            "what a candidate could do to look right, which must not pass",
        ));
    }
    if manifest.herring.is_empty() {
        findings.push(about(
            scenario,
            "herring",
            "herring",
            "no `[[herring]]`",
            "at least one harmless oddity that looks guilty",
        ));
    }
    if manifest.question.len() < QUESTIONS {
        findings.push(about(
            scenario,
            "questions",
            "question",
            format!("{} `[[question]]`", manifest.question.len()),
            "two or more questions to the candidate's judgement",
        ));
    }
    for source in manifest.sources.iter().filter(|source| !is_public(source)) {
        findings.push(about(
            scenario,
            "sources",
            "sources",
            format!("`sources` has {source:?}"),
            "addresses of public reports: https://…",
        ));
    }
    findings.extend(levels(scenario));
    findings.extend(items(scenario));
    findings
}

/// Reserved domain names are placeholders, not addresses.
fn is_public(source: &str) -> bool {
    let rest = source
        .strip_prefix("https://")
        .or_else(|| source.strip_prefix("http://"));
    let host = rest
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let reserved = ["example.org", "example.com", "example.net", "localhost"];
    host.contains('.')
        && !reserved.iter().any(|it| host.ends_with(it))
        && !host.ends_with(".example")
}

/// Every level above the weakest has something that a reviewer can look for.
fn items(scenario: &Scenario) -> Vec<Finding> {
    let without = scenario.rubric.criterion.iter().flat_map(|criterion| {
        let bare = criterion.level.iter().skip(1);
        let bare = bare.filter(|level| !criterion.item.iter().any(|it| it.level == level.points));
        bare.map(move |level| (criterion, level))
    });
    without
        .map(|(criterion, level)| Finding {
            lint: "rubric-items",
            ..rubric_finding(
                scenario,
                criterion,
                format!(
                    "the level of {} points of {:?} has no item",
                    level.points, criterion.id
                ),
                "an `[[criterion.item]]` with `level` and what can be seen",
            )
        })
        .collect()
}

fn levels(scenario: &Scenario) -> Vec<Finding> {
    let mut findings = Vec::new();
    for criterion in &scenario.rubric.criterion {
        let bare = criterion
            .level
            .iter()
            .find(|level| level.behaviour.split_whitespace().count() < WORDS_OF_A_LEVEL);
        let Some(bare) = bare else { continue };
        let problem = format!(
            "the level of {} points of {:?} says only {:?}",
            bare.points, criterion.id, bare.behaviour
        );
        let expected = "what a candidate on this level can be seen to do";
        findings.push(rubric_finding(scenario, criterion, problem, expected));
    }
    findings
}

/// About a criterion, in the file in which it is defined.
fn rubric_finding(
    scenario: &Scenario,
    criterion: &Criterion,
    problem: String,
    expected: &'static str,
) -> Finding {
    let own = scenario
        .file("rubric.toml")
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let key = format!("criterion.{}.level", criterion.id);
    let line = locate::line_of(&own, &key).filter(|_| own.contains(&criterion.id));
    let file = match line {
        Some(_) => format!("{}/rubric.toml", scenario.manifest.id),
        None => "common-rubric.toml".to_owned(),
    };
    Finding {
        lint: "rubric-levels",
        file,
        line: line.unwrap_or(1),
        problem,
        expected,
    }
}
