//! Whether injects, questions and constraints fit together and into the scenario.

use std::collections::BTreeSet;
use std::path::Path;

use super::ScenarioError;
use super::check_spec::CheckKind;
use super::live::{Enforcement, Inject, Moment};
use super::manifest::Manifest;
use crate::domain::workspace_path::{is_below, is_within};
use crate::pipeline::Base;
use crate::pipeline::folder::Files;
use crate::pipeline::is_slug;

/// Folders of a scenario that no candidate may see.
const CLOSED: [&str; 2] = ["hidden", "solution"];
/// For everybody except git, this is not a file of the workspace.
const GIT: &str = ".git";

/// Refuses what does not fit. `file` is the manifest.
pub(super) fn check(
    manifest: &Manifest,
    file: &Path,
    files: &Files,
    base: &Base,
) -> Result<(), ScenarioError> {
    let rules = Rules {
        manifest,
        file,
        files,
        base,
    };
    rules.injects_fit()?;
    rules.questions_fit()?;
    rules.stages_fit()?;
    rules.constraints_fit()
}

struct Rules<'a> {
    manifest: &'a Manifest,
    file: &'a Path,
    files: &'a Files,
    /// The pipeline of the track.
    base: &'a Base,
}

type Fits = Result<(), ScenarioError>;

impl Rules<'_> {
    fn invalid(&self, key: String, problem: &str) -> Fits {
        Err(ScenarioError::invalid(self.file, key, problem))
    }

    fn injects_fit(&self) -> Fits {
        let ids = self.manifest.inject.iter().map(|inject| inject.id.as_str());
        self.ids_fit("inject", ids)?;
        for inject in &self.manifest.inject {
            let key = |name: &str| format!("inject.{}.{name}", inject.id);
            if inject.when == Moment::FinalNote {
                let problem = "cannot be \"final-note\": nothing happens during the hand-in";
                return self.invalid(key("when"), problem);
            }
            self.moment_fits(&inject.when, key("when"))?;
            for (name, text) in [("from", &inject.from), ("message", &inject.message)] {
                if text.trim().is_empty() {
                    return self.invalid(key(name), "must not be empty");
                }
            }
            self.laying_fits(inject)?;
        }
        Ok(())
    }

    fn laying_fits(&self, inject: &Inject) -> Fits {
        let key = |name: &str| format!("inject.{}.{name}", inject.id);
        if let Some(folder) = &inject.lays {
            let closed = CLOSED.iter().any(|closed| is_within(folder, closed));
            if !is_below(folder) || closed {
                let problem = "must be a folder below the scenario's, outside of hidden/ and \
                               solution/, which no candidate may see";
                return self.invalid(key("lays"), problem);
            }
            if self.laid(inject).is_empty() {
                return self.invalid(key("lays"), "must be a folder of the scenario with files");
            }
        }
        for path in self.laid(inject) {
            self.path_may_change(&path, key("lays"))?;
        }
        for path in &inject.removes {
            self.path_may_change(path, key("removes"))?;
            let laid_by_another = |other: &Inject| {
                other.id != inject.id && self.laid(other).iter().any(|laid| is_within(laid, path))
            };
            if !self.manifest.inject.iter().any(laid_by_another) && !self.workspace_has(path) {
                let problem = format!("names {path:?}, which is not in the workspace");
                return self.invalid(key("removes"), &problem);
            }
        }
        Ok(())
    }

    fn path_may_change(&self, path: &str, key: String) -> Fits {
        if !is_below(path) || is_within(path, GIT) {
            let problem = format!("names {path:?}, which is not a file or folder of the workspace");
            return self.invalid(key, &problem);
        }
        let touches = |fixed: &String| is_within(path, fixed) || is_within(fixed, path);
        let mut fixed = self.manifest.constraint.iter().flat_map(|it| &it.paths);
        if let Some(fixed) = fixed.find(|fixed| touches(fixed)) {
            let problem = format!("names {path:?}, but {fixed:?} is read-only in the sandbox");
            return self.invalid(key, &problem);
        }
        Ok(())
    }

    fn questions_fit(&self) -> Fits {
        let ids = self.manifest.question.iter().map(|it| it.id.as_str());
        self.ids_fit("question", ids)?;
        for question in &self.manifest.question {
            let key = |name: &str| format!("question.{}.{name}", question.id);
            self.moment_fits(&question.when, key("when"))?;
            for (name, text) in [("asks", &question.asks), ("strong", &question.strong)] {
                if text.trim().is_empty() {
                    return self.invalid(key(name), "must not be empty");
                }
            }
        }
        Ok(())
    }

    fn moment_fits(&self, when: &Moment, key: String) -> Fits {
        match when {
            Moment::Minutes(minutes) if !(1..self.manifest.minutes).contains(minutes) => {
                let problem = "must be from 1 minute to less than the scenario's `minutes`, or it \
                               never comes";
                self.invalid(key, problem)
            }
            Moment::Command(text) if text.trim().is_empty() => {
                self.invalid(key, "must name a part of a command's text")
            }
            Moment::Change(stage) if self.base.manifest().paths_of(stage).is_none() => {
                self.stage_is_known(stage, key)
            }
            Moment::Change(path) if !is_below(path) || is_within(path, GIT) => {
                let problem = "must be a path below the workspace and outside of .git, whose \
                               changes are not recorded";
                self.invalid(key, problem)
            }
            _ => Ok(()),
        }
    }

    /// Stages that checks name in the place of paths.
    fn stages_fit(&self) -> Fits {
        for check in &self.manifest.check {
            let CheckKind::Unchanged(unchanged) = &check.run else {
                continue;
            };
            for path in &unchanged.paths {
                self.stage_is_known(path, format!("check.{}.run.unchanged.paths", check.id))?;
            }
        }
        Ok(())
    }

    /// Fails if this names a stage that the track's pipeline does not have.
    fn stage_is_known(&self, named: &str, key: String) -> Fits {
        let pipeline = self.base.manifest();
        if pipeline.paths_of(named).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = pipeline.stages.keys().map(String::as_str).collect();
        let problem = format!(
            "names {named:?}, but {} has only the stages {}",
            pipeline.name,
            known.join(", ")
        );
        self.invalid(key, &problem)
    }

    fn constraints_fit(&self) -> Fits {
        let ids = self.manifest.constraint.iter().map(|it| it.id.as_str());
        self.ids_fit("constraint", ids)?;
        for constraint in &self.manifest.constraint {
            let key = |name: &str| format!("constraint.{}.{name}", constraint.id);
            if constraint.says.trim().is_empty() {
                return self.invalid(key("says"), "must not be empty");
            }
            let enforcement = constraint.enforcement();
            if (enforcement == Enforcement::ReadOnly) == constraint.paths.is_empty() {
                let problem = "goes with enforced_by = \"read-only\", which needs at least one";
                return self.invalid(key("paths"), problem);
            }
            for path in &constraint.paths {
                // The engine takes a colon for the end of a path.
                let plain = is_below(path) && !is_within(path, GIT) && !path.contains(':');
                if !plain || !self.workspace_has(path) {
                    let problem = format!("names {path:?}, which is not in the workspace");
                    return self.invalid(key("paths"), &problem);
                }
            }
            match enforcement {
                Enforcement::Budget if self.manifest.limits.budget.is_none() => {
                    let problem = "is \"budget\", which needs `limits.budget`";
                    return self.invalid(key("enforced_by"), problem);
                }
                Enforcement::Check(id) if !self.manifest.check.iter().any(|it| it.id == id) => {
                    let problem = "must be a check's id, \"practitioner\", \"read-only\" or \
                                   \"budget\"";
                    return self.invalid(key("enforced_by"), problem);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn ids_fit<'i>(&self, table: &str, ids: impl Iterator<Item = &'i str>) -> Fits {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !is_slug(id) || !seen.insert(id) {
                let problem = "must be unique lower-case letters, digits and hyphens";
                return self.invalid(format!("{table}.id = {id:?}"), problem);
            }
        }
        Ok(())
    }

    /// What an inject lays, by path below the workspace.
    fn laid(&self, inject: &Inject) -> Vec<String> {
        let Some(folder) = &inject.lays else {
            return Vec::new();
        };
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let below = |path: &String| path.strip_prefix(&prefix).map(str::to_owned);
        self.files.keys().filter_map(below).collect()
    }

    /// Whether a candidate's workspace has this path at the start, from the base,
    /// the overlay, or a patch.
    fn workspace_has(&self, path: &str) -> bool {
        let laid = |file: &String| {
            file.strip_prefix("overlay/")
                .is_some_and(|file| is_within(file, path))
        };
        if self.files.keys().any(laid) {
            return true;
        }
        let faults = self.manifest.fault.iter().map(|fault| &fault.patch);
        let changes = self.manifest.change.iter().map(|change| &change.patch);
        let mut patches = faults
            .chain(changes)
            .filter_map(|patch| self.files.get(patch));
        let in_patch = patches.any(|patch| {
            let text = String::from_utf8_lossy(&patch.bytes);
            let mut files = text.lines().filter_map(|line| line.strip_prefix("+++ b/"));
            files.any(|file| is_within(file.trim_end(), path))
        });
        in_patch || self.base.holds(path)
    }
}

#[cfg(test)]
#[path = "live_rules_tests.rs"]
mod tests;
