//! Whether the attempts of a manifest, and what it says about tweaks, fit the rest of the scenario.

use super::reading::Reading;
use crate::ScenarioError;
use crate::library::MANIFEST;
use crate::manifest::{Attempt, AttemptKind, Manifest};

impl Reading<'_> {
    pub(super) fn attempts_fit(&self, manifest: &Manifest) -> Result<(), ScenarioError> {
        let file = self.folder.join(MANIFEST);
        let invalid =
            |key: String, problem: String| Err(ScenarioError::invalid(&file, key, problem));
        let tracks = crate::tracks::names(manifest, &file)?;
        for attempt in manifest.attempts() {
            if let Some(unknown) = attempt.tracks.iter().find(|it| !tracks.contains(it)) {
                let problem = format!("names {unknown:?}, which is no track of this scenario");
                return invalid(format!("{}.tracks", attempt.key()), problem);
            }
            if !names_its_checks(manifest, &attempt) {
                let problem = "must name at least one check, and only checks that exist";
                return invalid(format!("{}.fails", attempt.key()), problem.into());
            }
            if self.is_on(&attempt) {
                self.patch(&format!("{}.patch", attempt.key()), attempt.patch)?;
            }
        }
        for (place, tweak) in manifest.tweak.iter().enumerate() {
            let known = |id: &String| manifest.check.iter().any(|check| check.id == *id);
            if tweak.passes.is_empty() || !tweak.passes.iter().all(known) {
                let problem = "must name at least one check, and only checks that exist";
                return invalid(format!("tweak[{place}].passes"), problem.into());
            }
        }
        Ok(())
    }

    fn is_on(&self, attempt: &Attempt<'_>) -> bool {
        self.track.is_none_or(|(track, _)| attempt.is_on(track))
    }
}

/// A sound repair fails nothing, so it names nothing.
fn names_its_checks(manifest: &Manifest, attempt: &Attempt<'_>) -> bool {
    let known = |id: &String| manifest.check.iter().any(|check| check.id == *id);
    attempt.kind == AttemptKind::Sound
        || !attempt.fails.is_empty() && attempt.fails.iter().all(known)
}
