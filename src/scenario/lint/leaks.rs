//! Secrets in what a candidate can read.

use std::collections::BTreeSet;
use std::path::Path;

use aho_corasick::AhoCorasick;

use super::finding::Finding;
use super::normal::{line_of, normal};
use super::secrets::{Secret, secrets};
use super::view;
use crate::{Library, Scenario, ScenarioError};

const EXPECTED: &str = "nothing of hidden/, solution/, rubric.toml or the faults' names where a \
                        candidate can read it";
/// Findings for each secret file: if a whole file leaked, its first lines are enough.
const MOST: usize = 20;

/// Secrets of this scenario in the candidate's workspace.
pub fn findings(
    library: &Library,
    scenario: &Scenario,
    workspace: &Path,
) -> Result<Vec<Finding>, ScenarioError> {
    let secrets = secrets(library, scenario)?;
    let searcher = Searcher::new(secrets);
    let mut findings = Vec::new();
    for seen in view::of(workspace)? {
        for secret in searcher.found_in(&seen.text) {
            let laid = format!("overlay/{}", seen.place);
            let file = if scenario.files().contains_key(&laid) {
                format!("{}/{laid}", scenario.manifest.id)
            } else {
                format!(
                    "{} (the candidate's workspace): {}",
                    scenario.manifest.id, seen.place
                )
            };
            findings.push(Finding {
                lint: "hidden-leak",
                file,
                line: line_of(&seen.text, &secret.text),
                problem: format!("has {:?} of {}", shortened(&secret.text), secret.origin),
                expected: EXPECTED,
            });
        }
    }
    findings.truncate(MOST);
    Ok(findings)
}

/// A secret in a file of an image.
pub fn in_image(image: &str, path: &str, secret: &Secret) -> Finding {
    Finding {
        lint: "hidden-leak",
        file: format!("{image}:/{path}"),
        line: 1,
        problem: format!("has {:?} of {}", shortened(&secret.text), secret.origin),
        expected: EXPECTED,
    }
}

pub struct Searcher {
    secrets: Vec<Secret>,
    automaton: AhoCorasick,
}

impl Searcher {
    pub fn new(secrets: Vec<Secret>) -> Self {
        let automaton = AhoCorasick::new(secrets.iter().map(|secret| &secret.text));
        let automaton = automaton.expect("a folder of 64 MiB holds fewer than 2^31 secrets");
        Self { secrets, automaton }
    }

    /// The secrets that a text contains.
    pub fn found_in(&self, text: &str) -> Vec<&Secret> {
        let text = normal(text);
        let mut found = BTreeSet::new();
        for hit in self.automaton.find_overlapping_iter(&text) {
            let place = hit.pattern().as_usize();
            if !self.secrets[place].name || is_word(&text, hit.start(), hit.end()) {
                found.insert(place);
            }
        }
        found
            .into_iter()
            .map(|place| &self.secrets[place])
            .collect()
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let before = text[..start].chars().next_back().is_some_and(part);
    let after = text[end..].chars().next().is_some_and(part);
    !before && !after
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}
