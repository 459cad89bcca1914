//! Traces of every version that was ever written can still be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assay::domain::event::{Actor, EventBody};
use assay::domain::ids::{Digest, SessionId};
use assay::domain::session::SessionState;
use assay::domain::session_clock::Pauses;
use assay::domain::session_record::SessionRecord;
use assay::domain::signature::PublicKey;
use assay::domain::time::Timestamp;
use assay::trace::bundle::archive::Bounds;
use assay::trace::bundle::import::import;
use assay::trace::bundle::{BundleError, Visit, export, verify_folder};
use assay::trace::signing::InstallationKey;
use assay::trace::{Entry, TraceClock, TraceLog};
use serde_json::{Value, json};

use crate::made::{block_on, open, sign};

fn fixture(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/traces")
        .join(version)
}

fn public_key(of: &Path) -> PublicKey {
    std::fs::read_to_string(of.join("public-key"))
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// The kinds of a trace's events.
#[derive(Default)]
struct Kinds(BTreeSet<String>);

impl Visit for Kinds {
    fn event(
        &mut self,
        stored: &assay::store::events::StoredEvent,
        _: &assay::domain::event::Event,
        _: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        self.0.insert(stored.kind.clone());
        Ok(())
    }
}

#[test]
fn version_1_verifies_and_has_every_kind_that_it_had() {
    let fixture = fixture("v1");
    let key = public_key(&fixture);
    let mut kinds = Kinds::default();
    let verified = verify_folder(&fixture.join("bundle"), Some(key), &mut kinds).unwrap();
    assert!(verified.sealed.is_some());
    let known: BTreeSet<_> = one_of_each()
        .into_iter()
        .map(|(kind, _)| kind.to_owned())
        .collect();
    // A new kind cannot be in an old fixture, but every kind in it must still be known.
    let lost: Vec<_> = kinds.0.difference(&known).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(kinds.0.len() >= 40, "{:?}", kinds.0);
}

#[test]
fn version_1_of_before_traces_were_signed_is_read_but_not_vouched_for() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle");
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(fixture("v1").join("bundle"))
        .arg(&bundle)
        .status();
    assert!(copied.unwrap().success());
    let path = bundle.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest.as_object_mut().unwrap().remove("signatures");
    std::fs::write(&path, manifest.to_string()).unwrap();
    // The files that nobody touched were not included.
    std::fs::remove_file(bundle.join("blobs").join(Digest::of(UNTOUCHED).to_string())).unwrap();
    let verified = verify_folder(&bundle, None, &mut ()).unwrap();
    assert_eq!((verified.absent_files, verified.keys.len()), (1, 0));
    let key = public_key(&fixture("v1"));
    let refused = verify_folder(&bundle, Some(key), &mut ()).unwrap_err();
    assert_eq!(refused.to_string(), "the trace is not signed");
}

#[test]
fn version_1_can_be_imported() {
    block_on(async {
        let fixture = fixture("v1");
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let key = Some(public_key(&fixture));
        let imported = import(&store, &fixture.join("bundle"), key, Bounds::default()).await;
        assert_eq!(imported.unwrap().0.scenario, "tiny");
        store.close().await;
    });
}

const UNTOUCHED: &[u8] = b"An untouched file.\n";
const CHANGED: &[u8] = b"fn main() {}\n";

fn blob(content: &[u8]) -> Value {
    json!({"blob": Digest::of(content), "length": content.len()})
}

fn version(content: &[u8]) -> Value {
    json!({"content": blob(content), "size": content.len(), "executable": false})
}

fn snapshot() -> Vec<u8> {
    json!({"README.md": version(UNTOUCHED)})
        .to_string()
        .into_bytes()
}

/// Every kind of event, in an order that verifies.
#[expect(clippy::too_many_lines, reason = "a list, a kind an entry")]
fn one_of_each() -> Vec<(&'static str, Value)> {
    let workspace = blob(&snapshot());
    let call = json!({"call": "0199", "complete": true, "requested_model": "m", "served_model": "m",
        "status": 200, "request": {"base64": "e30="}, "response": {"base64": "e30="},
        "answer": "42", "tokens_in": 5, "tokens_out": 1, "tokens_estimated": false, "cost": 3,
        "latency": 900, "first_byte": 100, "finish_reason": "stop", "error": null});
    let note =
        json!({"note": 1, "revision": 0, "text": "The filter is missing.", "status": "open"});
    let person = json!({"who": "Ann <ann@example.com>", "at": 1_790_000_000, "zone": "+0100"});
    let mut kinds = vec![
        (
            "session.created",
            json!({"scenario": "tiny", "scenario_version": 1,
            "scenario_digest": Digest::of(b"scenario"), "created_at": 1_790_000_000_000_000_i64}),
        ),
        ("session.consented", json!({"statement": "I agree."})),
        (
            "session.started",
            json!({"image": "sha256:0", "deadline": 1_790_003_600_000_000_i64,
            "workspace": workspace}),
        ),
        (
            "session.paused",
            json!({"since": 1_790_000_000_000_000_i64, "until": 1_790_086_400_000_000_i64}),
        ),
        (
            "session.resumed",
            json!({"paused": 60_000_000, "deadline": 1_790_003_660_000_000_i64,
            "reason": "The candidate went on."}),
        ),
        (
            "session.extended",
            json!({"by": "ada", "minutes": 30, "reason": "A fire alarm.",
            "deadline": 1_790_005_460_000_000_i64}),
        ),
        ("sandbox.booted", json!({"boot": Digest::of(b"boot")})),
        ("brief.opened", json!({})),
        (
            "terminal.opened",
            json!({"terminal": 1, "cols": 80, "rows": 24}),
        ),
        (
            "terminal.output",
            json!({"terminal": 1, "offset": 0, "bytes": {"base64": "JCA="}}),
        ),
        (
            "terminal.input",
            json!({"terminal": 1, "offset": 0, "bytes": {"base64": "bHMN"}}),
        ),
        (
            "terminal.resized",
            json!({"terminal": 1, "cols": 120, "rows": 40}),
        ),
        (
            "terminal.refused",
            json!({"terminal": 1, "reason": "too much", "length": 99_999}),
        ),
        (
            "command.started",
            json!({"terminal": 1, "command": 1, "text": "ls",
            "directory": "/workspace", "offset": 2}),
        ),
        (
            "command.finished",
            json!({"terminal": 1, "command": 1, "exit": 0, "duration": 1200,
            "from": 2, "to": 2}),
        ),
        ("terminal.closed", json!({"terminal": 1, "status": 0})),
        (
            "session.interrupted",
            json!({"reason": "It was stopped.", "last_seen": 1_790_000_100_000_000_i64}),
        ),
        (
            "sandbox.failing",
            json!({"tries": 2, "reason": "out of memory"}),
        ),
        (
            "session.recovered",
            json!({"downtime": 5_000_000, "deadline": 1_790_003_605_000_000_i64,
            "processes_survived": true}),
        ),
        (
            "file.changed",
            json!({"path": "src/main.rs", "before": null, "after": version(CHANGED)}),
        ),
        (
            "file.deleted",
            json!({"path": "src/main.rs", "before": version(CHANGED)}),
        ),
        (
            "file.renamed",
            json!({"from": "src/main.rs", "to": "main.rs", "version": version(CHANGED)}),
        ),
        (
            "file.refused",
            json!({"path": "link", "reason": "it is a link"}),
        ),
        (
            "file.summarised",
            json!({"path": "target", "why": "a tool's folder by its name", "files": 312,
            "bytes": 4_000_000, "whole": true}),
        ),
        (
            "git.commit",
            json!({"id": "5".repeat(40), "parents": ["4".repeat(40)], "tree": "3".repeat(40),
            "author": person, "committer": person, "message": "Mend the filter"}),
        ),
        (
            "git.moved",
            json!({"reference": "refs/heads/main", "before": "4".repeat(40),
            "after": "5".repeat(40)}),
        ),
        (
            "inject.delivered",
            json!({"inject": "news", "from": "the lead", "message": "Hurry."}),
        ),
        ("message.sent", json!({"inject": "news", "text": "I do."})),
        ("question.asked", json!({"question": "why", "asks": "Why?"})),
        (
            "question.answered",
            json!({"question": "why", "revision": 0, "text": "Because."}),
        ),
        (
            "vector.call",
            json!({"source": "sandbox", "collection": "chunks", "operation": "query",
            "parameters": {"limit": 5}, "hits": [{"id": "7", "score": 0.25}], "found": 1,
            "latency": 300, "error": null}),
        ),
        (
            "eval.completed",
            json!({"source": "evals/history.jsonl", "line": 3,
            "metrics": {"recall_at_5": 0.75}, "circumstances": {"leg": "fused"}}),
        ),
        (
            "span.ended",
            json!({"name": "retrieve", "trace": "0".repeat(32), "span": "1".repeat(16),
            "parent": "", "start": "1", "end": "2", "attributes": {"k": 5}}),
        ),
        (
            "recorder.nearing",
            json!({"recorder": "files", "used": 16_000, "limit": 20_000}),
        ),
        (
            "recorder.degraded",
            json!({"recorder": "trace", "reason": "The server's disk is full."}),
        ),
        ("recorder.restored", json!({"recorder": "trace"})),
    ];
    for kind in ["model.chat", "model.embedding", "model.refused"] {
        kinds.push((kind, call.clone()));
    }
    for kind in [
        "note.hypothesis",
        "note.evidence",
        "note.decision",
        "note.fix",
        "note.free",
    ] {
        kinds.push((kind, note.clone()));
    }
    kinds.extend([
        (
            "session.withdrawn",
            json!({"by": "ada", "reason": "A mistake.", "workspace": workspace}),
        ),
        ("session.expired", json!({"workspace": workspace})),
        (
            "session.submitted",
            json!({"final_note": "It was the filter.", "workspace": workspace}),
        ),
        (
            "check.completed",
            json!({"check": "c", "asserts": "it works", "outcome": "pass",
            "summary": "it does", "details": {}, "duration": 5}),
        ),
    ]);
    kinds
}

/// Run with `cargo nextest run --release --workspace --run-ignored only writes_the_fixture` when
/// the format has a new version, into a new folder.
#[test]
#[ignore = "writes a fixture instead of testing"]
fn writes_the_fixture() {
    block_on(async {
        let to = fixture("v1");
        std::fs::create_dir_all(&to).unwrap();
        let data = tempfile::tempdir().unwrap();
        let store = open(data.path()).await;
        let key = InstallationKey::generate().unwrap();
        let now = Timestamp(1_790_000_000_000_000);
        let record = SessionRecord {
            id: SessionId::generate(),
            scenario: "tiny".into(),
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
            .create_session(&record, Digest::of(b"t"))
            .await
            .unwrap();
        let clock = Arc::new(TraceClock::new(now, Some(now), 0));
        let log = TraceLog::open(store.clone(), record.id, clock)
            .await
            .unwrap();
        let contents = vec![snapshot(), UNTOUCHED.to_vec(), CHANGED.to_vec()];
        store
            .append_events(record.id, &[], &contents)
            .await
            .unwrap();
        for (kind, data) in one_of_each() {
            let body: EventBody =
                serde_json::from_value(json!({"kind": kind, "data": data})).unwrap();
            let ends = matches!(kind, "session.submitted" | "check.completed");
            log.append(Entry::new(Actor::System, body)).await.unwrap();
            if ends {
                sign(&store, record.id, &key).await;
            }
        }
        export(&store, record.id, &to.join("bundle")).await.unwrap();
        std::fs::write(to.join("public-key"), format!("{}\n", key.public())).unwrap();
        store.close().await;
    });
}
