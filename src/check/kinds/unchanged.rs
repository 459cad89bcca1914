//! Files that have another owner are byte for byte as the candidate got them.
//!
//! They are compared as they were handed in, so what a build or a command writes later can neither
//! hide a change nor cause one.

use std::collections::BTreeSet;

use serde_json::json;

use crate::domain::ids::Digest;
use crate::outcome::{Trouble, Verdict, at_fault};
use crate::scenario::check_spec::Unchanged;
use crate::scene::Scene;

pub fn run(parameters: &Unchanged, scene: &Scene<'_>) -> Result<Verdict, Trouble> {
    let mut expected = scene.base.files().map_err(at_fault)?;
    expected.extend(scene.scenario.beneath("overlay"));
    let present = scene.sandbox.handed_in();
    let mut changed = BTreeSet::new();
    for path in paths(parameters, scene)? {
        let path = path.trim_end_matches('/');
        let prefix = format!("{path}/");
        let below = |file: &str| file == path || file.starts_with(&prefix);
        for file in present.keys().filter(|file| below(file)) {
            if !expected.contains_key(file) {
                changed.insert(file.clone());
            }
        }
        let mut named = false;
        for (file, source) in expected.iter().filter(|(file, _)| below(file)) {
            named = true;
            if present.get(file) != Some(&Digest::of(&source.bytes)) {
                changed.insert(file.clone());
            }
        }
        if !named {
            let problem = format!("`unchanged` names {path:?}, which base and overlay do not have");
            return Err(Trouble::Scenario(problem));
        }
    }
    let summary = match changed.len() {
        0 => "nothing was changed".to_owned(),
        files => format!("{files} files were changed, added or removed"),
    };
    Ok(Verdict::decide(
        changed.is_empty(),
        summary,
        json!({ "changed": changed }),
    ))
}

/// The paths, with a stage's files in the place of its name.
fn paths<'a>(parameters: &'a Unchanged, scene: &Scene<'a>) -> Result<Vec<&'a str>, Trouble> {
    let pipeline = &scene.scenario.pipeline;
    let mut paths = Vec::new();
    for named in &parameters.paths {
        let of_stage = pipeline.paths_of(named).ok_or_else(|| {
            let name = &pipeline.name;
            Trouble::Scenario(format!(
                "`unchanged` names {named:?}, which {name} does not have"
            ))
        })?;
        paths.extend(of_stage);
    }
    Ok(paths)
}
