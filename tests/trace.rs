//! Traces: whatever is done to an exported one is found and named, and bytes stay bytes.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

use std::path::Path;
use std::sync::Arc;

use assay::domain::event::{Actor, EventBody, Note};
use assay::domain::ids::{Digest, SessionId};
use assay::domain::payload::Payload;
use assay::domain::session::SessionState;
use assay::domain::time::Instant;
use assay::store::Store;
use assay::store::sessions::SessionRecord;
use assay::trace::bundle::{BundleError, export, verify_folder, verify_stored};
use assay::trace::verify::Misfit;
use assay::trace::{Entry, TraceClock, TraceLog};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// What one event of a random trace holds.
#[derive(Clone, Debug)]
enum Piece {
    Output(Vec<u8>),
    Note(String),
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        // Around the length at which bytes become a blob, and with any byte.
        vec(any::<u8>(), 0..40).prop_map(Piece::Output),
        vec(any::<u8>(), 1020..1100).prop_map(Piece::Output),
        "\\PC{0,30}".prop_map(Piece::Note),
    ]
}

struct Exported {
    folder: tempfile::TempDir,
    /// What the terminal printed.
    printed: Vec<u8>,
}

impl Exported {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn lines(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path().join("events.jsonl")).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        std::fs::write(self.path().join("events.jsonl"), lines.join("\n") + "\n").unwrap();
    }
}

async fn exported(pieces: &[Piece]) -> Exported {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(&data.path().join("assay.sqlite3"))
        .await
        .unwrap();
    let now = Instant::now();
    let record = SessionRecord {
        id: SessionId::generate(),
        scenario: "none".into(),
        label: String::new(),
        state: SessionState::Running,
        created_at: now,
        expires_at: now,
        started_at: None,
        deadline: None,
        submitted_at: None,
        paused: 0,
        last_seen: None,
        final_note: None,
    };
    store
        .create_session(&record, Digest::of(b"token"))
        .await
        .unwrap();
    let clock = Arc::new(TraceClock::new(now, Some(now), 0));
    let log = TraceLog::open(store.clone(), record.id, clock)
        .await
        .unwrap();
    let mut printed = Vec::new();
    for (number, piece) in (1..).zip(pieces) {
        log.append(entry(number, piece, &mut printed))
            .await
            .unwrap();
    }
    drop(log);
    let folder = tempfile::tempdir().unwrap();
    let done = export(&store, record.id, folder.path()).await.unwrap();
    assert_eq!(done.events, pieces.len() as u64);
    let stored = verify_stored(&store, record.id, |_, _, _| Ok(()))
        .await
        .unwrap();
    assert_eq!(stored.head, done.head);
    store.close().await;
    Exported { folder, printed }
}

fn entry(number: u32, piece: &Piece, printed: &mut Vec<u8>) -> Entry {
    match piece {
        Piece::Output(output) => {
            let (bytes, blob) = Payload::of(output.clone());
            let offset = printed.len() as u64;
            printed.extend(output);
            let body = EventBody::TerminalOutput {
                terminal: 1,
                offset,
                bytes,
            };
            Entry::new(Actor::Candidate, body).with_contents(blob.into_iter().collect())
        }
        Piece::Note(text) => {
            let note = Note {
                note: number,
                revision: 0,
                text: text.clone(),
                status: None,
            };
            Entry::new(Actor::Candidate, EventBody::NoteFree(note))
        }
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// The event that a verification names, if it found something.
fn named(folder: &Path) -> Option<u64> {
    match verify_folder(folder) {
        Ok(_) => None,
        Err(BundleError::Misfit(misfit)) => Some(match misfit {
            Misfit::Sequence { expected: seq, .. }
            | Misfit::Terminal { seq, .. }
            | Misfit::Predecessor(seq)
            | Misfit::Changed(seq)
            | Misfit::Unreadable(seq, _)
            | Misfit::Content(seq, _) => seq,
        }),
        Err(BundleError::Malformed { line, .. }) => Some(line as u64),
        // Found; the message says with which event the trace should end, and does.
        Err(BundleError::Truncated { found, .. }) => {
            let number = found
                .trim_start_matches("event ")
                .split(' ')
                .next()
                .unwrap();
            Some(number.parse::<u64>().unwrap() + 1)
        }
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_change_is_found_and_named(
        pieces in vec(piece(), 2..10), at in any::<Index>(), byte in any::<Index>(), to in b' '..b'~',
    ) {
        let exported = block_on(exported(&pieces));
        prop_assert_eq!(named(exported.path()), None);
        let lines = exported.lines();
        let at = at.index(lines.len());
        let seq = at as u64 + 1;

        // One byte of the event.
        let start = lines[at].find("\"event\":").unwrap() + "\"event\":".len();
        let end = lines[at].len() - 1;
        let mut changed = lines.clone();
        let mut line = changed[at].clone().into_bytes();
        let byte = start + byte.index(end - start);
        if line[byte].is_ascii() && line[byte] != to {
            line[byte] = to;
            if let Ok(line) = String::from_utf8(line) {
                changed[at] = line;
                exported.write(&changed);
                prop_assert_eq!(named(exported.path()), Some(seq), "changed: {}", changed[at]);
            }
        }
        // One event less.
        let mut dropped = lines.clone();
        dropped.remove(at);
        exported.write(&dropped);
        prop_assert_eq!(named(exported.path()), Some(seq), "dropped");
        // One event twice.
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at].clone());
        exported.write(&doubled);
        prop_assert_eq!(named(exported.path()), Some(seq + 1), "doubled");
        // Two in each other's place.
        let mut swapped = lines.clone();
        let other = (at + 1) % lines.len();
        swapped.swap(at, other);
        exported.write(&swapped);
        prop_assert_eq!(named(exported.path()), Some(at.min(other) as u64 + 1), "swapped");
        // And as it was.
        exported.write(&lines);
        prop_assert_eq!(named(exported.path()), None);
    }

    #[test]
    fn contents_that_were_changed_or_removed_are_found_and_named(
        before in vec(piece(), 0..4), content in vec(any::<u8>(), 1025..1100), at in any::<Index>(),
    ) {
        // The content differs from all others by its length.
        let content = [content.as_slice(), &[b'.'; 200]].concat();
        let seq = before.len() as u64 + 1;
        let pieces = [before, vec![Piece::Output(content.clone())]].concat();
        let exported = block_on(exported(&pieces));
        let file = exported.path().join("blobs").join(Digest::of(&content).to_string());
        let mut changed = content.clone();
        changed[at.index(content.len())] ^= 1;
        std::fs::write(&file, changed).unwrap();
        prop_assert_eq!(named(exported.path()), Some(seq));
        std::fs::remove_file(&file).unwrap();
        prop_assert_eq!(named(exported.path()), Some(seq));
    }
}

/// An event appended with a chain that fits: only the manifest's end gives it away.
#[test]
fn an_appended_event_is_found_though_its_hash_fits() {
    let exported = block_on(exported(&[Piece::Note("the only one".into())]));
    let mut lines = exported.lines();
    let last: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    let prev: Digest = last["hash"].as_str().unwrap().parse().unwrap();
    let body = r#"{"seq":2,"at":9,"active":9,"actor":"candidate","kind":"brief.opened","data":{}}"#;
    let hash = assay::trace::chain::link(prev, body.as_bytes());
    lines.push(format!(
        r#"{{"prev":"{prev}","hash":"{hash}","event":{body}}}"#
    ));
    exported.write(&lines);
    assert!(matches!(
        verify_folder(exported.path()),
        Err(BundleError::Truncated { .. })
    ));
}

#[test]
fn bytes_that_are_no_text_survive_exactly() {
    let short = b"\xff\xfe half a snowman \xe2\x98".to_vec();
    let long: Vec<u8> = (0..5000_u32)
        .map(|number| number.wrapping_mul(7).to_le_bytes()[0])
        .collect();
    let exported = block_on(exported(&[
        Piece::Output(short),
        Piece::Output(b"\x83\r\n\0".to_vec()),
        Piece::Output(long),
    ]));
    let raw = std::fs::read(exported.path().join("terminal-1.raw")).unwrap();
    assert_eq!(raw, exported.printed);
    assert!(verify_folder(exported.path()).is_ok());
}
