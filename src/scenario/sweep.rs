//! What somebody tries who turns every knob: each number and each switch of the pipeline's
//! configuration is changed by itself, in the workspace as a candidate gets it. A check that such a
//! change satisfies shows a symptom, not the fault.

use crate::tweak::{self, Tweak};
use crate::workspace::{self, Variant};
use crate::{Scenario, ScenarioError};

/// Every tweak of the workspace as a candidate gets it, in the order in which they are to be tried.
/// Blocks: builds that workspace.
pub fn tweaks(scenario: &Scenario) -> Result<Vec<Tweak>, ScenarioError> {
    let tree = workspace::tree(scenario, &Variant::Faulty)?;
    let path = tweak::configuration(&scenario.pipeline)?;
    let Some(file) = tree.get(path) else {
        return Err(ScenarioError::missing(path.into()));
    };
    tweak::all(path, &String::from_utf8_lossy(&file.bytes))
}
