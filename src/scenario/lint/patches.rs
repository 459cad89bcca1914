//! Every variant can be built, which proves that every patch applies wherever it must.

use std::path::Path;

use super::finding::Finding;
use crate::{Library, Scenario, ScenarioError, Variant};

/// Builds every variant. Keeps the candidate's, if it can be built.
pub fn build(
    library: &Library,
    scenario: &Scenario,
) -> Result<(Option<tempfile::TempDir>, Vec<Finding>), ScenarioError> {
    let (mut candidates, mut findings) = (None, Vec::new());
    for variant in Variant::all(scenario) {
        let folder =
            tempfile::tempdir().map_err(ScenarioError::io(Path::new("a temporary folder")))?;
        match crate::build(scenario, &variant, folder.path()) {
            Ok(()) if variant == Variant::Faulty => candidates = Some(folder),
            Ok(()) => {}
            Err(error) => {
                let finding = finding(library, error, &variant)?;
                // The same patch fails in many variants, and is reported once.
                if !findings
                    .iter()
                    .any(|known: &Finding| known.file == finding.file)
                {
                    findings.push(finding);
                }
            }
        }
    }
    Ok((candidates, findings))
}

fn finding(
    library: &Library,
    error: ScenarioError,
    variant: &Variant,
) -> Result<Finding, ScenarioError> {
    let inner = |path: &Path| {
        let inner = path.strip_prefix(&library.scenarios).unwrap_or(path);
        inner.display().to_string()
    };
    match error {
        ScenarioError::Patch { patch, to, detail } => Ok(Finding {
            lint: "patch-applies",
            file: inner(&patch),
            line: hunk_of(&patch, &detail),
            problem: format!("does not apply {to} in {variant}: {detail}"),
            expected: "a unified diff that git apply takes without fuzz, with and without the \
                       other faults",
        }),
        ScenarioError::History {
            file,
            path,
            problem,
        } => Ok(Finding {
            lint: "patch-applies",
            file: inner(&file),
            line: 1,
            problem: format!("`{path}` {problem}"),
            expected: "commits that end at base, changes, faults and overlay",
        }),
        other => Err(other),
    }
}

/// The line of the hunk that git could not place. Git reports the line of the patched file instead.
fn hunk_of(patch: &Path, detail: &str) -> usize {
    let text = std::fs::read_to_string(patch).unwrap_or_default();
    let place = detail.split("patch failed: ").nth(1);
    let place = place.and_then(|rest| rest.split([';', ' ']).next());
    let Some((file, line)) = place.and_then(|place| place.rsplit_once(':')) else {
        return 1;
    };
    let mut in_file = false;
    for (number, text) in (1..).zip(text.lines()) {
        if let Some(path) = text
            .strip_prefix("+++ ")
            .or_else(|| text.strip_prefix("--- "))
        {
            in_file |= path.ends_with(file);
        }
        if in_file && text.starts_with(&format!("@@ -{line}")) {
            return number;
        }
    }
    1
}
