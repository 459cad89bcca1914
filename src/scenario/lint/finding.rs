//! What a rule finds.

use serde::Serialize;

use crate::Scenario;

/// Something that an author has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub lint: &'static str,
    /// Below the folder of scenarios.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub problem: String,
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

/// A finding about a key of `scenario.toml`.
pub(super) fn about(
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
