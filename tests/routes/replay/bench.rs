//! A session to replay, and requests that wait for its index.

use assay::domain::event::{Actor, EventBody, FileVersion, Note};
use assay::domain::ids::{Digest, SessionId};
use assay::domain::payload::{BlobRef, Payload};
use assay::trace::Entry;
use serde_json::{Value, json};

use crate::service::{Service, json_of};

pub fn own(body: EventBody) -> Entry {
    Entry::new(Actor::Candidate, body)
}

fn output(terminal: u32, text: &str) -> Entry {
    own(EventBody::TerminalOutput {
        terminal,
        offset: 0,
        bytes: Payload::of(text.as_bytes().to_vec()).0,
    })
}

fn content(text: &str) -> (FileVersion, Vec<u8>) {
    let bytes = text.as_bytes().to_vec();
    let reference = BlobRef {
        blob: Digest::of(&bytes),
        length: bytes.len() as u64,
    };
    let version = FileVersion {
        content: Some(reference),
        size: reference.length,
        executable: false,
    };
    (version, bytes)
}

/// A session in which a bit of everything happens. The first event is the invitation.
pub async fn session(service: &Service) -> SessionId {
    let (old, old_bytes) = content("one\ntwo\n");
    let (new, new_bytes) = content("one\nthree leaky gutters\n");
    let snapshot = serde_json::to_vec(&json!({ "roof.txt": old })).unwrap();
    let workspace = BlobRef {
        blob: Digest::of(&snapshot),
        length: snapshot.len() as u64,
    };
    let started = EventBody::SessionStarted {
        image: "none".into(),
        deadline: assay::domain::time::Timestamp(0),
        workspace,
    };
    let opened = EventBody::TerminalOpened {
        terminal: 1,
        cols: 40,
        rows: 6,
    };
    let command = EventBody::CommandStarted {
        terminal: 1,
        command: 1,
        text: "cat roof.txt".into(),
        directory: None,
        offset: 0,
    };
    let finished = EventBody::CommandFinished {
        terminal: 1,
        command: 1,
        exit: Some(2),
        duration: 5,
        from: 0,
        to: 0,
    };
    let changed = EventBody::FileChanged {
        path: "roof.txt".into(),
        before: Some(old),
        after: new,
    };
    let note = EventBody::NoteHypothesis(Note {
        note: 1,
        revision: 0,
        text: "The gutter leaks.".into(),
        status: None,
    });
    service
        .checked(vec![
            Entry::new(Actor::System, started).with_contents(vec![snapshot, old_bytes]),
            own(opened),
            output(1, "$ \x1b[1mcat\x1b[0m roof.txt\r\n"),
            own(command),
            output(1, "one\r\ntwo\r\n"),
            own(finished),
            own(changed).with_contents(vec![new_bytes]),
            own(note),
        ])
        .await
}

pub async fn get(service: &Service, cookie: &str, session: SessionId, path: &str) -> Value {
    let path = format!("/api/sessions/{session}/{path}");
    for _ in 0..200 {
        let response = service.get(&path, cookie).await;
        let status = response.status();
        let view = json_of(response).await;
        let behind = view["code"] == "not_indexed_yet" || !view["building"].is_null();
        if !behind {
            assert_eq!(status, 200, "{path}: {view}");
            return view;
        }
    }
    panic!("the index of {path} is not built");
}
