//! The folders in which scenarios and their base pipelines are.

use std::path::PathBuf;

use super::ScenarioError;
use crate::pipeline::Pipelines;

/// The file that makes a folder a scenario.
pub(super) const MANIFEST: &str = "scenario.toml";
/// Criteria of every scenario, beside the scenarios' folders.
pub(super) const COMMON_RUBRIC: &str = "common-rubric.toml";

/// Where scenarios and base pipelines are.
#[derive(Clone, Debug)]
pub struct Library {
    /// The folder that contains the scenarios' folders.
    pub scenarios: PathBuf,
    /// The folders of base pipelines and their domains.
    pub pipelines: Pipelines,
}

impl Library {
    /// The names of all scenarios, sorted: the folders that hold a manifest.
    pub fn slugs(&self) -> Result<Vec<String>, ScenarioError> {
        let mut slugs = Vec::new();
        for entry in
            std::fs::read_dir(&self.scenarios).map_err(ScenarioError::io(&self.scenarios))?
        {
            let entry = entry.map_err(ScenarioError::io(&self.scenarios))?;
            if entry.path().join(MANIFEST).is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                slugs.push(name);
            }
        }
        slugs.sort();
        Ok(slugs)
    }
}
