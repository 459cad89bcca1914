//! A library with one small, sound scenario, for tests that break it.

use std::path::Path;

use super::{Library, Scenario, ScenarioError};

pub const MANIFEST: &str = r#"
schema_version = 1
id = "toy"
version = 1
title = "A toy"
family = "rag"
pipeline = "toy-rust"
difficulty = 1
minutes = 30
skills = ["reading"]
sources = ["https://example.org/report"]
[[fault]]
id = "wrong-word"
does = "Says the wrong word."
point = "R5"
patch = "faults/wrong-word.patch"
[[shallow]]
id = "other-word"
believes = "Another wrong word is right."
patch = "solution/shallow/other-word.patch"
fails = ["present"]
[verification]
before = "hidden/before"
after = "hidden/after"
removed = ["corpus/policy/gone.md"]
[[check]]
id = "builds"
asserts = "It compiles."
where = "clean"
reason = "Always."
run.builds = { within_seconds = 60 }
[[check]]
id = "untouched"
asserts = "The notice is as it was."
where = "clean"
reason = "It is not theirs."
run.unchanged = { paths = ["NOTICE"] }
[[check]]
id = "recall"
asserts = "It finds."
where = "clean"
reason = "One question."
run.retrieval = { leg = "reranked", k = 5, at_least = 0.9 }
[[check]]
id = "answers"
asserts = "It answers."
where = "clean"
reason = "Two questions."
run.answers = { at_least = 0.9 }
[[check]]
id = "present"
asserts = "It finds the present."
where = "clean"
detects = ["wrong-word"]
reason = "One is too many."
run.forbidden_content = { seen_in = "bm25", probes = "hidden/probes.jsonl" }
[[check]]
id = "prompts"
asserts = "The model reads the present."
where = "clean"
reason = "One is too many."
run.forbidden_content = { seen_in = "prompts", probes = "hidden/probes.jsonl" }
[[check]]
id = "cost"
asserts = "It embeds what changed."
where = "clean"
reason = "One document."
run.calls = { most_inputs = 2 }
[[check]]
id = "lexical"
asserts = "Nothing is left."
where = "clean"
reason = "Exact."
run.store_invariant = { store = "lexical" }
[[check]]
id = "dense"
asserts = "Nothing is left."
where = "clean"
reason = "Exact."
run.store_invariant = { store = "dense" }
"#;

/// The patch of the only fault.
pub const FAULT: &str =
    "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-right\n+wrong\n three\n";

/// The pipeline's description.
pub const PIPELINE: &str = r#"
schema_version = 1
name = "toy-rust"
title = "Rust"
language = "rust"
contract = 1
domain = "toy-domain"
image = "assay/toy-rust"
command = "toy"
program = ["/build/toy"]
state = "/data/toy"
lexical_index = "bm25"
collection = "chunks"
tests = ["cargo", "test"]
brief = "`cargo build` builds it."
needs = "Rust."
[build]
command = ["/usr/bin/cargo", "build"]
within_seconds = 60
[stages]
word = ["word.txt"]
"#;

const RUBRIC: &str = r#"
[[criterion]]
id = "ID"
title = "T"
question = "Q"
weight = 1
level = [{ points = 0, behaviour = "no" }, { points = 1, behaviour = "yes" }]
item = [{ id = "right", level = 1, says = "It is right." }]
"#;

const FILES: &[(&str, &str)] = &[
    ("pipelines/toy-rust/pipeline.toml", PIPELINE),
    ("pipelines/toy-rust/word.txt", "one\nright\nthree\n"),
    ("pipelines/toy-rust/NOTICE", "Not yours.\n"),
    (
        "pipelines/toy-domain/corpus/policy/a.md",
        "---\nid: policy/a\n---\nThe window is 72 hours.\n",
    ),
    ("pipelines/toy-domain/questions/dev.jsonl", "{}\n"),
    (
        "pipelines/toy-domain/questions/held-back.jsonl",
        r#"{"id":"q1","question":"How long?","customer":null,"accept":["72 hours"],"answerable":true,"spans":[{"doc":"policy/a","quote":"72 hours"}]}
{"id":"q2","question":"How tall?","customer":"acme","accept":[],"answerable":false,"spans":[]}
"#,
    ),
    ("scenarios/toy/brief.md", "It is wrong.\n"),
    (
        "scenarios/toy/history.toml",
        "[[commit]]\ndate = \"2025-01-01T10:00:00Z\"\nrole = \"engineer\"\nmessage = \"Start\"\n\
         [[commit]]\ndate = \"2025-01-02T10:00:00Z\"\nrole = \"engineer\"\nmessage = \"Words\"\n\
         brings = [\"wrong-word\"]\nadds = [\"log\"]\n",
    ),
    ("scenarios/toy/faults/wrong-word.patch", FAULT),
    (
        "scenarios/toy/solution/reference.patch",
        "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-wrong\n+right\n three\n",
    ),
    (
        "scenarios/toy/solution/shallow/other-word.patch",
        "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-wrong\n+other\n three\n",
    ),
    ("scenarios/toy/solution/diagnosis.md", "The word.\n"),
    ("scenarios/toy/overlay/log/day.txt", "fine\n"),
    (
        "scenarios/toy/hidden/before/corpus/policy/b.md",
        "---\nid: policy/b\n---\nOld words.\n",
    ),
    (
        "scenarios/toy/hidden/after/corpus/policy/b.md",
        "---\nid: policy/b\n---\nNew words.\n",
    ),
    (
        "scenarios/toy/hidden/probes.jsonl",
        "{\"id\":\"p1\",\"question\":\"Which words?\",\"stale\":[\"old words\"],\"gone\":[\"policy/gone\"],\"fresh\":\"new words\"}\n",
    ),
];

/// A library on disk that is removed when this is dropped.
pub struct Toy {
    folder: tempfile::TempDir,
}

impl Toy {
    pub fn new() -> Self {
        let toy = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in FILES {
            toy.write(path, text);
        }
        toy.write("scenarios/toy/scenario.toml", MANIFEST);
        toy.write("scenarios/toy/rubric.toml", &RUBRIC.replace("ID", "own"));
        toy.write(
            "scenarios/common-rubric.toml",
            &RUBRIC.replace("ID", "common"),
        );
        toy
    }

    /// With one text of the manifest replaced.
    pub fn with_manifest(from: &str, to: &str) -> Self {
        assert!(MANIFEST.contains(from), "{from}");
        let toy = Self::new();
        toy.write(
            "scenarios/toy/scenario.toml",
            &MANIFEST.replacen(from, to, 1),
        );
        toy
    }

    /// The folder of scenarios and pipelines.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below [`Self::path`], and its folders.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn library(&self) -> Library {
        let at = |name: &str| self.folder.path().join(name);
        Library {
            scenarios: at("scenarios"),
            pipelines: at("pipelines").into(),
        }
    }

    pub fn load(&self) -> Result<Scenario, ScenarioError> {
        Scenario::load(&self.library(), "toy")
    }

    /// As it is on the disk.
    pub fn manifest(&self) -> String {
        std::fs::read_to_string(self.path().join("scenarios/toy/scenario.toml")).unwrap()
    }

    /// The number, from 1, of the line that begins with this.
    pub fn manifest_line(&self, start: &str) -> usize {
        let manifest = self.manifest();
        1 + manifest
            .lines()
            .position(|line| line.starts_with(start))
            .unwrap()
    }

    /// The message of the error that loading it must give.
    pub fn complaint(&self) -> String {
        self.load().map(|_| ()).unwrap_err().to_string()
    }
}
