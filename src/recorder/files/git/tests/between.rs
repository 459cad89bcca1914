//! What the log and new objects show of what was done between two scans.

use super::*;
use crate::domain::ids::Digest;

#[test]
fn where_head_was_between_two_looks_is_told_by_the_log() {
    let mut workspace = Workspace::new();
    workspace.look();
    let first = workspace.git(&["rev-parse", "HEAD"])[..7].to_owned();
    let lost = workspace.commit("taken back")[..7].to_owned();
    workspace.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(
        workspace.told(),
        [
            format!("{lost}: taken back"),
            format!("logs/HEAD {first} {lost}")
        ]
    );
    let draft = workspace.commit("draft")[..7].to_owned();
    workspace.git(&["commit", "-q", "--allow-empty", "--amend", "-m", "final"]);
    let last = workspace.git(&["rev-parse", "HEAD"])[..7].to_owned();
    let told = workspace.told();
    for line in [
        format!("{draft}: draft"),
        format!("{last}: final"),
        format!("logs/HEAD {first} {draft}"),
        format!("refs/heads/main {first} {last}"),
    ] {
        assert!(told.contains(&line), "{line}: {told:?}");
    }
    assert_eq!(told.len(), 4);
    assert_eq!(workspace.told(), [""; 0]);
}

#[test]
fn what_is_new_in_a_commit_is_read_and_bounded() {
    let mut workspace = Workspace::new();
    workspace.look();
    let mut commit = |files: &[(String, String)]| {
        for (path, text) in files {
            let path = workspace.path(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        workspace.git(&["add", "-A"]);
        workspace.commit("with files");
        let mut changes = workspace.look().changes.into_iter();
        let change = changes.next().unwrap();
        let EventBody::GitCommit(commit) = change.body else {
            panic!("no commit")
        };
        assert_eq!(commit.objects.len(), change.contents.len());
        for (object, content) in commit.objects.iter().zip(&change.contents) {
            assert_eq!(object.content.blob, Digest::of(content));
        }
        (commit, change.contents)
    };
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let paths = |commit: &GitCommit| {
        let paths = commit.objects.iter().map(|it| it.path.clone());
        paths.collect::<Vec<_>>().join(" ")
    };
    let (first, contents) = commit(&[file("src/a.txt", "one"), file("src/b/c.txt", "two")]);
    assert_eq!(paths(&first), " src src/a.txt src/b src/b/c.txt");
    assert!(first.objects[1].tree && !first.objects[2].tree && !first.objects_cut);
    assert_eq!(
        (&contents[2][..], &contents[4][..]),
        (&b"one"[..], &b"two"[..])
    );
    let (second, _) = commit(&[file("src/a.txt", "changed")]);
    assert_eq!(paths(&second), " src src/a.txt");
    let many: Vec<_> = (0..100)
        .map(|number| file(&format!("many/{number}"), &number.to_string()))
        .collect();
    let (many, _) = commit(&many);
    assert!(many.objects_cut && many.objects.len() == 64);
    let (large, _) = commit(&[file("large", &"0".repeat(300 * 1024)), file("a", "small")]);
    assert!(large.objects_cut);
    assert_eq!(paths(&large), " a");
}

#[test]
fn a_log_that_is_no_log_is_read_bounded() {
    let mut workspace = Workspace::new();
    workspace.look();
    let log = workspace.path(".git/logs/HEAD");
    let mut text = std::fs::read_to_string(&log).unwrap();
    text.push_str("\u{fffd} no line\nx y z\n");
    let (zeros, made_up) = ("0".repeat(40), "d".repeat(40));
    write!(text, "{zeros} {made_up} A <a> 1 +0000\tmade up\nhalf a li").unwrap();
    std::fs::write(&log, &text).unwrap();
    let told = workspace.told();
    assert_eq!(told, ["logs/HEAD - ddddddd (packed or missing, not read)"]);
    let file = std::fs::OpenOptions::new().write(true).open(&log).unwrap();
    file.set_len(1 << 40).unwrap();
    let seen = workspace.look();
    assert!(seen.changes.is_empty() && seen.gap.unwrap().contains("log"));
    std::fs::remove_file(&log).unwrap();
    symlink("/etc/passwd", &log).unwrap();
    let seen = workspace.look();
    assert!(seen.changes.is_empty() && seen.gap.is_none());
}
