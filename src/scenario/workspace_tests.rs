//! Workspaces of the scenarios that this repository ships.

use std::path::PathBuf;
use std::process::Command;

use super::*;
use crate::pipeline::folder::SourceFile;
use crate::toy::Toy;
use crate::{Library, lint};

fn library() -> Library {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    Library {
        scenarios: root.join("scenarios"),
        pipelines: root.join("sandbox-images/pipelines").into(),
    }
}

fn built(scenario: &Scenario, variant: &Variant) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    build(scenario, variant, folder.path()).unwrap_or_else(|error| panic!("{variant}: {error}"));
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

/// A lint that was added later found a question that named its fault; nobody
/// had looked at it again.
#[test]
fn every_shipped_scenario_builds_in_every_variant_without_a_finding() {
    nothing_is_found(|place| place == 0);
}

#[test]
fn so_it_does_on_its_other_tracks() {
    nothing_is_found(|place| place > 0);
}

/// On these of each scenario's tracks.
fn nothing_is_found(wanted: fn(usize) -> bool) {
    let mut findings = Vec::new();
    for slug in library().slugs().unwrap() {
        let scenario = Scenario::load(&library(), &slug).unwrap();
        for (place, track) in scenario.tracks.iter().enumerate() {
            if wanted(place) {
                let scenario = scenario.on(&track.name).unwrap();
                findings.extend(lint::all(&library(), &scenario).unwrap());
            }
        }
    }
    assert!(findings.is_empty(), "{}", lint::text(&findings));
}

#[test]
fn the_candidates_workspace_has_the_whole_history_and_a_clean_tree() {
    let scenario = Scenario::load(&library(), "stale-answers").unwrap();
    let folder = built(&scenario, &Variant::Faulty);
    let commits = git(folder.path(), &["log", "--format=%an"]);
    assert_eq!(commits.lines().count(), scenario.history.commit.len());
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
    // Hidden files must not be in an earlier commit either.
    let ever = git(folder.path(), &["log", "--all", "--name-only", "--format="]);
    for word in ["hidden", "solution", "held-back", "rubric", "faults"] {
        assert!(!ever.contains(word), "{word}");
    }
}

#[test]
fn what_probes_look_for_is_not_in_the_candidates_workspace() {
    let scenario = Scenario::load(&library(), "stale-answers").unwrap();
    let folder = built(&scenario, &Variant::Faulty);
    let files = folder::read(folder.path(), &[".git"]).unwrap();
    for probe in scenario.probes("hidden/all.jsonl").unwrap() {
        for words in probe.stale.iter().chain(&probe.fresh) {
            let holds = |file: &SourceFile| {
                String::from_utf8_lossy(&file.bytes)
                    .to_lowercase()
                    .contains(&words.to_lowercase())
            };
            let found = files.iter().find(|(_, file)| holds(file));
            assert!(
                found.is_none(),
                "{words:?} is in {:?}",
                found.map(|(path, _)| path)
            );
        }
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

#[test]
fn a_patch_that_does_not_apply_is_named_with_its_place() {
    let toy = Toy::new();
    toy.write("pipelines/toy-rust/word.txt", "one\nsomething\nthree\n");
    let scenario = toy.load().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = build(&scenario, &Variant::Faulty, folder.path()).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("faults/wrong-word.patch: does not apply"),
        "{message}"
    );
    assert!(message.contains("word.txt:1"), "{message}");
}

#[test]
fn a_history_that_does_not_lead_to_the_workspace_is_named() {
    let late = "--- a/none.txt\n+++ b/none.txt\n@@ -1 +1 @@\n-a\n+b\n";
    for (line, expected) in [
        (
            "patch = [\"late.patch\"]",
            "late.patch: does not apply backwards",
        ),
        (
            "[[commit]]\ndate = \"2025-01-03T10:00:00Z\"\nrole = \"r\"\nmessage = \"m\"\nadds = [\"docs\"]",
            "`docs` is added by a commit but is not in the workspace",
        ),
        (
            "[[commit]]\ndate = \"soon\"\nrole = \"r\"\nmessage = \"m\"",
            "git commit: ",
        ),
    ] {
        let toy = Toy::new();
        let path = "scenarios/toy/history.toml";
        let history = std::fs::read_to_string(toy.path().join(path)).unwrap();
        toy.write(path, &format!("{history}{line}\n"));
        toy.write("scenarios/toy/late.patch", late);
        let scenario = toy.load().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let error = build(&scenario, &Variant::Faulty, folder.path()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn the_hosts_git_configuration_and_hooks_have_no_part_in_it() {
    let toy = Toy::new();
    let scenario = toy.load().unwrap();
    let folder = tempfile::tempdir().unwrap();
    build(&scenario, &Variant::Faulty, folder.path()).unwrap();
    assert!(!folder.path().join(".git/hooks").exists());
    let log = git(
        folder.path(),
        &["log", "--format=%an <%ae> %ct %s", "--reverse"],
    );
    assert_eq!(
        log,
        "engineer <engineer@halden.example> 1735725600 Start\n\
         engineer <engineer@halden.example> 1735812000 Words\n"
    );
}

#[test]
fn times_do_not_tell_where_the_faults_were_laid() {
    let toy = Toy::new();
    let scenario = toy.load().unwrap();
    let folder = tempfile::tempdir().unwrap();
    build(&scenario, &Variant::Faulty, folder.path()).unwrap();
    let mut times = std::collections::BTreeSet::new();
    for line in git(folder.path(), &["ls-files", "--debug"]).lines() {
        if let Some(time) = line.trim().strip_prefix("mtime: ") {
            times.insert(time.to_owned());
        }
    }
    assert_eq!(times.len(), 1, "the index: {times:?}");
    let mut folders = vec![folder.path().to_owned()];
    let mut times = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            times.insert(entry.metadata().unwrap().modified().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    assert_eq!(times.len(), 1, "the files: {times:?}");
}
