//! The tracks of a scenario. What does not depend on the language is written once. A file in
//! `tracks/<pipeline>/` stands for the file of the same path in the scenario's folder, on that
//! track only.

use std::path::Path;

use super::ScenarioError;
use super::library::MANIFEST;
use super::manifest::Manifest;
use crate::pipeline::folder::Files;

/// The folder of a scenario that holds a folder for each track.
pub(super) const TRACKS: &str = "tracks";
/// What may differ between tracks. Everything else is judged and told the same way on each.
const MAY_DIFFER: [&str; 6] = [
    "faults/",
    "changes/",
    "history/",
    "history.toml",
    "overlay/",
    "solution/",
];

/// The names of the pipelines of a manifest, of which there is at least one. The first is the one
/// that is used if nobody chooses.
pub(super) fn names(manifest: &Manifest, file: &Path) -> Result<Vec<String>, ScenarioError> {
    let invalid = |key: &str, problem: &str| Err(ScenarioError::invalid(file, key, problem));
    let names = match (&manifest.pipeline, manifest.tracks.as_slice()) {
        (Some(_), [_, ..]) => {
            return invalid("pipeline", "goes without `tracks`: name the pipeline there");
        }
        (None, []) => return invalid("tracks", "must name at least one pipeline"),
        (Some(one), []) => vec![one.clone()],
        (None, several) => several.to_vec(),
    };
    for (place, name) in names.iter().enumerate() {
        if names[..place].contains(name) {
            return invalid("tracks", &format!("names {name:?} twice"));
        }
    }
    Ok(names)
}

/// Refuses a folder of a track that the manifest does not name, and a file that must be the same
/// on every track.
pub(super) fn check(files: &Files, names: &[String], folder: &Path) -> Result<(), ScenarioError> {
    for path in files.keys() {
        let Some(inner) = path.strip_prefix("tracks/") else {
            continue;
        };
        let (track, rest) = inner.split_once('/').unwrap_or((inner, ""));
        if !names.iter().any(|name| name == track) {
            let problem = format!("does not name {track:?}, which has a folder in {TRACKS}/");
            return Err(ScenarioError::invalid(
                &folder.join(MANIFEST),
                "tracks",
                problem,
            ));
        }
        if !MAY_DIFFER.iter().any(|it| rest.starts_with(it)) {
            let reason = "checks, brief and rubric are the same on every track; only faults, \
                          changes, history, overlay and solution may differ";
            return Err(ScenarioError::refused(&folder.join(path), reason));
        }
    }
    Ok(())
}

/// The files as they are on this track, by the paths that manifests use.
pub(super) fn view(files: &Files, track: &str) -> Files {
    let prefix = prefix(track);
    let (mut view, mut own) = (Files::new(), Files::new());
    for (path, file) in files {
        match path.strip_prefix(&prefix) {
            Some(inner) => own.insert(inner.to_owned(), file.clone()),
            None if path.starts_with("tracks/") => None,
            None => view.insert(path.clone(), file.clone()),
        };
    }
    view.extend(own);
    view
}

/// Where a file of a track's view is in the scenario's folder.
pub(super) fn place(files: &Files, track: &str, path: &str) -> String {
    let own = format!("{}{path}", prefix(track));
    if files.contains_key(&own) {
        own
    } else {
        path.to_owned()
    }
}

fn prefix(track: &str) -> String {
    format!("{TRACKS}/{track}/")
}

#[cfg(test)]
#[path = "tracks_tests.rs"]
mod tests;
