//! Any tree, changed in any way, with any limits. What exists is never recorded as gone, and once
//! the limits suffice the record is the tree.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What somebody does to a workspace.
#[derive(Clone, Debug)]
enum Deed {
    Write(String, u8),
    Remove(String),
    Move(String, String),
    Link(String),
}

fn path() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c", "src"]);
    prop::collection::vec(name, 1..4).prop_map(|names| names.join("/"))
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (path(), 0u8..4).prop_map(|(path, text)| Deed::Write(path, text)),
        2 => path().prop_map(Deed::Remove),
        1 => (path(), path()).prop_map(|(from, to)| Deed::Move(from, to)),
        1 => path().prop_map(Deed::Link),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    (
        1usize..12,
        0usize..4,
        1usize..12,
        1usize..12,
        0usize..6,
        1u64..6,
    )
        .prop_map(
            |(files, reserved, names, names_of_folder, folders, bytes)| Limits {
                files,
                reserved,
                names,
                names_of_folder,
                folders,
                bytes,
            },
        )
}

/// What cannot be done is skipped.
fn carry_out(root: &Path, deed: &Deed) {
    match deed {
        Deed::Write(path, text) => {
            let path = root.join(path);
            let _ = std::fs::create_dir_all(path.parent().unwrap());
            let _ = std::fs::write(path, vec![b'x'; usize::from(*text)]);
        }
        Deed::Remove(path) => {
            let path = root.join(path);
            let _ = std::fs::remove_dir_all(&path);
            let _ = std::fs::remove_file(&path);
        }
        Deed::Move(from, to) => {
            let _ = std::fs::rename(root.join(from), root.join(to));
        }
        Deed::Link(path) => {
            // It leads nowhere, so nothing is written outside of the tree through it.
            let _ = symlink("nowhere", root.join(path));
        }
    }
}

/// The tree's files and their lengths, read by simple means.
fn tree(root: &Path, folder: &Path, files: &mut BTreeMap<String, u64>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            tree(root, &entry.path(), files);
        } else if kind.is_file() {
            let path = entry.path();
            let path = path.strip_prefix(root).unwrap().to_str().unwrap();
            files.insert(path.to_owned(), entry.metadata().unwrap().len());
        }
    }
}

fn recorded(scanner: &Scanner) -> BTreeMap<String, u64> {
    let files = scanner.snapshot().0.into_iter();
    files.map(|(path, version)| (path, version.size)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_that_is_there_is_gone_and_enough_room_gives_the_tree(
        start in prop::collection::vec(deed(), 0..10),
        rounds in prop::collection::vec(
            (prop::collection::vec(deed(), 0..6), limits()), 1..5),
    ) {
        let root = tempfile::tempdir().unwrap();
        for deed in &start {
            carry_out(root.path(), deed);
        }
        let mut first = Scanner::open(root.path()).unwrap();
        scan(&mut first);
        let began = Began::with(&first.snapshot(), "");
        let mut scanner =
            Scanner::of_session(root.path(), first.snapshot(), began, None).unwrap();
        let mut folded = recorded(&scanner);
        for (deeds, limits) in rounds {
            for deed in &deeds {
                carry_out(root.path(), deed);
            }
            scanner = scanner.within(limits);
            let mut now = BTreeMap::new();
            tree(root.path(), root.path(), &mut now);
            for change in scan(&mut scanner) {
                match change.body {
                    EventBody::FileDeleted { path, .. } => {
                        prop_assert!(!now.contains_key(&path), "{path} is there");
                        folded.remove(&path);
                    }
                    EventBody::FileChanged { path, before, after } => {
                        prop_assert_eq!(now.get(&path), Some(&after.size));
                        prop_assert_eq!(before.map(|it| it.size), folded.insert(path, after.size));
                    }
                    _ => {}
                }
            }
            // The events add up to what the scanner knows.
            prop_assert_eq!(&folded, &recorded(&scanner));
        }
        scanner = scanner.within(Limits::default());
        scan(&mut scanner);
        let mut now = BTreeMap::new();
        tree(root.path(), root.path(), &mut now);
        prop_assert_eq!(recorded(&scanner), now);
        prop_assert_eq!(scanner.coverage().gap(), None);
    }
}
