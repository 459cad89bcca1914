//! What is wrong with a scenario that can be read, but that no matrix shows. A finding names the
//! file and line, what is there, and what was expected. Each rule prefers a missed defect to a
//! false alarm; its file says what it can miss.

mod brief;
mod claims;
mod complete;
mod finding;
mod leaks;
mod leftovers;
mod normal;
mod patches;
mod quotes;
mod secrets;
mod view;

use std::fmt::Write as _;

use super::{Library, Scenario, ScenarioError};

pub use finding::Finding;
pub use leaks::{Searcher, in_image};
pub use secrets::{Secret, secrets};

/// Builds every variant, so it takes seconds and needs git.
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

/// One finding a line. Empty if there is none.
pub fn text(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        let _ = writeln!(text, "{finding}");
        text
    })
}

#[cfg(test)]
mod planted;
