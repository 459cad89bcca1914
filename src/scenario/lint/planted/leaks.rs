//! Hidden texts that a candidate could read.

use super::bench::{clean, found, only};
use crate::lint::leaks;
use crate::{Variant, workspace};

#[test]
fn hidden_texts_in_the_workspace_are_found() {
    let told = "Says that words are chosen\n> by people who may be mistaken.";
    for (path, content, origin) in [
        (
            "overlay/log/day.txt",
            format!("fine\n{told}\n"),
            "scenario.toml",
        ),
        (
            "overlay/log/day.txt",
            "fine\nsee wrong-word\n".into(),
            "scenario.toml",
        ),
        (
            "overlay/log/day.txt",
            "fine\nDoes not look at words at all.\n".into(),
            "the rubric",
        ),
    ] {
        let toy = clean();
        toy.write(&format!("scenarios/toy/{path}"), &content);
        let finding = only(&toy);
        assert!(
            finding.starts_with("toy/overlay/log/day.txt:2: has "),
            "{finding}"
        );
        assert!(
            finding.contains(origin) && finding.contains("[hidden-leak]"),
            "{finding}"
        );
    }
    // A name within a longer name is a different name.
    let toy = clean();
    toy.write("scenarios/toy/overlay/log/day.txt", "not-wrong-words\n");
    assert!(found(&toy).is_empty());
    let secret = "The seventh gate of the northern yard is closed on Sundays.";
    let toy = clean();
    toy.write("scenarios/toy/hidden/note.txt", &format!("{secret}\n"));
    toy.write(
        "scenarios/toy/overlay/log/day.txt",
        &format!("fine\n// {secret}\n"),
    );
    assert!(only(&toy).contains("hidden/note.txt:1"));
}

#[test]
fn hidden_texts_in_commits_and_unreachable_objects_are_found() {
    let toy = clean();
    let file = "scenarios/toy/history.toml";
    let history = std::fs::read_to_string(toy.path().join(file)).unwrap();
    toy.write(
        file,
        &history.replace("\"Words\"", "\"Brings the wrong-word\""),
    );
    let finding = only(&toy);
    assert!(
        finding.contains("git show") && finding.contains("(commit)"),
        "{finding}"
    );

    let toy = clean();
    let (library, scenario) = (toy.library(), toy.load().unwrap());
    let workspace = tempfile::tempdir().unwrap();
    workspace::build(&scenario, &Variant::Faulty, workspace.path()).unwrap();
    assert!(
        leaks::findings(&library, &scenario, workspace.path())
            .unwrap()
            .is_empty()
    );
    let mut git = std::process::Command::new("git")
        .args(["hash-object", "-w", "--stdin"])
        .env("GIT_DIR", workspace.path().join(".git"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = git.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"an old draft: wrong-word\n").unwrap();
    drop(stdin);
    assert!(git.wait().unwrap().success());
    let found = leaks::findings(&library, &scenario, workspace.path()).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].file.contains("(blob)"), "{}", found[0]);
}
