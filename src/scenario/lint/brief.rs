//! What a candidate reads before they investigate may not name the cause. A text names it if it
//! contains
//!
//! - a fault's id of two words or more (`lexical-ids`, `lexical ids`),
//! - four consecutive words of what a fault does,
//! - the name of a file that a fault's patch changes (`pack.rs`), except documents and READMEs,
//! - a code word of the changed lines that no other line of that patch has: one that contains `_`
//!   or `::`, or a capital in the middle.
//!
//! Ordinary words never count, so a brief that gives the cause away in its own words is not found.
//! A reader has to do that.

use std::collections::BTreeSet;

use super::super::manifest::Fault;
use super::finding::{Finding, about};
use super::normal::{line_of, normal, words};
use crate::Scenario;

const WORDS_IN_A_ROW: usize = 4;

/// Texts for candidates that name a cause.
pub fn findings(scenario: &Scenario) -> Vec<Finding> {
    let manifest = &scenario.manifest;
    let mut findings = Vec::new();
    for fault in &manifest.fault {
        let telling = Telling::of(scenario, fault);
        for found in telling.all_in(&scenario.brief) {
            findings.push(Finding {
                lint: "cause-named",
                file: format!("{}/brief.md", manifest.id),
                line: line_of(&scenario.brief, &normal(&found)),
                problem: format!("the brief names the fault {:?}: {found:?}", fault.id),
                expected: EXPECTED,
            });
        }
        let mut named = vec![("title".to_owned(), &manifest.title)];
        named.extend(manifest.constraint.iter().map(|constraint| {
            (
                format!("constraint.{}.says", constraint.id),
                &constraint.says,
            )
        }));
        named.extend(manifest.inject.iter().map(|inject| {
            let key = format!("inject.{}.message", inject.id);
            (key, &inject.message)
        }));
        named.extend(manifest.question.iter().map(|question| {
            let key = format!("question.{}.asks", question.id);
            (key, &question.asks)
        }));
        for (key, text) in named {
            for found in telling.all_in(text) {
                let problem = format!("`{key}` names the fault {:?}: {found:?}", fault.id);
                findings.push(about(scenario, "cause-named", &key, problem, EXPECTED));
            }
        }
    }
    findings
}

const EXPECTED: &str = "a complaint by somebody who does not know the cause";

/// What would give a fault away.
struct Telling {
    id: Vec<String>,
    runs: Vec<Vec<String>>,
    code: BTreeSet<String>,
}

impl Telling {
    fn of(scenario: &Scenario, fault: &Fault) -> Self {
        let id = words(&fault.id);
        let does = words(&fault.does);
        let patch = scenario
            .file(&fault.patch)
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        Self {
            id: if id.len() > 1 { id } else { vec![] },
            runs: does
                .windows(WORDS_IN_A_ROW)
                .map(<[String]>::to_vec)
                .collect(),
            code: code_of(&patch),
        }
    }

    /// The telling parts that a text contains, as the text writes them.
    fn all_in(&self, text: &str) -> Vec<String> {
        let words = words(text);
        let has = |run: &Vec<String>| {
            !run.is_empty() && words.windows(run.len()).any(|window| window == run)
        };
        let mut found: Vec<String> = vec![];
        if has(&self.id) {
            found.push(self.id.join("-"));
        }
        found.extend(
            self.runs
                .iter()
                .find(|run| has(run))
                .map(|run| run.join(" ")),
        );
        let tokens: BTreeSet<&str> = tokens(text).collect();
        found.extend(
            self.code
                .iter()
                .filter(|word| tokens.contains(word.as_str()))
                .cloned(),
        );
        found
    }
}

/// File names and code words of the changed lines.
fn code_of(patch: &str) -> BTreeSet<String> {
    let (mut changed, mut kept, mut files) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for line in patch.lines() {
        if let Some(path) = line
            .strip_prefix("+++ b/")
            .or_else(|| line.strip_prefix("--- a/"))
        {
            let name = path.rsplit('/').next().unwrap_or(path);
            let plain = path.starts_with("corpus/") || name.starts_with("README");
            if !plain {
                files.insert(name.to_owned());
                files.insert(path.to_owned());
            }
        } else if line.starts_with(['+', '-']) {
            changed.extend(tokens(line).filter(|word| is_code(word)).map(str::to_owned));
        } else {
            kept.extend(tokens(line).map(str::to_owned));
        }
    }
    files
        .into_iter()
        .chain(changed.difference(&kept).cloned())
        .collect()
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':' | '/' | '.')))
        .map(|token| token.trim_matches([':', '/', '.']))
        .filter(|token| !token.is_empty())
}

fn is_code(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let inner_capital = letters
        .windows(2)
        .any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    word.contains('_') || word.contains("::") || inner_capital
}
