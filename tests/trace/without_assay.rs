//! The program that `docs/trace.md` prints finds the same as Assay, in bundles that
//! were damaged in every way.

use std::path::{Path, PathBuf};
use std::process::Command;

use assay::domain::ids::{Digest, SessionId};
use assay::trace::bundle::verify_folder;
use assay::trace::signing::InstallationKey;
use serde_json::json;

use crate::forged::{ANOTHER, bodies, forge};
use crate::made::{Made, Piece, block_on, made};

/// What somebody does to a bundle.
type Damage = (&'static str, fn(&Made));

const UNTOUCHED: &[u8] = b"An untouched file.\n";
const CHANGED: &[u8] = b"fn main() {}\n";

fn long() -> Vec<u8> {
    b"a line of output\r\n".repeat(80)
}

fn pieces() -> [Piece; 5] {
    [
        Piece::Output(b"$ ".to_vec()),
        Piece::Output(long()),
        Piece::Note("The filter is missing.".into()),
        Piece::File("src/main.rs".into(), CHANGED.to_vec()),
        Piece::Gone("src/main.rs".into()),
    ]
}

fn blob(made: &Made, content: &[u8]) -> PathBuf {
    made.path()
        .join("blobs")
        .join(Digest::of(content).to_string())
}

fn change_line(made: &Made, at: usize, change: impl Fn(&str) -> String) {
    let mut lines = made.lines();
    lines[at] = change(&lines[at]);
    made.write(&lines);
}

fn change_manifest(made: &Made, change: impl Fn(&mut serde_json::Value)) {
    let mut manifest = made.manifest();
    change(&mut manifest);
    made.write_manifest(&manifest);
}

fn change_bodies(made: &Made, change: impl Fn(&mut Vec<String>)) {
    let mut bodies = bodies(made);
    change(&mut bodies);
    forge(made, &bodies);
}

fn lines_moved(made: &Made, change: impl Fn(&mut Vec<String>)) {
    let mut lines = made.lines();
    change(&mut lines);
    made.write(&lines);
}

/// Damage to the chain, which is not computed again.
const CHAIN: &[Damage] = &[
    ("an event", |made| {
        change_line(made, 5, |line| line.replace("filter", "sorter"));
    }),
    ("an event's number", |made| {
        change_line(made, 3, |line| line.replace("\"seq\":4", "\"seq\":5"));
    }),
    ("an event's predecessor", |made| {
        change_line(made, 4, |line| {
            line.replacen("\"prev\":\"", "\"prev\":\"0", 1)
                .replacen("\",\"hash\"", "", 1)
        });
    }),
    ("two hashes", |made| {
        change_line(made, 4, |line| {
            let zero = Digest::ZERO.to_string();
            format!("{}{zero}{}", &line[..9], &line[73..])
        });
    }),
    ("a space in a line", |made| {
        change_line(made, 4, |line| {
            line.replacen("\"event\":", "\"event\": ", 1)
        });
    }),
    ("a key more in a line", |made| {
        change_line(made, 4, |line| {
            format!("{},\"more\":1}}", &line[..line.len() - 1])
        });
    }),
    ("a line that is none", |made| {
        change_line(made, 4, |_| "{}".into());
    }),
    ("an empty line", |made| {
        change_line(made, 4, |_| String::new());
    }),
    ("the first event dropped", |made| {
        lines_moved(made, |lines| drop(lines.remove(0)));
    }),
    ("an event dropped", |made| {
        lines_moved(made, |lines| drop(lines.remove(4)));
    }),
    ("the last event dropped", |made| {
        lines_moved(made, |lines| drop(lines.pop()));
    }),
    ("all events dropped", |made| lines_moved(made, Vec::clear)),
    ("an event twice", |made| {
        lines_moved(made, |lines| lines.insert(4, lines[4].clone()));
    }),
    ("two events in each other's place", |made| {
        lines_moved(made, |lines| lines.swap(4, 5));
    }),
    ("no events", |made| {
        std::fs::remove_file(made.path().join("events.jsonl")).unwrap();
    }),
];

const CONTENTS: &[Damage] = &[
    ("a content of an event", |made| {
        std::fs::write(blob(made, &long()), "x").unwrap();
    }),
    ("a byte of it", |made| {
        let mut content = long();
        content[7] ^= 1;
        std::fs::write(blob(made, &long()), content).unwrap();
    }),
    ("it is missing", |made| {
        std::fs::remove_file(blob(made, &long())).unwrap();
    }),
    ("it is a link", |made| {
        let (file, elsewhere) = (blob(made, &long()), made.path().join("elsewhere"));
        std::fs::rename(&file, &elsewhere).unwrap();
        std::os::unix::fs::symlink(elsewhere, file).unwrap();
    }),
    ("a file of an event", |made| {
        std::fs::write(blob(made, CHANGED), b"fn main() {;\n").unwrap();
    }),
    ("a file that only a snapshot names", |made| {
        std::fs::write(blob(made, UNTOUCHED), b"An untouched file?\n").unwrap();
    }),
    ("it is longer", |made| {
        std::fs::write(blob(made, UNTOUCHED), b"An untouched file.\n\n").unwrap();
    }),
    ("it is a link that leads nowhere", |made| {
        let file = blob(made, UNTOUCHED);
        std::fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("nowhere", file).unwrap();
    }),
    ("a snapshot", |made| {
        let snapshot = std::fs::read_dir(made.path().join("blobs"))
            .unwrap()
            .find_map(|entry| {
                let path = entry.unwrap().path();
                let content = std::fs::read_to_string(&path).ok()?;
                content.starts_with("{\"README.md\"").then_some(path)
            });
        std::fs::write(snapshot.unwrap(), "{}").unwrap();
    }),
];

/// Damage by somebody who computes the whole chain again.
const FORGED: &[Damage] = &[
    ("output is missing", |made| {
        change_bodies(made, |bodies| drop(bodies.remove(3)));
    }),
    ("output is doubled", |made| {
        change_bodies(made, |bodies| bodies.insert(4, bodies[3].clone()));
    }),
    ("another note", |made| {
        change_bodies(made, |bodies| {
            bodies[5] = bodies[5].replace("filter", "sorter");
        });
    }),
    ("an event more", |made| {
        change_bodies(made, |bodies| bodies.push(ANOTHER.into()));
    }),
    ("an event less", |made| {
        change_bodies(made, |bodies| drop(bodies.pop()));
    }),
    ("a content that is not there", |made| {
        let (from, to) = (
            Digest::of(CHANGED).to_string(),
            Digest::of(b"no").to_string(),
        );
        change_bodies(made, |bodies| bodies[6] = bodies[6].replace(&from, &to));
    }),
];

/// Damage to what vouches for the trace.
const MANIFEST: &[Damage] = &[
    ("no manifest", |made| {
        std::fs::remove_file(made.path().join("manifest.json")).unwrap();
    }),
    ("a later format", |made| {
        change_manifest(made, |it| it["format"] = json!(2));
    }),
    ("another end", |made| {
        change_manifest(made, |it| it["head"] = json!(Digest::ZERO));
    }),
    ("another number", |made| {
        change_manifest(made, |it| it["events"] = json!(3));
    }),
    ("another session", |made| {
        change_manifest(made, |it| it["session"] = json!(SessionId::generate()));
    }),
    ("no signature", |made| {
        change_manifest(made, |it| it["signatures"] = json!([]));
    }),
    ("the last signature missing", |made| {
        change_manifest(made, |it| {
            drop(it["signatures"].as_array_mut().unwrap().pop());
        });
    }),
    ("a signed head", |made| {
        change_manifest(made, |it| it["signatures"][0]["head"] = json!(Digest::ZERO));
    }),
    ("a signature beyond the end", |made| {
        change_manifest(made, |it| it["signatures"][0]["seq"] = json!(99));
    }),
    ("a signature before the beginning", |made| {
        change_manifest(made, |it| it["signatures"][0]["seq"] = json!(0));
    }),
    ("somebody else's signature", |made| {
        let key = InstallationKey::generate().unwrap().public();
        change_manifest(made, |it| it["signatures"][1]["key"] = json!(key));
    }),
    ("a signature", |made| {
        change_manifest(made, |it| {
            it["signatures"][1]["signature"] = it["signatures"][0]["signature"].clone();
        });
    }),
];

/// The printed program, from the page that prints it.
fn printed(into: &Path) -> PathBuf {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/trace.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("```python\n").unwrap();
    let (program, _) = rest.split_once("```").unwrap();
    let path = into.join("verify.py");
    std::fs::write(&path, program).unwrap();
    path
}

/// Whether it finds nothing wrong, and what it says.
fn accepts(program: &Path, bundle: &Path, key: Option<&str>) -> (bool, String) {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace/python");
    let output = Command::new("python3")
        .arg(program)
        .arg(bundle)
        .args(key)
        .env("PYTHONPATH", modules)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Both verdicts, without a key and with it.
fn compare(program: &Path, made: &Made, damage: &str) -> [bool; 2] {
    let key = made.public();
    [None, Some(key)].map(|key| {
        let ours = verify_folder(made.path(), key, &mut ());
        let key = key.map(|key| key.to_string());
        let (theirs, said) = accepts(program, made.path(), key.as_deref());
        assert_eq!(
            ours.is_ok(),
            theirs,
            "{damage}, key {key:?}: {ours:?}\n{said}"
        );
        theirs
    })
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(copied.unwrap().success());
}

/// Both verdicts on each damage to a bundle. The signature shows every damage in the end.
fn both_find(damages: &[Damage]) {
    let folder = tempfile::tempdir().unwrap();
    let program = printed(folder.path());
    let made = block_on(made(&pieces()));
    assert_eq!(compare(&program, &made, "nothing"), [true, true]);
    let whole = tempfile::tempdir().unwrap();
    copy(made.path(), whole.path());
    for (damage, inflict) in damages {
        inflict(&made);
        let [_, with_key] = compare(&program, &made, damage);
        assert!(!with_key, "{damage} was not found");
        for entry in std::fs::read_dir(made.path()).unwrap() {
            let path = entry.unwrap().path();
            let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path));
        }
        copy(whole.path(), made.path());
    }
}

#[test]
fn of_the_chain() {
    both_find(CHAIN);
}

#[test]
fn of_contents() {
    both_find(CONTENTS);
}

#[test]
fn of_a_chain_that_was_computed_anew() {
    both_find(FORGED);
}

#[test]
fn of_the_manifest_and_its_signatures() {
    both_find(MANIFEST);
}

#[test]
fn what_early_bundles_lack_is_counted_by_both() {
    let folder = tempfile::tempdir().unwrap();
    let program = printed(folder.path());
    let made = block_on(made(&pieces()));
    std::fs::remove_file(blob(&made, UNTOUCHED)).unwrap();
    assert_eq!(
        compare(&program, &made, "a file of the snapshot is missing"),
        [true, true]
    );
    assert_eq!(
        verify_folder(made.path(), None, &mut ())
            .unwrap()
            .absent_files,
        1
    );
    let (_, said) = accepts(&program, made.path(), None);
    assert!(said.contains("not included: 1"), "{said}");
}

#[test]
fn names_that_look_like_references_are_none() {
    let made = block_on(made(&pieces()));
    let looks = r#"{"source":"evals/history.jsonl","line":1,"metrics":{"blob":1.0,"length":2.0},"circumstances":{}}"#;
    change_bodies(&made, |bodies| {
        let body = ANOTHER
            .replace("brief.opened", "eval.completed")
            .replace("{}", looks);
        bodies.insert(3, body);
    });
    let folder = tempfile::tempdir().unwrap();
    let [alone, _] = compare(&printed(folder.path()), &made, "an evaluation");
    assert!(
        alone,
        "it is not damaged, but the signature is of another trace"
    );
}
