//! A workspace that contains more than is recorded.

use std::time::Duration;

use super::*;
use crate::files::git::KnownRepository;

const LIMITS: Limits = Limits {
    files: 20,
    reserved: 5,
    names: 60,
    names_of_folder: 30,
    folders: 6,
    bytes: 1 << 20,
};

/// A session that began with `src/main.rs`, `README.md` and a `.gitignore`.
fn session(root: &Path) -> Scanner {
    for (path, text) in [
        ("src/main.rs", "main"),
        ("README.md", "read"),
        (".gitignore", "/state\n"),
    ] {
        write(root, path, text);
    }
    let mut first = Scanner::open(root).unwrap();
    scan(&mut first);
    let began = Began::with(&first.snapshot(), "/state\n");
    let scanner = Scanner::of_session(root, first.snapshot(), began, None).unwrap();
    scanner.within(LIMITS)
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn fill(root: &Path, folder: &str, files: usize) {
    for number in 0..files {
        write(root, &format!("{folder}/{number}"), "");
    }
}

fn deleted(changes: &[Change]) -> Vec<String> {
    let kinds = kinds(changes).into_iter();
    kinds.filter(|kind| kind.starts_with('-')).collect()
}

#[test]
fn a_full_folder_pushes_out_nothing_that_is_known_and_leaves_room_for_work() {
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path());
    fill(root.path(), "cache", 25);
    let changes = scan(&mut scanner);
    assert_eq!(deleted(&changes), [""; 0]);
    let coverage = scanner.coverage().clone();
    assert_eq!(
        (coverage.files, coverage.missing[0].folder.as_str()),
        (18, "cache")
    );
    assert_eq!(coverage.missing[0].files, 10);
    assert!(coverage.gap().unwrap().contains("10 files in cache/"));
    // New files in the place of the work still find room, and edits are seen.
    write(root.path(), "src/new.rs", "new");
    write(root.path(), "src/main.rs", "changed");
    let seen = kinds(&scan(&mut scanner));
    assert!(seen.contains(&"+src/new.rs".into()) && seen.contains(&"~src/main.rs".into()));
    std::fs::remove_dir_all(root.path().join("cache")).unwrap();
    assert_eq!(deleted(&scan(&mut scanner)).len(), 15);
    assert_eq!(scanner.coverage().gap(), None);
}

#[test]
fn more_names_and_folders_than_are_read_are_said_and_not_gone() {
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path());
    write(root.path(), "zz/kept", "kept");
    scan(&mut scanner);
    fill(root.path(), "many", 100);
    assert_eq!(deleted(&scan(&mut scanner)), [""; 0]);
    let many = &scanner.coverage().missing[0];
    assert!(many.folder == "many" && many.more, "{many:?}");
    for number in 0..20 {
        fill(root.path(), &format!("folder-{number}"), 1);
    }
    assert_eq!(deleted(&scan(&mut scanner)), [""; 0]);
    assert!(scanner.snapshot().0.contains_key("zz/kept"));
    assert!(scanner.coverage().unvisited > 0, "{:?}", scanner.coverage());
}

#[test]
fn generated_folders_are_counted_and_a_later_line_in_gitignore_hides_nothing() {
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path());
    for folder in [
        "node_modules/a",
        "target/debug",
        "state",
        "src/__pycache__",
        "env",
    ] {
        fill(root.path(), folder, 3);
    }
    write(root.path(), "env/pyvenv.cfg", "home = /usr\n");
    write(root.path(), ".gitignore", "/state\n/hidden\nsrc\n");
    write(root.path(), "hidden/work.rs", "work");
    write(root.path(), "src/target/mod.rs", "a module");
    let changes = scan(&mut scanner);
    let mut summarised = Vec::new();
    let mut changed = Vec::new();
    for change in &changes {
        match &change.body {
            EventBody::FileSummarised(it) => summarised.push((it.path.as_str(), it.files)),
            EventBody::FileChanged { path, .. } => changed.push(path.as_str()),
            other => panic!("{other:?}"),
        }
    }
    let counted = [
        ("env", 4),
        ("node_modules", 3),
        ("src/__pycache__", 3),
        ("state", 3),
        ("target", 3),
    ];
    assert_eq!(summarised, counted);
    changed.sort_unstable();
    assert_eq!(
        changed,
        [".gitignore", "hidden/work.rs", "src/target/mod.rs"]
    );
    assert_eq!(
        (scanner.coverage().gap(), scanner.coverage().left_out_count),
        (None, 5)
    );
}

#[test]
fn a_file_in_place_of_a_folder_and_the_other_way_round() {
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path());
    std::fs::remove_file(root.path().join("README.md")).unwrap();
    write(root.path(), "README.md/a", "x");
    std::fs::remove_dir_all(root.path().join("src")).unwrap();
    write(root.path(), "src", "x");
    let seen = kinds(&scan(&mut scanner));
    assert_eq!(seen, ["-README.md", "-src/main.rs", "+src", "+README.md/a"]);
}

#[test]
fn what_is_too_much_at_once_comes_with_the_next_scan() {
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path()).within(Limits {
        bytes: 10,
        ..LIMITS
    });
    scan(&mut scanner);
    while !scanner.is_complete() {
        scan(&mut scanner);
    }
    for name in ["a", "b", "c"] {
        write(root.path(), name, "eight bytes");
    }
    let mut seen = Vec::new();
    while seen.len() < 3 || !scanner.is_complete() {
        seen.extend(kinds(&scan(&mut scanner)));
    }
    assert_eq!(seen, ["+a", "+b", "+c"]);
}

/// More bytes than one scan reads of changed files in one part of the workspace.
const LARGE: usize = 200;

#[test]
fn files_that_change_all_the_time_keep_no_other_from_being_read() {
    // Elsewhere, and in the session's own places, with names that sort before the others.
    for (busy, scans) in [("aaa/busy", 1), ("AAA", 2)] {
        let root = tempfile::tempdir().unwrap();
        let mut scanner = session(root.path()).within(Limits {
            bytes: 100,
            ..LIMITS
        });
        let mut text = "a".repeat(LARGE);
        write(root.path(), busy, &text);
        while !scanner.snapshot().0.contains_key(busy) {
            scan(&mut scanner);
        }
        write(root.path(), "src/main.rs", "changed");
        let mut seen = Vec::new();
        for _ in 0..scans {
            text.push('a');
            write(root.path(), busy, &text);
            seen.extend(kinds(&scan(&mut scanner)));
        }
        assert!(seen.contains(&"~src/main.rs".into()), "{busy}: {seen:?}");
        assert!(seen.contains(&format!("~{busy}")), "{busy}: {seen:?}");
    }
}

#[test]
fn names_that_are_no_text_are_bounded_as_others_are() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = tempfile::tempdir().unwrap();
    let mut scanner = session(root.path());
    for number in 0..100u8 {
        let name = [0xff, b'0' + number / 10, b'0' + number % 10];
        std::fs::write(root.path().join(std::ffi::OsStr::from_bytes(&name)), "").unwrap();
    }
    let refused = scan(&mut scanner).len();
    assert!(refused <= LIMITS.names_of_folder, "{refused}");
    assert!(scanner.coverage().missing[0].more);
}

#[tokio::test]
async fn the_sessions_own_folders_are_watched_whatever_is_in_the_repository() {
    let root = tempfile::tempdir().unwrap();
    drop(session(root.path()));
    write(root.path(), ".git/refs/heads/a/b/c/d", "");
    let mut first = Scanner::open(root.path()).unwrap();
    scan(&mut first);
    let began = Began::with(&first.snapshot(), "");
    let (watches, mut notices) = Watches::new(3).unwrap();
    let scanner = Scanner::of_session(root.path(), first.snapshot(), began, Some(watches));
    let repository = Repository::new(KnownRepository::default());
    let mut scanner = scanner.unwrap().with_repository(repository);
    scan(&mut scanner);
    assert_eq!(scanner.coverage().unwatched, 5);
    write(root.path(), "src/new.rs", "");
    let told = tokio::time::timeout(Duration::from_secs(20), notices.next()).await;
    assert!(told.expect("src/ is watched").unwrap().changed);
}
