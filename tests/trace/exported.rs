//! What an export contains besides the events.

use std::path::Path;
use std::process::Command;

use assay::trace::bundle::verify_folder;

use crate::made::{Piece, block_on, made};

#[test]
fn bytes_that_are_no_text_survive_exactly() {
    let short = b"\xff\xfe half a snowman \xe2\x98".to_vec();
    let long: Vec<u8> = (0..5000_u32)
        .map(|number| (number * 7).to_le_bytes()[0])
        .collect();
    let made = block_on(made(&[
        Piece::Output(short),
        Piece::Output(b"\x83\r\n\0".to_vec()),
        Piece::Output(long),
    ]));
    let raw = std::fs::read(made.path().join("terminal-1.raw")).unwrap();
    assert_eq!(raw, made.printed);
    assert!(verify_folder(made.path(), None, &mut ()).is_ok());
    let cast = std::fs::read_to_string(made.path().join("terminal-1.cast")).unwrap();
    let mut lines = cast.lines();
    let header: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(header["version"], 3);
    let printed: String = lines
        .map(|line| serde_json::from_str::<(f64, String, String)>(line).unwrap())
        .filter(|(since, code, _)| *since >= 0.0 && code == "o")
        .map(|(_, _, text)| text)
        .collect();
    let expected = String::from_utf8_lossy(&made.printed);
    assert_eq!(
        printed.trim_end_matches('\u{fffd}'),
        expected.trim_end_matches('\u{fffd}')
    );
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_workspace_is_a_repository_with_a_commit_a_snapshot() {
    let odd = "src/with \"quotes\" and spaces.rs";
    let made = block_on(made(&[
        Piece::File("src/main.rs".into(), b"fn main() {}\n".to_vec()),
        Piece::File(odd.into(), b"\xff\0".to_vec()),
        // Neither may lead out of the repository, nor into its `.git`.
        Piece::File("../escape".into(), b"x".to_vec()),
        Piece::File("sub/.git/config".into(), b"x".to_vec()),
    ]));
    let folder = tempfile::tempdir().unwrap();
    let bundle = made.path().join("workspace.git");
    git(
        folder.path(),
        &["clone", "--quiet", bundle.to_str().unwrap(), "w"],
    );
    let clone = folder.path().join("w");
    assert_eq!(
        git(&clone, &["log", "--reverse", "--format=%an: %s"]),
        format!(
            "System: Start\nCandidate: src/main.rs, {odd}, ../escape and 1 more\nCandidate: Handed in\n"
        )
    );
    let files = git(&clone, &["ls-files", "-z"]);
    assert_eq!(files, format!("README.md\0src/main.rs\0{odd}\0"));
    assert_eq!(std::fs::read(clone.join(odd)).unwrap(), b"\xff\0");
    assert_eq!(
        git(&clone, &["ls-tree", "--name-only", "HEAD~2"]),
        "README.md\n"
    );
}
