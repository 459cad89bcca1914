//! A new scenario that already passes, to be changed step by step. The folders below `skeleton/`
//! are whole scenarios and are tested as such. `SLUG` in their text is replaced by the new name.

use std::path::Path;

use rust_embed::RustEmbed;

use super::ScenarioError;
use super::manifest::Family;
use crate::pipeline::is_slug;

#[derive(RustEmbed)]
#[folder = "skeleton"]
struct Embedded;

const PLACEHOLDER: &str = "SLUG";

/// The families that have a skeleton.
pub fn families() -> Vec<&'static str> {
    let families = [Family::Rag, Family::Eval, Family::Prompt, Family::Ops];
    let names = families.into_iter().map(Family::as_str);
    names
        .filter(|family| Embedded::get(&format!("{family}/scenario.toml")).is_some())
        .collect()
}

/// Writes a family's skeleton into a folder that must not exist yet. Returns the paths it wrote.
pub fn write(family: &str, slug: &str, into: &Path) -> Result<Vec<String>, ScenarioError> {
    let refused = |reason: String| ScenarioError::refused(into, reason);
    if !is_slug(slug) {
        return Err(refused(
            "a scenario's name is lower-case letters, digits and hyphens".into(),
        ));
    }
    let prefix = format!("{family}/");
    let files: Vec<_> = Embedded::iter()
        .filter(|path| path.starts_with(&prefix))
        .collect();
    if files.is_empty() {
        let known = families().join(", ");
        return Err(refused(format!(
            "no skeleton for {family:?}; there are: {known}"
        )));
    }
    // `create_dir` fails if the folder exists, so nothing of an author's is ever overwritten.
    std::fs::create_dir(into).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => refused("it already exists".into()),
        _ => ScenarioError::io(into)(source),
    })?;
    let mut written = Vec::new();
    for path in files {
        let inner = path.strip_prefix(&prefix).unwrap_or(&path).to_owned();
        let Some(bytes) = file(family, slug, &inner) else {
            continue;
        };
        let path = into.join(&inner);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(ScenarioError::io(folder))?;
        }
        std::fs::write(&path, bytes).map_err(ScenarioError::io(&path))?;
        written.push(inner);
    }
    written.sort();
    Ok(written)
}

/// A file of a family's skeleton, as it is written for a scenario of this name.
pub fn file(family: &str, slug: &str, path: &str) -> Option<Vec<u8>> {
    let embedded = Embedded::get(&format!("{family}/{path}"))?;
    Some(match std::str::from_utf8(&embedded.data) {
        Ok(text) => text.replace(PLACEHOLDER, slug).into_bytes(),
        Err(_) => embedded.data.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Library, Scenario, lint};
    use super::*;

    /// This repository's pipelines, with the skeletons as scenarios.
    fn library(folder: &Path) -> Library {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let common = "common-rubric.toml";
        std::fs::copy(root.join("scenarios").join(common), folder.join(common)).unwrap();
        Library {
            scenarios: folder.to_owned(),
            pipelines: root.join("sandbox-images/pipelines").into(),
        }
    }

    #[test]
    fn every_skeleton_loads_and_has_no_finding() {
        for family in families() {
            let folder = tempfile::tempdir().unwrap();
            let library = library(folder.path());
            write(family, "fresh-one", &folder.path().join("fresh-one")).unwrap();
            let scenario = Scenario::load(&library, "fresh-one").unwrap();
            assert_eq!(scenario.manifest.family.as_str(), family);
            let findings = lint::all(&library, &scenario).unwrap();
            assert!(findings.is_empty(), "{family}:\n{}", lint::text(&findings));
        }
    }

    #[test]
    fn texts_that_are_left_as_they_were_are_found_once_the_fault_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path());
        let into = folder.path().join("begun");
        write("rag", "begun", &into).unwrap();
        let fault = Scenario::load(&library, "begun").unwrap().manifest.fault[0]
            .patch
            .clone();
        let patch = std::fs::read_to_string(into.join(&fault)).unwrap();
        std::fs::write(into.join(&fault), format!("Another one.\n{patch}")).unwrap();
        let scenario = Scenario::load(&library, "begun").unwrap();
        let findings = lint::all(&library, &scenario).unwrap();
        let left = findings.iter().filter(|it| it.lint == "skeleton-text");
        let left: Vec<_> = left.map(|it| it.file.as_str()).collect();
        let expected = [
            "begun/brief.md",
            "begun/rubric.toml",
            "begun/solution/diagnosis.md",
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there");
        std::fs::create_dir(&there).unwrap();
        let refusal = write("rag", "there", &there).unwrap_err().to_string();
        assert!(refusal.contains("it already exists"), "{refusal}");
        assert_eq!(std::fs::read_dir(&there).unwrap().count(), 0);
        let refusal = write("rag", "Not a slug", &folder.path().join("x")).unwrap_err();
        assert!(refusal.to_string().contains("lower-case letters"));
        let refusal = write("ops", "new", &folder.path().join("new")).unwrap_err();
        assert!(
            refusal
                .to_string()
                .contains("no skeleton for \"ops\"; there are: ")
        );
    }
}
