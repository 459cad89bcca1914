//! Workspaces that are ready to be copied: building one takes git and time, which a start must not
//! wait for.

use std::path::{Path, PathBuf};
use std::process::Command;

use tokio::sync::Mutex;

use crate::domain::ids::Digest;
use crate::sandbox::directory::SandboxDirectory;
use crate::scenario::workspace::{self, Variant};
use crate::scenario::{Scenario, ScenarioError};
use crate::session::context::SessionError;

/// Built workspaces, by the digest of everything that goes into them.
pub struct Workspaces {
    folder: PathBuf,
    building: Mutex<()>,
}

impl Workspaces {
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            building: Mutex::new(()),
        }
    }

    /// Builds a scenario's workspace if it is not built yet. Returns its folder.
    pub async fn prepare(&self, scenario: &Scenario) -> Result<PathBuf, SessionError> {
        let ready = self.folder.join(digest(scenario)?.to_string());
        let _one_at_a_time = self.building.lock().await;
        if ready.is_dir() {
            return Ok(ready);
        }
        let (scenario, folder) = (scenario.clone(), self.folder.clone());
        let done = ready.clone();
        let built = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            let building = tempfile::tempdir_in(&folder)?;
            workspace::build(&scenario, &Variant::Faulty, building.path())?;
            // Renamed only when complete, so a service that is killed in between leaves no partial
            // workspace.
            std::fs::rename(building.keep(), &done)?;
            Ok::<_, SessionError>(())
        });
        built
            .await
            .map_err(|_| SessionError::Internal("building the workspace".into()))??;
        Ok(ready)
    }
}

/// Of everything that a scenario's workspace is made of.
fn digest(scenario: &Scenario) -> Result<Digest, SessionError> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&scenario.digest.0);
    for (path, file) in scenario.base()?.files().map_err(ScenarioError::from)? {
        for part in [path.as_bytes(), &file.bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    Ok(Digest(*hasher.finalize().as_bytes()))
}

/// Copies a prepared workspace into a folder that exists, with owners and times.
pub fn copy(from: &Path, to: &Path) -> Result<(), SessionError> {
    copy_to(&from.join("."), to)
}

fn copy_to(from: &Path, to: &Path) -> Result<(), SessionError> {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).output()?;
    if copied.status.success() {
        Ok(())
    } else {
        let reason = String::from_utf8_lossy(&copied.stderr).into_owned();
        Err(SessionError::Internal(format!(
            "copying the workspace: {reason}"
        )))
    }
}

/// Copies the paths that a candidate cannot change to the place from which the sandbox mounts them.
pub fn fix(directory: &SandboxDirectory, read_only: &[String]) -> Result<(), SessionError> {
    for path in read_only {
        let (from, to) = (
            directory.workspace().join(path),
            directory.fixed().join(path),
        );
        std::fs::create_dir_all(to.parent().unwrap_or(&to))?;
        copy_to(&from, &to)?;
    }
    Ok(())
}
