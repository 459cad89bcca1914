//! `assay pipeline check`: what it prints, and what it says about a pipeline that cannot be tried.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context as _, Result};
use assay::gateway::minilm;
use serde_json::Value;

/// A pipeline outside of the repository, whose program keeps one promise.
struct Folder(tempfile::TempDir);

const MANIFEST: &str = r#"schema_version = 1
name = "mine"
title = "Mine"
language = "shell"
contract = 1
domain = "contract-domain"
image = "assay/halden-python"
command = "mine"
program = ["/workspace/bin/mine"]
state = "/data/halden"
lexical_index = "bm25"
collection = "chunks"
tests = ["true"]
brief = "Nothing."
needs = "Nothing."

[stages]
all = ["bin/mine"]
"#;

/// Any command prints these scores.
const PROGRAM: &str = r#"#!/bin/sh
echo '{"questions": 2, "recall_at_5": 0.5, "mrr": 0.25, "ndcg_at_10": 0.3, "unscored": ["q2"], "rows": []}'
"#;

impl Folder {
    fn new(change: impl Fn(String) -> String) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let bin = folder.path().join("mine/bin");
        std::fs::create_dir_all(&bin)?;
        std::fs::write(bin.join("mine"), PROGRAM)?;
        std::fs::set_permissions(bin.join("mine"), std::fs::Permissions::from_mode(0o755))?;
        let manifest = change(MANIFEST.to_owned());
        std::fs::write(folder.path().join("mine/pipeline.toml"), manifest)?;
        Ok(Self(folder))
    }

    fn check(&self, more: &[&str]) -> Result<Output> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let models = minilm::default_directory();
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command
            .args(["pipeline", "check"])
            .arg(self.0.path().join("mine"))
            .arg("--pipelines")
            .arg(root.join("sandbox-images/pipelines"))
            .args(more)
            .env("ASSAY_CACHE", self.0.path().join("cache"))
            .env(
                "ASSAY_MODELS",
                models.parent().context("models are in a folder")?,
            )
            .env("TMPDIR", self.0.path());
        Ok(command.output()?)
    }
}

/// Requires that nothing could be tried, and returns the message.
fn refused(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(output.stdout.is_empty(), "{:?}", output.stdout);
    stderr
}

fn says(message: &str, words: &[&str]) {
    for words in words {
        assert!(message.contains(words), "no {words:?} in {message}");
    }
}

#[test]
fn a_folder_without_a_manifest_is_told_what_it_needs() -> Result<()> {
    let folder = Folder::new(|manifest| manifest)?;
    std::fs::remove_file(folder.0.path().join("mine/pipeline.toml"))?;
    says(
        &refused(&folder.check(&[])?),
        &["mine/pipeline.toml", "needs a pipeline.toml"],
    );
    Ok(())
}

#[test]
fn an_unknown_contract_is_refused_with_its_line() -> Result<()> {
    let folder = Folder::new(|manifest| manifest.replace("contract = 1", "contract = 7"))?;
    says(
        &refused(&folder.check(&[])?),
        &["mine/pipeline.toml:5:", "`contract` is 7"],
    );
    Ok(())
}

#[test]
fn an_image_that_is_missing_is_named_with_how_it_is_built() -> Result<()> {
    let folder =
        Folder::new(|manifest| manifest.replace("assay/halden-python", "assay/no-such-image"))?;
    let words = [
        "mine/pipeline.toml:7:",
        "`image`",
        "assay/no-such-image",
        "make images",
    ];
    says(&refused(&folder.check(&[])?), &words);
    Ok(())
}

#[test]
fn a_program_that_does_not_exist_is_named() -> Result<()> {
    let folder =
        Folder::new(|manifest| manifest.replace("/workspace/bin/mine", "/workspace/bin/no-such"))?;
    let words = [
        "mine/pipeline.toml:9:",
        "`program`",
        "/workspace/bin/no-such",
    ];
    says(&refused(&folder.check(&[])?), &words);
    Ok(())
}

#[test]
fn a_build_that_hangs_is_killed_at_its_limit() -> Result<()> {
    let build = "[build]\ncommand = [\"/bin/sleep\", \"600\"]\nwithin_seconds = 1\n\n[stages]";
    let folder = Folder::new(|manifest| manifest.replace("[stages]", build))?;
    let words = [
        "mine/pipeline.toml:19:",
        "`build.within_seconds` is 1",
        "killed",
    ];
    says(&refused(&folder.check(&[])?), &words);
    Ok(())
}

#[test]
fn an_unknown_point_is_not_tried() -> Result<()> {
    let folder = Folder::new(|manifest| manifest)?;
    says(
        &refused(&folder.check(&["--only", "no-such-point"])?),
        &["no-such-point"],
    );
    Ok(())
}

#[test]
fn each_point_is_printed_and_a_failure_is_the_exit_status() -> Result<()> {
    let folder = Folder::new(|manifest| manifest)?;
    let one = folder.check(&["--only", "score-unscored", "--only", "score-no-gold"])?;
    let text = String::from_utf8_lossy(&one.stdout).into_owned();
    assert_eq!(one.status.code(), Some(1), "{text}");
    says(
        &text,
        &[
            "passed  score-unscored",
            "FAILED  score-no-gold",
            "expected",
            "1 of 2 points passed, 1 failed",
        ],
    );

    let json = folder.check(&["--only", "score-unscored", "--json"])?;
    assert_eq!(json.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&json.stdout)?;
    assert_eq!(document["passed"], true);
    assert_eq!(document["points"][0]["id"], "score-unscored");
    assert_eq!(document["points"][0]["outcome"], "passed");
    Ok(())
}
