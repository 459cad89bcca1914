//! A workspace while it is put together: files and patches.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::variant::Variant;
use crate::git_program::Git;
use crate::pipeline::folder::{self, Files, SourceFile};
use crate::tweak::{self, Tweak};
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
                Variant::OnlyFault(id) => *id == fault.id,
                Variant::Repaired(id) => *id != fault.id,
                other => other.has_all_faults(),
            };
            if present {
                self.patch(&fault.patch, "to the base and the faults before it", false)?;
            }
        }
        match variant {
            Variant::Reference => {
                self.patch("solution/reference.patch", "to the faulty workspace", false)
            }
            Variant::Attempt(kind, id) => {
                let Some(attempt) = manifest.attempt(*kind, id) else {
                    let file = self.scenario.folder.join("scenario.toml");
                    let problem = format!("has no {id:?}");
                    return Err(ScenarioError::invalid(&file, kind.as_str(), problem));
                };
                self.patch(attempt.patch, "to the faulty workspace", false)
            }
            Variant::Tweaked(tweak) => self.tweak(tweak),
            _ => Ok(()),
        }
    }

    fn tweak(&self, tweak: &Tweak) -> Result<(), ScenarioError> {
        let path = tweak::configuration(&self.scenario.pipeline)?;
        let place = self.into.join(path);
        let text = std::fs::read_to_string(&place).map_err(ScenarioError::io(&place))?;
        let changed = tweak::applied(path, &text, tweak)?;
        std::fs::write(&place, changed).map_err(ScenarioError::io(&place))
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
