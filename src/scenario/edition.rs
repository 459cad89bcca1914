//! An edition: all files that a session of a scenario depends on, including its pipeline, documents
//! and questions, named by their contents. Written to a folder, it is a library with one scenario.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ScenarioError;
use super::library::{COMMON_RUBRIC, Library};
use super::load::Scenario;
use crate::domain::ids::Digest;
use crate::pipeline::Pipelines;
use crate::pipeline::folder::{self, Files, SourceFile};

const SCENARIOS: &str = "scenarios";
const PIPELINES: &str = "pipelines";

/// A file of an edition, as the edition's list names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Below the edition's folder, `/`-separated.
    pub path: String,
    /// Of the file's content.
    pub digest: Digest,
    pub executable: bool,
}

#[derive(Debug)]
pub struct Edition(Files);

impl Edition {
    /// The scenario as it was loaded, with the base that is in its library now.
    pub fn of(scenario: &Scenario) -> Result<Self, ScenarioError> {
        let library = &scenario.library;
        let mut files = Files::new();
        for (path, file) in scenario.all_files() {
            let path = format!("{SCENARIOS}/{}/{path}", scenario.manifest.id);
            files.insert(path, file.clone());
        }
        let common = library.scenarios.join(COMMON_RUBRIC);
        let bytes = std::fs::read(&common).map_err(ScenarioError::io(&common))?;
        // The scenario's digest includes these criteria as they were when it was loaded. The file
        // may have changed since.
        if scenario.digest != Scenario::digest_with(scenario.all_files(), &bytes) {
            let reason = "it was changed while it was being read; try again";
            return Err(ScenarioError::refused(&common, reason));
        }
        let executable = false;
        files.insert(
            format!("{SCENARIOS}/{COMMON_RUBRIC}"),
            SourceFile { bytes, executable },
        );
        // Of all tracks: a candidate may choose after the invitation.
        for track in &scenario.tracks {
            for (path, file) in library.pipelines.open(&track.name)?.sources()? {
                files.insert(format!("{PIPELINES}/{path}"), file);
            }
        }
        Ok(Self(files))
    }

    /// The edition that was written to this folder. Nothing is verified.
    pub fn read(folder: &Path) -> Result<Self, ScenarioError> {
        Ok(Self(folder::read(folder, &[])?))
    }

    /// The files in the order of their paths, as JSON. The digest of this
    /// list is the edition's name.
    pub fn list(&self) -> Vec<u8> {
        let listed = self.0.iter().map(|(path, file)| Listed {
            path: path.clone(),
            digest: Digest::of(&file.bytes),
            executable: file.executable,
        });
        serde_json::to_vec(&listed.collect::<Vec<_>>()).expect("a list of plain values")
    }

    /// The contents, in the order of [`Self::list`].
    pub fn contents(&self) -> impl Iterator<Item = &[u8]> {
        self.0.values().map(|file| &file.bytes[..])
    }

    /// The library that an edition written to this folder is. `today` describes a pipeline that was
    /// kept before pipelines described themselves.
    pub fn library(folder: &Path, today: &Library) -> Library {
        Library {
            scenarios: folder.join(SCENARIOS),
            pipelines: Pipelines::from(folder.join(PIPELINES)).described_by(&today.pipelines),
        }
    }
}

/// Writes one file of an edition below its folder.
pub fn write(folder: &Path, listed: &Listed, content: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(&listed.path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, content)?;
    let mode = if listed.executable { 0o755 } else { 0o644 };
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))
}
