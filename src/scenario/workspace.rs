//! Builds the workspace of one variant of a scenario: the base, the patches that belong to the
//! variant, and the git history that a candidate finds.

mod building;
mod commits;
#[cfg(test)]
#[path = "workspace_tests.rs"]
mod tests;
mod times;
mod variant;

use std::path::Path;
use std::time::SystemTime;

use super::{Scenario, ScenarioError};
use crate::git_program::Git;
use crate::pipeline::folder::{self, Files};
use building::Building;

pub use variant::Variant;

/// The candidate's user and group inside a sandbox.
const CANDIDATE: u32 = 1000;
const OVERLAY: &str = "overlay";

/// Builds a variant in an empty folder. Only [`Variant::Faulty`] gets the whole history; the others
/// get one commit. Blocks: copies files and runs git.
pub fn build(scenario: &Scenario, variant: &Variant, into: &Path) -> Result<(), ScenarioError> {
    std::fs::create_dir_all(into).map_err(ScenarioError::io(into))?;
    let building = Building {
        scenario,
        git: Git::init(into)?,
        into,
    };
    let mut start = scenario.base()?.files()?;
    if *variant != Variant::Healthy {
        start.extend(scenario.beneath(OVERLAY));
    }
    building.lay(&start)?;
    building.injure(variant)?;
    match variant {
        Variant::Faulty => building.tell_history()?,
        _ => building
            .git
            .commit_all("assay", "2025-01-01T00:00:00Z", &variant.to_string())?,
    }
    building.git.pack()?;
    let now = SystemTime::now();
    times::make_even(into, now)?;
    // The index keeps the times of files and shows them to anybody who asks.
    building.git.refresh()?;
    times::make_even(into, now)?;
    hand_over(into)
}

/// The files of a variant, without its history.
pub fn tree(scenario: &Scenario, variant: &Variant) -> Result<Files, ScenarioError> {
    let temporary = Path::new("a temporary folder");
    let folder = tempfile::tempdir().map_err(ScenarioError::io(temporary))?;
    build(scenario, variant, folder.path())?;
    Ok(folder::read(folder.path(), &[".git"])?)
}

/// Makes the candidate's user the owner. Only root can do this, and only root runs sandboxes.
fn hand_over(folder: &Path) -> Result<(), ScenarioError> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    std::os::unix::fs::lchown(folder, Some(CANDIDATE), Some(CANDIDATE))
        .map_err(ScenarioError::io(folder))?;
    for entry in std::fs::read_dir(folder).map_err(ScenarioError::io(folder))? {
        let entry = entry.map_err(ScenarioError::io(folder))?;
        let path = entry.path();
        if entry
            .file_type()
            .map_err(ScenarioError::io(&path))?
            .is_dir()
        {
            hand_over(&path)?;
        } else {
            std::os::unix::fs::lchown(&path, Some(CANDIDATE), Some(CANDIDATE))
                .map_err(ScenarioError::io(&path))?;
        }
    }
    Ok(())
}
