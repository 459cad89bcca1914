//! What a scan sees of a workspace that changes meanwhile.

mod chance;
mod crowded;

use std::os::unix::fs::symlink;

use rustix::fs::{CWD, FileType, Mode};

use super::limits::DEPTH_LIMIT;
use super::*;
use crate::domain::event::EventBody;

/// A scanner of a session that began without files.
fn open(root: &Path, known: Snapshot) -> Scanner {
    Scanner::of_session(root, known, Began::nothing(), None).unwrap()
}

fn scan(scanner: &mut Scanner) -> Vec<Change> {
    scanner.scan(false).unwrap().files
}

fn kinds(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| match &change.body {
            EventBody::FileChanged {
                path, before: None, ..
            } => format!("+{path}"),
            EventBody::FileChanged { path, .. } => format!("~{path}"),
            EventBody::FileDeleted { path, .. } => format!("-{path}"),
            EventBody::FileRefused { path, reason } => format!("!{path}: {reason}"),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn links_pipes_and_large_files_are_refused_once_and_nothing_outside_is_read() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "key").unwrap();
    symlink(outside.path(), root.path().join("folder")).unwrap();
    symlink(outside.path().join("secret"), root.path().join("file")).unwrap();
    rustix::fs::mknodat(CWD, root.path().join("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    let large = std::fs::File::create(root.path().join("sparse")).unwrap();
    large.set_len(1 << 40).unwrap();
    let mut scanner = open(root.path(), Snapshot::default());
    let changes = scan(&mut scanner);
    assert_eq!(
        kinds(&changes),
        [
            "!file: it is a link",
            "!folder: it is a link",
            "!pipe: it is not a file",
            "!sparse: it is larger than 8 MiB: only its size is recorded",
            "+sparse",
        ]
    );
    assert!(changes.iter().all(|change| change.contents.is_empty()));
    assert!(
        scan(&mut scanner).is_empty(),
        "a second look has nothing to say"
    );
}

#[test]
fn changes_are_seen_with_before_and_after() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("a.txt");
    std::fs::write(&file, "one").unwrap();
    let mut scanner = open(root.path(), Snapshot::default());
    assert_eq!(kinds(&scan(&mut scanner)), ["+a.txt"]);
    let before = scanner.snapshot().0["a.txt"];
    // The same length, immediately afterwards: only the kernel's change time differs.
    std::fs::write(&file, "two").unwrap();
    let changes = scan(&mut scanner);
    assert_eq!(kinds(&changes), ["~a.txt"]);
    let EventBody::FileChanged { before: said, .. } = &changes[0].body else {
        panic!()
    };
    assert_eq!(*said, Some(before));
    assert_eq!(changes[0].contents, [b"two"]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(kinds(&scan(&mut scanner)), ["-a.txt"]);
}

#[test]
fn a_scanner_that_continues_sees_what_happened_meanwhile() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("kept"), "kept").unwrap();
    std::fs::write(root.path().join("changed"), "old").unwrap();
    let mut first = open(root.path(), Snapshot::default());
    scan(&mut first);
    std::fs::write(root.path().join("changed"), "new").unwrap();
    let mut second = open(root.path(), first.snapshot());
    assert_eq!(kinds(&scan(&mut second)), ["~changed"]);
}

#[test]
fn deep_trees_and_odd_names_end() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = tempfile::tempdir().unwrap();
    let mut deep = root.path().to_owned();
    for _ in 0..DEPTH_LIMIT + 5 {
        deep.push("d");
    }
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("file"), "x").unwrap();
    std::fs::write(
        root.path().join(std::ffi::OsStr::from_bytes(b"\xff\n")),
        "x",
    )
    .unwrap();
    let mut scanner = open(root.path(), Snapshot::default());
    let seen = kinds(&scan(&mut scanner));
    assert!(
        seen.iter()
            .any(|it| it.ends_with("folders are nested too deep")),
        "{seen:?}"
    );
    assert!(
        seen.contains(&"!\\xff\\n: the name is not UTF-8".to_owned()),
        "{seen:?}"
    );
    assert!(!seen.iter().any(|it| it.starts_with('+')), "{seen:?}");
}
