use super::*;
use crate::domain::event::{Actor, FileVersion, Note};
use crate::domain::ids::Digest;
use crate::domain::time::Timestamp;

fn page(bodies: Vec<EventBody>) -> String {
    let mut page = Page::default();
    for (seq, body) in (1..).zip(bodies) {
        let at = i64::try_from(seq).unwrap() * 60_000_000;
        page.event(&Event {
            seq,
            at,
            active: at,
            actor: Actor::Candidate,
            links: Vec::new(),
            body,
        });
    }
    page.text("0199d1a2-7c1e-7bbb-8000-4f1c2d3e4f50".parse().unwrap())
        .unwrap()
}

fn created() -> EventBody {
    EventBody::SessionCreated {
        scenario: "stale-answers".into(),
        scenario_version: 3,
        scenario_digest: Digest::of(b""),
        created_at: Timestamp(0),
    }
}

fn started(command: u32, text: &str) -> EventBody {
    EventBody::CommandStarted {
        terminal: 1,
        command,
        text: text.into(),
        directory: None,
        offset: 0,
    }
}

fn finished(command: u32, exit: i32) -> EventBody {
    EventBody::CommandFinished {
        terminal: 1,
        command,
        exit: Some(exit),
        duration: 2_400_000,
        from: 0,
        to: 0,
    }
}

fn deleted(path: &str) -> EventBody {
    EventBody::FileDeleted {
        path: path.into(),
        before: FileVersion {
            content: None,
            size: 0,
            executable: false,
        },
    }
}

#[test]
fn commands_have_their_own_ends_whatever_comes_between() {
    let page = page(vec![
        created(),
        started(1, "sleep 1000 &"),
        started(2, "halden ask 'why?'"),
        finished(2, 3),
        finished(1, 0),
    ]);
    assert!(page.contains("sleep 1000 &amp;\n→ done in 2 s"), "{page}");
    assert!(
        page.contains("halden ask &#x27;why?&#x27;\n→ exit 3 after 2 s"),
        "{page}"
    );
    assert!(
        page.contains("<th scope=\"row\">Commands</th><td>2 (by marks in the output)</td>"),
        "{page}"
    );
}

#[test]
fn what_a_candidate_wrote_is_never_markup() {
    let evil = "</td><script>alert(1)</script><img src=x onerror=alert(1)>";
    let note = Note {
        note: 1,
        revision: 0,
        text: evil.into(),
        status: None,
    };
    let page = page(vec![
        started(1, evil),
        deleted(evil),
        EventBody::NoteFree(note),
        EventBody::RecorderDegraded {
            recorder: "files".into(),
            reason: evil.into(),
        },
    ]);
    assert!(
        !page.contains("<script") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("default-src 'none'"), "{page}");
}

#[test]
fn edits_between_two_other_things_are_one_row() {
    let mut bodies: Vec<EventBody> = (0..12)
        .map(|n| deleted(&format!("src/{n:02}.rs")))
        .collect();
    bodies.push(started(1, "cargo build"));
    bodies.push(deleted("Cargo.lock"));
    let page = page(bodies);
    assert_eq!(page.matches("<td>edits</td>").count(), 2, "{page}");
    assert!(page.contains("src&#x2f;07.rs and 4 more"), "{page}");
    assert!(
        page.contains("<th scope=\"row\">Files touched</th><td>13</td>"),
        "{page}"
    );
}

#[test]
fn every_row_says_whose_word_it_is() {
    let note = Note {
        note: 1,
        revision: 0,
        text: "the fusion".into(),
        status: None,
    };
    let page = page(vec![
        EventBody::BriefOpened {},
        started(1, "cargo build"),
        deleted("Cargo.lock"),
        EventBody::NoteFree(note),
    ]);
    for (what, word) in [
        ("brief", "host saw"),
        ("command", "candidate wrote"),
        ("edits", "host saw"),
        ("note", "candidate wrote"),
    ] {
        let cells = format!("<td>{what}</td><td>{word}</td>");
        assert!(page.contains(&cells), "{what}: {page}");
    }
    assert!(page.contains("<th scope=\"col\">Whose word</th>"), "{page}");
}
