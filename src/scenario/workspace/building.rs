//! A workspace while it is put together: files and patches.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::variant::Variant;
use crate::git_program::Git;
use crate::pipeline::folder::{self, Files, SourceFile};
use crate::{Scenario, ScenarioError};

pub(super) struct Building<'a> {
    pub scenario: &'a Scenario,
    pub git: Git<'a>,
    pub into: &'a Path,
}

impl Building<'_> {
    pub fn lay(&self, files: &Files) -> Result<(), ScenarioError> {
        for (path, file) in files {
            write(&self.into.join(path), file)?;
        }
        Ok(())
    }

    /// Applies this variant's patches to the base.
    pub fn injure(&self, variant: &Variant) -> Result<(), ScenarioError> {
        let manifest = &self.scenario.manifest;
        if *variant != Variant::Healthy {
            for change in &manifest.change {
                self.patch(&change.patch, "to the base", false)?;
            }
        }
        for fault in &manifest.fault {
            let present = match variant {
                Variant::Healthy => false,
                Variant::OnlyFault(id) => *id == fault.id,
                Variant::Repaired(id) => *id != fault.id,
                Variant::Faulty | Variant::Reference | Variant::Shallow(_) => true,
            };
            if present {
                self.patch(&fault.patch, "to the base and the faults before it", false)?;
            }
        }
        match variant {
            Variant::Reference => {
                self.patch("solution/reference.patch", "to the faulty workspace", false)
            }
            Variant::Shallow(id) => {
                let Some(shallow) = manifest.shallow.iter().find(|shallow| shallow.id == *id)
                else {
                    let file = self.scenario.folder.join("scenario.toml");
                    return Err(ScenarioError::invalid(
                        &file,
                        "shallow",
                        format!("has no {id:?}"),
                    ));
                };
                self.patch(&shallow.patch, "to the faulty workspace", false)
            }
            _ => Ok(()),
        }
    }

    pub fn patch(&self, path: &str, to: &str, backwards: bool) -> Result<(), ScenarioError> {
        let name = self.scenario.place(path);
        let diff = self.scenario.file(path)?;
        self.git
            .apply(diff, backwards)
            .map_err(|error| ScenarioError::Patch {
                patch: name,
                to: to.to_owned(),
                detail: error.detail,
            })
    }

    /// The current files. Reading refuses links, so a patch cannot have added one.
    pub fn tree(&self) -> Result<Files, ScenarioError> {
        Ok(folder::read(self.into, &[".git"])?)
    }
}

fn write(path: &Path, file: &SourceFile) -> Result<(), ScenarioError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(ScenarioError::io(folder))?;
    }
    std::fs::write(path, &file.bytes).map_err(ScenarioError::io(path))?;
    let mode = if file.executable { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).map_err(ScenarioError::io(path))
}
