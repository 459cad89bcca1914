//! Whether the values of a `pipeline.toml` can be used.

use std::path::Path;

use super::ReadError;
use super::manifest::{CONTRACT, PipelineManifest, SCHEMA_VERSION, STATE_PARENT};
use super::slug::is_slug;
use crate::domain::workspace_path::is_below;

/// The least and the most seconds that a build may take.
const BUILD_SECONDS: std::ops::RangeInclusive<u64> = 1..=1_800;

/// A key, and what is wrong with its value.
type Flaw = (String, String);

/// Refuses the first value that cannot be used. `name` is the folder's.
pub(super) fn check(file: &Path, name: &str, of: &PipelineManifest) -> Result<(), ReadError> {
    let flaws = [
        versions(of),
        names(name, of),
        places(of),
        commands(of),
        stages(of),
    ];
    match flaws.into_iter().flatten().next() {
        None => Ok(()),
        Some((key, problem)) => Err(ReadError::invalid(file, key, problem)),
    }
}

fn versions(of: &PipelineManifest) -> Option<Flaw> {
    if of.schema_version != SCHEMA_VERSION {
        return flaw("schema_version", "must be 1");
    }
    if of.contract != CONTRACT {
        let problem = format!(
            "is {}, and this program knows version {CONTRACT} of the contract",
            of.contract
        );
        return flaw("contract", &problem);
    }
    None
}

fn names(name: &str, of: &PipelineManifest) -> Option<Flaw> {
    if of.name != name {
        return flaw("name", "must be the folder's name");
    }
    let slug = "must be lower-case letters, digits and hyphens";
    for (key, value) in [
        ("language", &of.language),
        ("domain", &of.domain),
        ("command", &of.command),
    ] {
        if !is_slug(value) {
            return flaw(key, slug);
        }
    }
    for (key, value) in [
        ("title", &of.title),
        ("brief", &of.brief),
        ("needs", &of.needs),
    ] {
        if value.trim().is_empty() {
            return flaw(key, "must not be empty");
        }
    }
    let part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if of.collection.is_empty() || !of.collection.chars().all(part) {
        return flaw("collection", "must be letters, digits, `.`, `_` and `-`");
    }
    let image = |c: char| part(c) || c == '/' || c == ':';
    let tagged = of
        .image
        .rsplit('/')
        .next()
        .is_some_and(|it| it.contains(':'));
    if of.image.is_empty() || tagged || !of.image.chars().all(image) {
        return flaw("image", "must be an image's name without a tag");
    }
    None
}

fn places(of: &PipelineManifest) -> Option<Flaw> {
    if !of.state.strip_prefix(STATE_PARENT).is_some_and(is_slug) {
        let problem = "must be `/data/` and a name of lower-case letters, digits and hyphens";
        return flaw("state", problem);
    }
    if of.state_name() == "qdrant" {
        return flaw("state", "is where the dense index is kept");
    }
    if !is_below(&of.lexical_index) {
        return flaw("lexical_index", "must be a path below `state`");
    }
    None
}

fn commands(of: &PipelineManifest) -> Option<Flaw> {
    let absolute = |words: &[String]| words.first().is_some_and(|it| it.starts_with('/'));
    if !absolute(&of.program) {
        return flaw("program", "must begin with an absolute path");
    }
    if let Some(build) = &of.build {
        if !absolute(&build.command) {
            return flaw("build.command", "must begin with an absolute path");
        }
        if !BUILD_SECONDS.contains(&build.within_seconds) {
            return flaw("build.within_seconds", "must be from 1 to 1800");
        }
    }
    if of.tests.is_empty() {
        return flaw("tests", "must be a command");
    }
    if of.language_server.as_ref().is_some_and(Vec::is_empty) {
        return flaw("language_server", "must be a command, or be left out");
    }
    if of.runners.iter().any(Vec::is_empty) {
        return flaw("runners", "must not hold an empty command");
    }
    None
}

fn stages(of: &PipelineManifest) -> Option<Flaw> {
    if of.stages.is_empty() {
        return flaw("stages", "must name at least one stage");
    }
    for (stage, paths) in &of.stages {
        let key = format!("stages.{stage}");
        if !is_slug(stage) {
            return flaw(&key, "must be lower-case letters, digits and hyphens");
        }
        if paths.is_empty() || !paths.iter().all(|path| is_below(path)) {
            return flaw(&key, "must hold paths of the workspace");
        }
    }
    None
}

#[expect(clippy::unnecessary_wraps, reason = "each caller returns an option")]
fn flaw(key: &str, problem: &str) -> Option<Flaw> {
    Some((key.to_owned(), problem.to_owned()))
}
