//! Texts that a candidate may never find: what is in `hidden/`, `solution/` and `rubric.toml`, and
//! what the manifest says about faults. Only distinctive texts count (thirty characters or more, or
//! a name of two words or more), and none that the healthy pipeline contains as well.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::normal::normal;
use crate::pipeline::folder::Files;
use crate::{Library, Scenario, ScenarioError};

const DISTINCTIVE: usize = 30;
/// How lines begin that name other modules.
const IMPORTS: [&str; 3] = ["import ", "from ", "use "];
/// The author's own fields in a line of JSON. The rest quotes documents, which may be anywhere.
const OWN_FIELDS: [&str; 3] = ["question", "stale", "fresh"];
/// In characters. A shorter limit, because such a text is a whole question.
const DISTINCTIVE_FIELD: usize = 20;

/// A text that a candidate may not find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// In the form of `normal`, which it is compared in.
    pub text: String,
    /// Where it is from: `solution/diagnosis.md:3`.
    pub origin: String,
    /// A name counts only as a whole word.
    pub name: bool,
}

/// Every secret of a scenario.
pub fn secrets(library: &Library, scenario: &Scenario) -> Result<Vec<Secret>, ScenarioError> {
    let known = Known::of(library, scenario)?;
    let mut secrets = Collected::default();
    for (path, file) in scenario.files() {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            continue;
        };
        match path.split('/').next() {
            Some("hidden") if is(path, "jsonl") => fields(path, text, &mut secrets),
            Some("hidden") => lines(path, text, &beside(scenario, path), &mut secrets),
            Some("solution") if is(path, "patch") => added(path, text, &mut secrets),
            Some("solution") => sentences(path, text, &mut secrets),
            _ => {}
        }
    }
    for criterion in &scenario.rubric.criterion {
        for level in &criterion.level {
            secrets.add(&level.behaviour, "the rubric");
        }
        for item in &criterion.item {
            secrets.add(&item.says, "the rubric");
        }
    }
    of_manifest(scenario, &mut secrets);
    let (texts, names) = (secrets.texts, secrets.names);
    let mut all: Vec<Secret> = texts
        .into_iter()
        .filter(|it| !known.has(&it.text))
        .collect();
    all.extend(names.into_iter().filter(|it| !known.has(&it.text)));
    Ok(all)
}

fn is(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|it| it == extension)
}

#[derive(Default)]
struct Collected {
    texts: Vec<Secret>,
    names: Vec<Secret>,
    seen: BTreeSet<String>,
}

impl Collected {
    fn add(&mut self, text: &str, origin: &str) {
        self.add_from(text, origin, DISTINCTIVE);
    }

    fn add_from(&mut self, text: &str, origin: &str, shortest: usize) {
        let text = normal(text);
        if text.chars().count() >= shortest && text.contains(' ') && self.seen.insert(text.clone())
        {
            let origin = origin.to_owned();
            self.texts.push(Secret {
                text,
                origin,
                name: false,
            });
        }
    }

    fn add_name(&mut self, name: &str, origin: &str) {
        if name.contains('-') && self.seen.insert(name.to_owned()) {
            let (text, origin) = (name.to_owned(), origin.to_owned());
            self.names.push(Secret {
                text,
                origin,
                name: true,
            });
        }
    }
}

fn of_manifest(scenario: &Scenario, secrets: &mut Collected) {
    let manifest = &scenario.manifest;
    for fault in &manifest.fault {
        let origin = format!(
            "scenario.toml:{}",
            scenario.line(&format!("fault.{}", fault.id))
        );
        secrets.add(&fault.does, &origin);
        secrets.add_name(&fault.id, &origin);
    }
    for shallow in &manifest.shallow {
        let origin = format!(
            "scenario.toml:{}",
            scenario.line(&format!("shallow.{}", shallow.id))
        );
        secrets.add(&shallow.believes, &origin);
        secrets.add_name(&shallow.id, &origin);
    }
    let sound = manifest.sound.iter().map(|it| ("sound", &it.id, &it.does));
    let cheats = manifest.cheat.iter().map(|it| ("cheat", &it.id, &it.hopes));
    for (table, id, says) in sound.chain(cheats) {
        let line = scenario.line(&format!("{table}.{id}"));
        let origin = format!("scenario.toml:{line}");
        secrets.add(says, &origin);
        secrets.add_name(id, &origin);
    }
    for herring in &manifest.herring {
        let origin = format!(
            "scenario.toml:{}",
            scenario.line(&format!("herring.{}", herring.id))
        );
        secrets.add(&herring.harmless, &origin);
    }
    for question in &manifest.question {
        let origin = format!(
            "scenario.toml:{}",
            scenario.line(&format!("question.{}", question.id))
        );
        secrets.add(&question.strong, &origin);
    }
}

/// If the workspace has the document in another state, only what is new in it is secret.
fn beside(scenario: &Scenario, hidden: &str) -> String {
    let inner = hidden
        .split_once("corpus/")
        .map(|(_, inner)| format!("overlay/corpus/{inner}"));
    let open = inner.and_then(|path| scenario.files().get(&path));
    open.map(|file| normal(&String::from_utf8_lossy(&file.bytes)))
        .unwrap_or_default()
}

fn lines(path: &str, text: &str, open: &str, secrets: &mut Collected) {
    for (number, line) in (1..).zip(text.lines()) {
        if !open.contains(&normal(line)) {
            secrets.add(line, &format!("{path}:{number}"));
        }
    }
}

fn fields(path: &str, text: &str, secrets: &mut Collected) {
    for (number, line) in (1..).zip(text.lines()) {
        let origin = format!("{path}:{number}");
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        for field in OWN_FIELDS {
            match &value[field] {
                serde_json::Value::String(text) => {
                    secrets.add_from(text, &origin, DISTINCTIVE_FIELD);
                }
                serde_json::Value::Array(texts) => {
                    for text in texts.iter().filter_map(|text| text.as_str()) {
                        secrets.add_from(text, &origin, DISTINCTIVE_FIELD);
                    }
                }
                _ => {}
            }
        }
    }
}

fn added(path: &str, text: &str, secrets: &mut Collected) {
    let changed = |sign| {
        let lines = (1..).zip(text.lines());
        let of_sign = lines.filter_map(move |(number, line): (usize, &str)| {
            Some((number, line.strip_prefix(sign)?))
        });
        // The names of files are not lines of them.
        of_sign.filter(move |(_, line)| !line.starts_with(&format!("{sign}{sign} ")))
    };
    // A line that was only moved or indented is the candidate's own.
    let moved: HashSet<String> = changed('-').map(|(_, line)| normal(line)).collect();
    // What a file imports says nothing about the repair, and other programs import the same.
    let imports = |line: &str| IMPORTS.iter().any(|it| line.trim_start().starts_with(it));
    let own = changed('+').filter(|(_, line)| !moved.contains(&normal(line)) && !imports(line));
    for (number, line) in own {
        secrets.add(line, &format!("{path}:{number}"));
    }
}

/// Sentences, however they are wrapped.
fn sentences(path: &str, text: &str, secrets: &mut Collected) {
    let mut line = 1;
    for paragraph in text.split("\n\n") {
        for sentence in normal(paragraph).split_inclusive(". ") {
            secrets.add(sentence.trim(), &format!("{path}:{line}"));
        }
        line += paragraph.matches('\n').count() + 2;
    }
}

/// What is not secret: the healthy pipeline, and its older and faulty states.
struct Known(Vec<String>);

impl Known {
    fn of(library: &Library, scenario: &Scenario) -> Result<Self, ScenarioError> {
        let mut texts: Vec<String> = all(&library.base(scenario)?.files()?);
        let manifest = &scenario.manifest;
        let patches = manifest.fault.iter().map(|fault| &fault.patch);
        let patches = patches.chain(manifest.change.iter().map(|change| &change.patch));
        let patches = patches.chain(scenario.history.commit.iter().flat_map(|it| &it.patch));
        for patch in patches {
            // Lines of the patch, without the sign before them.
            let diff = String::from_utf8_lossy(scenario.file(patch)?).into_owned();
            let lines = diff.lines().map(|line| line.get(1..).unwrap_or_default());
            texts.push(normal(&lines.collect::<Vec<_>>().join("\n")));
        }
        Ok(Self(texts))
    }

    fn has(&self, text: &str) -> bool {
        self.0.iter().any(|known| known.contains(text))
    }
}

fn all(files: &Files) -> Vec<String> {
    let texts = files
        .values()
        .filter_map(|file| std::str::from_utf8(&file.bytes).ok());
    texts.map(normal).collect()
}
