//! Made-up traces in a database of their own.

use std::path::Path;
use std::sync::Arc;

use crate::domain::event::{
    Actor, EvalCompleted, Event, EventBody, FileVersion, HypothesisStatus, InputSource, Note,
};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::{BlobRef, Payload};
use crate::domain::session::SessionState;
use crate::domain::session_clock::Pauses;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::editions::Editions;
use crate::replay::Replay;
use crate::scenario::Library;
use crate::store::Store;
use crate::trace::chain::Head;

/// A session whose trace is written by hand.
pub struct Made {
    pub store: Store,
    pub session: SessionId,
    folder: tempfile::TempDir,
}

impl Made {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("assay.sqlite3"))
            .await
            .unwrap();
        let session = SessionId::generate();
        let record = SessionRecord {
            id: session,
            scenario: "none".into(),
            label: String::new(),
            state: SessionState::Invited,
            created_at: Timestamp(0),
            expires_at: Timestamp(0),
            started_at: None,
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
            .create_session(&record, Digest::of(b"token"))
            .await
            .unwrap();
        Self {
            store,
            session,
            folder,
        }
    }

    /// The replay of a service that has just started.
    pub fn replay(&self) -> Replay {
        // A session whose scenario is not known is read with what runs any of these.
        let pipelines = Path::new(env!("CARGO_MANIFEST_DIR")).join("sandbox-images/pipelines");
        let library = Library {
            scenarios: self.folder.path().to_owned(),
            pipelines: pipelines.into(),
        };
        let folder = self.folder.path().join("editions");
        let editions = Editions::new(self.store.clone(), library, folder);
        Replay::new(self.store.clone(), Arc::new(editions))
    }

    pub async fn append(&self, bodies: &[Body]) {
        let bodies: Vec<_> = bodies.iter().map(|body| body.0.clone()).collect();
        self.append_with(&bodies, Actor::Candidate, 150_000).await;
    }

    /// Appends events, `apart` microseconds from one to the next. Contents are made from the
    /// bodies' digests by [`output`], which keeps them.
    pub async fn append_with(&self, bodies: &[EventBody], actor: Actor, apart: i64) {
        let last = self.store.last_event(self.session).await.unwrap();
        let mut head = last.map_or(Head::EMPTY, |last| Head {
            seq: last.seq,
            hash: last.hash,
        });
        let mut stored = Vec::new();
        let mut contents = Vec::new();
        for body in bodies {
            let seq = head.seq + 1;
            let time = i64::try_from(seq).unwrap() * apart;
            contents.extend(body.blobs().iter().map(kept));
            let event = Event {
                seq,
                at: time,
                active: time,
                actor,
                body: body.clone(),
                links: Vec::new(),
            };
            stored.push(head.extend(self.session, &event).unwrap());
        }
        self.store
            .append_events(self.session, &stored, &contents)
            .await
            .unwrap();
    }
}

/// An event of a varied trace.
#[derive(Clone)]
pub struct Body(pub EventBody);

thread_local! {
    static KEPT: std::cell::RefCell<std::collections::HashMap<Digest, Vec<u8>>> =
        std::cell::RefCell::default();
}

fn kept(reference: &BlobRef) -> Vec<u8> {
    KEPT.with_borrow(|kept| kept.get(&reference.blob).cloned().unwrap_or_default())
}

fn payload(bytes: &[u8]) -> Payload {
    let (payload, content) = Payload::of(bytes.to_vec());
    if let Some(content) = content {
        KEPT.with_borrow_mut(|kept| kept.insert(Digest::of(&content), content));
    }
    payload
}

pub fn output(terminal: u32, bytes: &[u8]) -> EventBody {
    EventBody::TerminalOutput {
        terminal,
        offset: 0,
        bytes: payload(bytes),
    }
}

pub fn typed(text: &str) -> EventBody {
    typed_as(text, None)
}

pub fn typed_as(text: &str, source: Option<InputSource>) -> EventBody {
    EventBody::TerminalInput {
        terminal: 1,
        offset: 0,
        bytes: payload(text.as_bytes()),
        source,
        page: None,
    }
}

pub fn started() -> EventBody {
    let files = b"{}".to_vec();
    let workspace = BlobRef {
        blob: Digest::of(&files),
        length: 2,
    };
    KEPT.with_borrow_mut(|kept| kept.insert(workspace.blob, files));
    EventBody::SessionStarted {
        image: "none".into(),
        deadline: Timestamp(0),
        workspace,
    }
}

/// Pieces of what terminals print: sequences, wide and broken characters.
pub const PIECES: [&[u8]; 22] = [
    b"plain words ",
    b"\r\n",
    b"\x1b[2J",
    b"\x1b[H",
    b"\x1b[5;7H",
    b"\x1b[31mred\x1b[0m",
    b"\x1b[?1049h",
    b"\x1b[?1049l",
    b"\x1b[K",
    b"\xe2\x96\x88\xe2\x96\x88",
    b"\xf0\x9f\xa6\x80",
    b"\xe4\xb8\xad\xe6\x96\x87",
    b"\xff\xfe",
    b"\xc3",
    b"\x1b[2;9r",
    b"\x1b7",
    b"\x1b8",
    b"\x1b[3A",
    b"\ttab",
    b"\x1b[4L",
    b"\x1b]0;title\x07",
    b"\x08\x08over",
];

/// A deterministic number for a place in a sequence.
pub fn number(seed: u64, place: u64) -> u64 {
    let bytes = [seed.to_le_bytes(), place.to_le_bytes()].concat();
    u64::from_le_bytes(blake3::hash(&bytes).as_bytes()[..8].try_into().unwrap())
}

/// What a candidate does besides using terminals, if it is one of these.
fn worked(place: u64, chance: u64) -> Option<EventBody> {
    let (number, digit) = (u32::try_from(place).unwrap(), chance % 10);
    let note = |revision| Note {
        note: number / 50,
        revision,
        text: format!("The cause is {digit}."),
        status: Some(HypothesisStatus::RuledOut).filter(|_| digit < 3),
    };
    Some(match chance / 16 % 40 {
        4 => EventBody::NoteHypothesis(note(0)),
        5 => EventBody::NoteHypothesis(note(1)),
        6 => EventBody::CommandStarted {
            terminal: 1,
            command: number,
            text: format!("halden eval --set {digit}"),
            directory: None,
            offset: 0,
        },
        7 => EventBody::CommandFinished {
            terminal: 1,
            command: number.saturating_sub(number % 7),
            exit: Some(i32::from(digit > 4)),
            duration: 5,
            from: 0,
            to: 0,
        },
        8 => EventBody::FileChanged {
            path: format!("src/part{digit}.rs"),
            before: None,
            after: FileVersion {
                content: None,
                size: digit,
                executable: false,
            },
        },
        9 => EventBody::EvalCompleted(EvalCompleted {
            source: "reports/runs.jsonl".into(),
            line: place,
            #[expect(clippy::cast_precision_loss, reason = "a digit")]
            metrics: [("recall".to_owned(), digit as f64 / 10.0)].into(),
            circumstances: std::collections::BTreeMap::default(),
        }),
        10 => typed(&"pasted ".repeat(300)),
        _ => return None,
    })
}

/// A trace of several terminals that open, print, change their size and close, and of other work.
pub fn varied(seed: u64, count: u64) -> Vec<Body> {
    let body = |place: u64| {
        let chance = number(seed, place);
        let terminal = u32::try_from(chance % 3).unwrap() + 1;
        let (cols, rows) = (
            20 + u16::try_from(chance % 23).unwrap(),
            5 + u16::try_from(chance % 7).unwrap(),
        );
        match (place, chance / 16 % 40) {
            (0, _) => started(),
            (1..=3, _) => EventBody::TerminalOpened {
                terminal: u32::try_from(place).unwrap(),
                cols: 40,
                rows: 10,
            },
            (_, 0) => EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            },
            (_, 1) => EventBody::TerminalClosed {
                terminal,
                status: 0,
            },
            (_, 2) => EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            },
            (_, 3) => typed("some"),
            _ if let Some(body) = worked(place, chance) => body,
            _ => {
                let pieces = (0..chance % 90).map(|piece| {
                    let which = number(chance, piece) % PIECES.len() as u64;
                    PIECES[usize::try_from(which).unwrap()]
                });
                let mut bytes = pieces.collect::<Vec<_>>().concat();
                // Cut anywhere.
                let keep = bytes
                    .len()
                    .saturating_sub(usize::try_from(chance % 5).unwrap());
                bytes.truncate(keep);
                output(terminal, &bytes)
            }
        }
    };
    (0..count).map(|place| Body(body(place))).collect()
}
