//! What is wrong with a scenario although it can be read: what no matrix shows. A finding names
//! file and line, what is there, and what was expected. Each rule prefers to miss something over
//! crying wolf; its file says what it can miss.

mod brief;
mod claims;
mod complete;
mod leaks;
mod leftovers;
mod normal;
mod patches;
mod quotes;
mod secrets;
mod view;

use std::fmt::Write as _;

use serde::Serialize;

use super::{Library, Scenario, ScenarioError};

pub use leaks::{Searcher, in_image};
pub use secrets::{Secret, secrets};

/// Something that an author has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub lint: &'static str,
    /// The file, from the folder of scenarios on.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is there.
    pub problem: String,
    /// What was expected.
    pub expected: &'static str,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            lint,
            file,
            line,
            problem,
            expected,
        } = self;
        write!(
            formatter,
            "{file}:{line}: {problem} [{lint}]\n    expected: {expected}"
        )
    }
}

/// Every finding. Builds every variant, so it takes seconds and needs git.
pub fn all(library: &Library, scenario: &Scenario) -> Result<Vec<Finding>, ScenarioError> {
    let mut findings = complete::findings(scenario);
    findings.extend(claims::findings(scenario));
    findings.extend(brief::findings(scenario));
    findings.extend(leftovers::findings(scenario));
    findings.extend(quotes::findings(library, scenario)?);
    let (built, unfit) = patches::build(library, scenario)?;
    findings.extend(unfit);
    if let Some(candidates) = built {
        findings.extend(leaks::findings(library, scenario, candidates.path())?);
    }
    Ok(findings)
}

/// A line a finding, and nothing if there is none.
pub fn text(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        let _ = writeln!(text, "{finding}");
        text
    })
}

/// A finding about a key of `scenario.toml`.
fn about(
    scenario: &Scenario,
    lint: &'static str,
    key: &str,
    problem: impl Into<String>,
    expected: &'static str,
) -> Finding {
    Finding {
        lint,
        file: format!("{}/scenario.toml", scenario.manifest.id),
        line: scenario.line(key),
        problem: problem.into(),
        expected,
    }
}

#[cfg(test)]
mod planted;
