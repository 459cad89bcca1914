//! The exported repository: each commit contains what the workspace contained.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::made::{Made, Piece, block_on, made};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The files of the last commit before the hand-in, which is the only one after the start.
fn last_burst(made: &Made) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let bundle = made.path().join("workspace.git");
    let bundle = bundle.to_str().unwrap();
    git(folder.path(), &["clone", "--quiet", bundle, "w"]);
    let clone = folder.path().join("w");
    let differs = git(&clone, &["diff", "--name-status", "HEAD~1", "HEAD"]);
    assert_eq!(differs, "", "the workspace as it was handed in differs");
    let files = git(&clone, &["ls-tree", "-r", "--name-only", "HEAD~1"]);
    files.lines().map(str::to_owned).collect()
}

fn file(path: &str) -> Piece {
    Piece::File(path.into(), format!("{path}\n").into_bytes())
}

fn gone(path: &str) -> Piece {
    Piece::Gone(path.into())
}

#[test]
fn a_file_becomes_a_folder_of_its_name_and_a_folder_a_file() {
    // A scan reports files that exist first, then those that are gone.
    let to_folder = [file("README.md/a"), gone("README.md")];
    let made_folder = block_on(made(&to_folder));
    assert_eq!(last_burst(&made_folder), ["README.md/a"]);
    let there_and_back = [&to_folder[..], &[file("README.md"), gone("README.md/a")]];
    let made_file = block_on(made(&there_and_back.concat()));
    assert_eq!(last_burst(&made_file), ["README.md"]);
}

const PATHS: [&str; 6] = [
    "README.md",
    "README.md/a",
    "README.md/a/b",
    "d",
    "d/README.md",
    "e",
];

/// Some of the paths, without conflicts between a file and a folder.
fn workspace() -> impl Strategy<Value = BTreeSet<&'static str>> {
    let some = subsequence(PATHS.to_vec(), 1..PATHS.len()).prop_shuffle();
    some.prop_map(|paths| {
        let mut kept: BTreeSet<&'static str> = BTreeSet::new();
        for path in paths {
            let beneath = |one: &str, other: &str| one.starts_with(&format!("{other}/"));
            if !kept.iter().any(|it| beneath(it, path) || beneath(path, it)) {
                kept.insert(path);
            }
        }
        kept
    })
}

/// The events of a scan for this difference, in any order.
fn difference(
    before: &BTreeSet<&'static str>,
    after: &BTreeSet<&'static str>,
) -> BoxedStrategy<Vec<Piece>> {
    let went = before.difference(after).map(|path| gone(path));
    let came = after.difference(before).map(|path| file(path));
    Just(went.chain(came).collect::<Vec<_>>())
        .prop_shuffle()
        .boxed()
}

fn course() -> impl Strategy<Value = Vec<Piece>> {
    proptest::collection::vec(workspace(), 1..5).prop_flat_map(|workspaces| {
        let mut before = BTreeSet::from(["README.md"]);
        let mut scans = vec![Just(vec![file("kept")]).boxed()];
        for after in workspaces {
            scans.push(difference(&before, &after));
            before = after;
        }
        scans.prop_map(|scans| scans.concat())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_replaces_what_in_whatever_order(pieces in course()) {
        // It compares with the snapshot of the hand-in.
        last_burst(&block_on(made(&pieces)));
    }
}
