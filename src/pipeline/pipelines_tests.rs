//! What is refused of a pipeline, and in which words.

use std::path::Path;

use super::*;

const MANIFEST_TEXT: &str = r#"schema_version = 1
name = "toy"
title = "Toy"
language = "c"
contract = 1
domain = "toy-domain"
image = "assay/toy"
command = "toy"
program = ["/workspace/toy"]
state = "/data/toy"
lexical_index = "bm25"
collection = "chunks"
tests = ["make", "test"]
brief = "`make` builds it."
needs = "A compiler."
[stages]
pack = ["pack.c"]
"#;

fn written(manifest: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    if let Some(text) = manifest {
        write("toy/pipeline.toml", text);
    }
    write("toy/pack.c", "\n");
    write("toy/.cache/left.txt", "\n");
    write("toy-domain/corpus/a.md", "a\n");
    write("toy-domain/questions/dev.jsonl", "\n");
    write("toy-domain/workspace/toy.toml", "k = 1\n");
    folder
}

fn complaint(folder: &Path) -> String {
    let pipelines = Pipelines::from(folder.to_owned());
    pipelines.open("toy").map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_workspace_has_what_the_domain_shares_and_neither_description_nor_caches() {
    let generated = MANIFEST_TEXT.replace("tests =", "generated = [\".cache/\"]\ntests =");
    let folder = written(Some(&generated));
    let base = Pipelines::from(folder.path().to_owned())
        .open("toy")
        .unwrap();
    let files: Vec<String> = base.files().unwrap().into_keys().collect();
    let expected = ["corpus/a.md", "evals/questions.jsonl", "pack.c", "toy.toml"];
    assert_eq!(files, expected);
    assert!(base.holds("toy.toml") && !base.holds("pipeline.toml"));
}

#[test]
fn what_cannot_be_used_is_named_with_file_line_and_key() {
    for (from, to, line, said) in [
        (
            "contract = 1",
            "contract = 2",
            5,
            "`contract` is 2, and this program knows version 1",
        ),
        (
            "\"/workspace/toy\"",
            "\"toy\"",
            9,
            "`program` must begin with an absolute path",
        ),
        (
            "\"/data/toy\"",
            "\"/data/../etc\"",
            10,
            "`state` must be `/data/` and a name",
        ),
        (
            "pack.c",
            "gone.c",
            17,
            "`stages.pack` names \"gone.c\", which is not in the workspace",
        ),
        (
            "\"toy-domain\"",
            "\"other-domain\"",
            6,
            "`domain` names \"other-domain\"",
        ),
        ("title = ", "titel = ", 3, "unknown field `titel`"),
    ] {
        let folder = written(Some(&MANIFEST_TEXT.replacen(from, to, 1)));
        let complaint = complaint(folder.path());
        let place = format!("toy/pipeline.toml:{line}: ");
        assert!(
            complaint.contains(&place) && complaint.contains(said),
            "{complaint}"
        );
    }
}

#[test]
fn a_pipeline_without_a_manifest_says_what_it_needs_unless_a_library_describes_it() {
    let (bare, described) = (written(None), written(Some(MANIFEST_TEXT)));
    let said = complaint(bare.path());
    assert!(said.contains("a pipeline needs a pipeline.toml"), "{said}");
    let library = Pipelines::from(described.path().to_owned());
    let kept = Pipelines::from(bare.path().to_owned()).described_by(&library);
    assert_eq!(kept.open("toy").unwrap().manifest().command, "toy");
}

#[test]
fn a_name_that_is_a_path_is_no_pipeline() {
    let folder = written(Some(MANIFEST_TEXT));
    let pipelines = Pipelines::from(folder.path().join("toy-domain"));
    for name in ["../toy", "/etc", "nothing"] {
        let said = pipelines.open(name).map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("there is no pipeline of this name"), "{said}");
    }
}
