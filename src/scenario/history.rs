//! `history.toml`: the commits that a candidate finds in the workspace.
//!
//! The last commit is the complete workspace. Earlier ones are derived from it: the state before a
//! commit has none of its patches and faults, and none of the paths that it `adds`.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ScenarioError;
use super::manifest::Manifest;

/// The commits, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// At least one.
    pub commit: Vec<Commit>,
}

/// One commit. The first contains everything that no later one adds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// ISO 8601 with offset, as git accepts it.
    pub date: String,
    /// The author as a role, such as `search engineer`.
    pub role: String,
    /// The first line is the subject.
    pub message: String,
    /// Files and folders that appear with this commit.
    #[serde(default)]
    pub adds: Vec<String>,
    /// Patches below the scenario's folder that lead towards the base.
    #[serde(default)]
    pub patch: Vec<String>,
    /// Faults and changes of the manifest that came with this commit.
    #[serde(default)]
    pub brings: Vec<String>,
}

impl History {
    pub(super) fn validate(&self, file: &Path, manifest: &Manifest) -> Result<(), ScenarioError> {
        let Some(first) = self.commit.first() else {
            return Err(ScenarioError::invalid(
                file,
                "commit",
                "needs at least one entry",
            ));
        };
        if !(first.adds.is_empty() && first.patch.is_empty()) {
            let problem =
                "contains whatever no later commit adds, and cannot have a patch of its own";
            return Err(ScenarioError::invalid(file, "commit[0]", problem));
        }
        let faults = manifest.fault.iter().map(|fault| fault.id.as_str());
        let changes = manifest.change.iter().map(|change| change.id.as_str());
        let mut left: BTreeSet<&str> = faults.chain(changes).collect();
        for (index, commit) in self.commit.iter().enumerate() {
            if commit.message.trim().is_empty() || commit.role.trim().is_empty() {
                let key = format!("commit[{index}]");
                return Err(ScenarioError::invalid(
                    file,
                    key,
                    "needs a role and a message",
                ));
            }
            for id in &commit.brings {
                if !left.remove(id.as_str()) {
                    let key = format!("commit[{index}].brings = {id:?}");
                    let problem = "is not a fault or change, or an earlier commit brings it";
                    return Err(ScenarioError::invalid(file, key, problem));
                }
            }
        }
        match left.first() {
            None => Ok(()),
            Some(id) => {
                let problem = format!("no commit brings the fault or change {id:?}");
                Err(ScenarioError::invalid(file, "commit.brings", problem))
            }
        }
    }
}
