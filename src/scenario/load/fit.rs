//! Whether the files of a scenario's folder fit together.

use std::collections::BTreeSet;
use std::path::Path;

use super::reading::Reading;
use crate::ScenarioError;
use crate::check_fit::CheckFiles;
use crate::domain::rubric::Rubric;
use crate::history::History;
use crate::library::MANIFEST;
use crate::manifest::{Manifest, SCHEMA_VERSION};
use crate::patch_paths;
use crate::pipeline::is_slug;

impl Reading<'_> {
    pub fn manifest_fits(&self, manifest: &Manifest, slug: &str) -> Result<(), ScenarioError> {
        let file = self.folder.join(MANIFEST);
        let invalid = |key: String, problem: &str| Err(ScenarioError::invalid(&file, key, problem));
        if manifest.schema_version != SCHEMA_VERSION {
            return invalid("schema_version".into(), "must be 1");
        }
        if manifest.id != slug {
            return invalid("id".into(), "must be the folder's name");
        }
        if !(1..=5).contains(&manifest.difficulty) {
            return invalid("difficulty".into(), "must be from 1 to 5");
        }
        if !(10..=480).contains(&manifest.minutes) {
            return invalid("minutes".into(), "must be from 10 to 480");
        }
        if let Some((key, problem)) = manifest.limits.flaw() {
            return invalid(key.into(), problem);
        }
        if manifest.fault.is_empty() || manifest.check.is_empty() || manifest.sources.is_empty() {
            return invalid(
                "fault, check, sources".into(),
                "need at least one entry each",
            );
        }
        self.ids_are_unique(manifest)?;
        let checks = CheckFiles {
            folder: self.folder,
            files: self.files,
        };
        checks.fit(&file, manifest)?;
        self.attempts_fit(manifest)?;
        for fault in &manifest.fault {
            self.patch(&format!("fault.{}.patch", fault.id), &fault.patch)?;
        }
        for change in &manifest.change {
            self.patch(&format!("change.{}.patch", change.id), &change.patch)?;
        }
        let reference = "solution/reference.patch";
        patch_paths::check(&self.place(reference), self.bytes(reference)?)
    }

    /// A patch that `key` of the manifest names must exist, and must stay inside the workspace.
    pub(super) fn patch(&self, key: &str, path: &str) -> Result<(), ScenarioError> {
        let Some(file) = self.files.get(path) else {
            let problem = format!("names {path:?}, {}", self.not_there());
            return Err(ScenarioError::invalid(
                &self.folder.join(MANIFEST),
                key,
                problem,
            ));
        };
        patch_paths::check(&self.place(path), &file.bytes)
    }

    /// Ends a sentence about a file that is missing.
    fn not_there(&self) -> String {
        match self.track {
            Some((track, files)) if files.keys().any(|path| path.starts_with("tracks/")) => {
                format!("which is neither a file of this scenario nor of its tracks/{track}")
            }
            _ => "which is not a file of this scenario".into(),
        }
    }

    /// Files for a workspace's `.git` would replace the history's, and could be hooks.
    pub fn nothing_is_for_git(&self) -> Result<(), ScenarioError> {
        let for_git = |path: &&String| path.split('/').any(patch_paths::is_for_git);
        match self.files.keys().find(for_git) {
            None => Ok(()),
            Some(path) => Err(ScenarioError::refused(
                &self.folder.join(path),
                "`.git` is made from history.toml only",
            )),
        }
    }

    fn ids_are_unique(&self, manifest: &Manifest) -> Result<(), ScenarioError> {
        let faults = manifest
            .fault
            .iter()
            .map(|fault| ("fault", fault.id.as_str()));
        // Histories name faults and changes by id, so an id may occur only once among both.
        let changes = manifest
            .change
            .iter()
            .map(|change| ("fault", change.id.as_str()));
        let checks = manifest
            .check
            .iter()
            .map(|check| ("check", check.id.as_str()));
        let attempts: Vec<_> = manifest.attempts().collect();
        let attempts = attempts.iter().map(|it| (it.kind.as_str(), it.id));
        let mut seen = BTreeSet::new();
        for (table, id) in faults.chain(changes).chain(checks).chain(attempts) {
            if !is_slug(id) || !seen.insert((table, id)) {
                let problem = "must be unique lower-case letters, digits and hyphens";
                let key = format!("{table}.id = {id:?}");
                return Err(ScenarioError::invalid(
                    &self.folder.join(MANIFEST),
                    key,
                    problem,
                ));
            }
        }
        Ok(())
    }

    pub fn rubric_fits(&self, rubric: &Rubric) -> Result<(), ScenarioError> {
        let file = self.folder.join("rubric.toml");
        let wrong = |key: String, problem: &str| Err(ScenarioError::invalid(&file, key, problem));
        let mut seen = BTreeSet::new();
        for criterion in &rubric.criterion {
            let key = format!("criterion.{}", criterion.id);
            let rising = criterion
                .level
                .windows(2)
                .all(|pair| pair[0].points < pair[1].points);
            if criterion.level.len() < 2 || !rising {
                return wrong(key, "needs two or more levels with rising points");
            }
            if !seen.insert(&criterion.id) {
                return wrong(key, "is defined twice, here or among the common criteria");
            }
            let mut items = BTreeSet::new();
            for item in &criterion.item {
                let key = format!("{key}.item.{}", item.id);
                if !is_slug(&item.id) || !items.insert(&item.id) {
                    return wrong(key, "must be unique lower-case letters, digits and hyphens");
                }
                if !criterion
                    .level
                    .iter()
                    .skip(1)
                    .any(|it| it.points == item.level)
                {
                    return wrong(key, "names no level above the weakest");
                }
            }
        }
        Ok(())
    }

    pub fn history_fits(
        &self,
        history: &History,
        manifest: &Manifest,
    ) -> Result<(), ScenarioError> {
        let file = self.place("history.toml");
        history.validate(&file, manifest)?;
        for (place, commit) in history.commit.iter().enumerate() {
            for patch in &commit.patch {
                if !self.files.contains_key(patch) {
                    let key = format!("commit[{place}].patch");
                    let problem = format!("names {patch:?}, {}", self.not_there());
                    return Err(ScenarioError::invalid(&file, key, problem));
                }
                patch_paths::check(&self.place(patch), self.bytes(patch)?)?;
            }
        }
        Ok(())
    }
}

/// A rubric's log begins with the version that it has.
pub fn log_fits(file: &Path, rubric: &Rubric) -> Result<(), ScenarioError> {
    match rubric.change.first() {
        Some(newest) if newest.version != rubric.version => {
            let problem = "is not the version of `version`: the newest change comes first";
            Err(ScenarioError::invalid(file, "change[0].version", problem))
        }
        _ => Ok(()),
    }
}
