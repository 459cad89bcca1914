//! Workspaces of the scenarios that this repository ships.

use std::path::PathBuf;
use std::process::Command;

use super::*;

fn library() -> Library {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines"),
    }
}

fn built(scenario: &Scenario, variant: &Variant) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    build(&library(), scenario, variant, folder.path())
        .unwrap_or_else(|error| panic!("{variant}: {error}"));
    folder
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "safe.directory=*"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shipped_scenario_loads_and_every_variant_builds() {
    for slug in library().slugs().unwrap() {
        let scenario = Scenario::load(&library(), &slug).unwrap();
        for variant in Variant::all(&scenario) {
            built(&scenario, &variant);
        }
    }
}

#[test]
fn the_candidates_workspace_has_the_whole_history_and_a_clean_tree() {
    let scenario = Scenario::load(&library(), "stale-answers").unwrap();
    let folder = built(&scenario, &Variant::Faulty);
    let commits = git(folder.path(), &["log", "--format=%an"]);
    assert_eq!(commits.lines().count(), scenario.history.commit.len());
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
    // What is hidden is nowhere, not even in an earlier commit.
    let ever = git(folder.path(), &["log", "--all", "--name-only", "--format="]);
    for word in ["hidden", "solution", "held-back", "rubric", "faults"] {
        assert!(!ever.contains(word), "{word}");
    }
}

#[test]
fn a_workspace_is_the_same_each_time() {
    let scenario = Scenario::load(&library(), "stale-answers").unwrap();
    let head = || {
        git(
            built(&scenario, &Variant::Faulty).path(),
            &["rev-parse", "HEAD"],
        )
    };
    assert_eq!(head(), head());
}
