//! A small session of random events, recorded, signed and exported.

use std::path::Path;
use std::sync::Arc;

use assay::domain::event::{Actor, EventBody, FileVersion, Note};
use assay::domain::ids::{Digest, SessionId};
use assay::domain::payload::{BlobRef, Payload};
use assay::domain::session::SessionState;
use assay::domain::session_clock::Pauses;
use assay::domain::session_record::SessionRecord;
use assay::domain::signature::PublicKey;
use assay::domain::time::Timestamp;
use assay::store::Store;
use assay::trace::bundle::{BundleError, export, verify_folder, verify_stored};
use assay::trace::chain::Head;
use assay::trace::seals::SealFault;
use assay::trace::signing::InstallationKey;
use assay::trace::verify::Misfit;
use assay::trace::{Entry, TraceClock, TraceLog};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

/// What one event of a random trace contains.
#[derive(Clone, Debug)]
pub enum Piece {
    Output(Vec<u8>),
    Note(String),
    File(String, Vec<u8>),
    Gone(String),
}

pub fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        // Lengths around the limit at which bytes become a blob, with all byte values.
        vec(any::<u8>(), 0..40).prop_map(Piece::Output),
        vec(any::<u8>(), 1020..1100).prop_map(Piece::Output),
        "\\PC{0,30}".prop_map(Piece::Note),
    ]
}

/// Events before the first piece: created, started, a terminal opened.
pub const BEFORE: u64 = 3;

/// A recorded session and its export.
pub struct Made {
    /// The database's folder.
    pub data: tempfile::TempDir,
    pub folder: tempfile::TempDir,
    pub session: SessionId,
    pub key: InstallationKey,
    /// What terminal 1 printed.
    pub printed: Vec<u8>,
}

pub async fn open(data: &Path) -> Store {
    Store::open(&data.join("assay.sqlite3")).await.unwrap()
}

impl Made {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn public(&self) -> PublicKey {
        self.key.public()
    }

    pub fn lines(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path().join("events.jsonl")).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    pub fn write(&self, lines: &[String]) {
        std::fs::write(self.path().join("events.jsonl"), lines.join("\n") + "\n").unwrap();
    }

    pub fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path().join("manifest.json")).unwrap()).unwrap()
    }

    pub fn write_manifest(&self, manifest: &serde_json::Value) {
        std::fs::write(self.path().join("manifest.json"), manifest.to_string()).unwrap();
    }

    /// The event that a verification with the key names, if it finds something.
    pub fn named(&self) -> Option<u64> {
        named(self.path(), Some(self.public()))
    }
}

/// The event that a verification names, if it finds something.
pub fn named(folder: &Path, key: Option<PublicKey>) -> Option<u64> {
    match verify_folder(folder, key, &mut ()) {
        Ok(_) => None,
        Err(BundleError::Misfit(misfit)) => Some(match misfit {
            Misfit::Sequence { expected, .. } => expected,
            Misfit::Terminal { seq, .. }
            | Misfit::Predecessor(seq)
            | Misfit::Changed(seq)
            | Misfit::Unreadable(seq, _)
            | Misfit::Content(seq, _) => seq,
        }),
        Err(BundleError::Malformed { line, .. }) => Some(line as u64),
        Err(BundleError::Seal(
            SealFault::Changed { seq, .. }
            | SealFault::Short { next: seq, .. }
            | SealFault::Unsigned { from: seq, .. },
        )) => Some(seq),
        // The message names the event with which the trace should end.
        Err(BundleError::Truncated { found, .. }) => {
            let number = found.trim_start_matches("event ").split(' ').next();
            Some(number.unwrap().parse::<u64>().unwrap() + 1)
        }
        Err(other) => panic!("{other}"),
    }
}

/// Records the pieces as a session that was handed in and checked, signs it at both ends, exports.
pub async fn made(pieces: &[Piece]) -> Made {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).await;
    let key = InstallationKey::open_or_make(data.path()).unwrap();
    let (session, log) = begin(&store).await;
    let mut recorded = Recorded::default();
    for entry in recorded.beginning() {
        log.append(entry).await.unwrap();
    }
    for (number, piece) in (1..).zip(pieces) {
        let entry = recorded.entry(number, piece);
        log.append(entry).await.unwrap();
    }
    log.append(recorded.end()).await.unwrap();
    sign(&store, session, &key).await;
    log.append(check()).await.unwrap();
    sign(&store, session, &key).await;
    drop(log);
    let folder = tempfile::tempdir().unwrap();
    let done = export(&store, session, folder.path()).await.unwrap();
    assert_eq!(done.events, BEFORE + pieces.len() as u64 + 2);
    let stored = verify_stored(&store, session, Some(key.public()), &mut ())
        .await
        .unwrap();
    assert_eq!(stored.head, done.head);
    assert!(stored.ended && stored.sealed.is_some_and(|it| it.seq == done.events));
    store.close().await;
    Made {
        data,
        folder,
        session,
        key,
        printed: recorded.printed,
    }
}

async fn begin(store: &Store) -> (SessionId, TraceLog) {
    let now = Timestamp::now();
    let record = SessionRecord {
        id: SessionId::generate(),
        scenario: "none".into(),
        label: String::new(),
        state: SessionState::Running,
        created_at: now,
        expires_at: now,
        started_at: Some(now),
        deadline: None,
        submitted_at: None,
        stood_still: 0,
        last_seen: None,
        final_note: None,
        pauses: Pauses::default(),
        track: None,
        track_open: false,
    };
    store
        .create_session(&record, Digest::of(record.id.to_string().as_bytes()))
        .await
        .unwrap();
    let clock = Arc::new(TraceClock::new(now, Some(now), 0));
    let log = TraceLog::open(store.clone(), record.id, clock)
        .await
        .unwrap();
    (record.id, log)
}

pub async fn sign(store: &Store, session: SessionId, key: &InstallationKey) {
    let last = store.last_event(session).await.unwrap().unwrap();
    let head = Head {
        seq: last.seq,
        hash: last.hash,
    };
    let signed = key.sign(session, head);
    store
        .add_signature(session, &signed, Timestamp::now())
        .await
        .unwrap();
}

/// What was recorded so far.
#[derive(Default)]
struct Recorded {
    printed: Vec<u8>,
    files: std::collections::BTreeMap<String, FileVersion>,
}

fn blob(content: &[u8]) -> BlobRef {
    BlobRef {
        blob: Digest::of(content),
        length: content.len() as u64,
    }
}

fn version(content: &[u8]) -> FileVersion {
    FileVersion {
        content: Some(blob(content)),
        size: content.len() as u64,
        executable: false,
    }
}

fn body(kind: &str, data: &serde_json::Value) -> EventBody {
    serde_json::from_value(json!({"kind": kind, "data": data})).unwrap()
}

pub fn check() -> Entry {
    let data = json!({"check": "c", "asserts": "it works", "outcome": "pass", "summary": "it does",
                      "details": {}, "duration": 5});
    Entry::new(Actor::System, body("check.completed", &data))
}

impl Recorded {
    fn snapshot(&self) -> Vec<u8> {
        serde_json::to_vec(&self.files).unwrap()
    }

    fn beginning(&mut self) -> [Entry; 3] {
        let created = json!({"scenario": "none", "scenario_version": 1,
            "scenario_digest": Digest::ZERO, "created_at": Timestamp::now()});
        let readme = b"An untouched file.\n".to_vec();
        self.files.insert("README.md".into(), version(&readme));
        let snapshot = self.snapshot();
        let started = json!({"image": "sha256:0", "deadline": 1, "workspace": blob(&snapshot)});
        let opened = json!({"terminal": 1, "cols": 80, "rows": 24});
        let started = Entry::new(Actor::System, body("session.started", &started));
        [
            Entry::new(Actor::System, body("session.created", &created)),
            started.with_contents(vec![snapshot, readme]),
            Entry::new(Actor::Candidate, body("terminal.opened", &opened)),
        ]
    }

    fn end(&self) -> Entry {
        let snapshot = self.snapshot();
        let data = json!({"final_note": "done", "workspace": blob(&snapshot)});
        let body = body("session.submitted", &data);
        Entry::new(Actor::Candidate, body).with_contents(vec![snapshot])
    }

    fn entry(&mut self, number: u32, piece: &Piece) -> Entry {
        match piece {
            Piece::Output(output) => {
                let (bytes, blob) = Payload::of(output.clone());
                let offset = self.printed.len() as u64;
                self.printed.extend(output);
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
            Piece::File(path, content) => {
                let after = version(content);
                let before = self.files.insert(path.clone(), after);
                let path = path.clone();
                let body = EventBody::FileChanged {
                    path,
                    before,
                    after,
                };
                Entry::new(Actor::Candidate, body).with_contents(vec![content.clone()])
            }
            Piece::Gone(path) => {
                let before = self.files.remove(path).unwrap();
                let path = path.clone();
                Entry::new(Actor::Candidate, EventBody::FileDeleted { path, before })
            }
        }
    }
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}
