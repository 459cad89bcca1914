//! What a search finds.

use super::trace::{Made, output, started};
use crate::domain::event::{Actor, EventBody, Note};
use crate::replay::answers::{SearchView, SourceView};
use crate::replay::search::SearchIndex;

async fn searched(bodies: &[EventBody], asked: &str) -> SearchView {
    let made = Made::new().await;
    made.append_with(bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let found = replay
        .search(made.session, asked.to_owned(), Vec::new(), 20)
        .await;
    found.unwrap()
}

fn opened() -> EventBody {
    EventBody::TerminalOpened {
        terminal: 1,
        cols: 60,
        rows: 8,
    }
}

/// No event has these words. They are only on the screen, written in pieces and out of order.
#[tokio::test]
async fn a_line_that_only_a_screen_had_is_found() {
    let bodies = [
        started(),
        opened(),
        output(1, b"\x1b[?1049h\x1b[2J\x1b[4;20Hlate\x1b[4;1H"),
        output(
            1,
            b"the ra\x1b[4;12Hnk come\x1b[4;7Hnking\x1b[K\x1b[4;13Hcame lat",
        ),
        output(1, b"e"),
        output(1, b"\x1b[2J\x1b[1;1Hsomething else"),
        output(1, b"\x1b[?1049l"),
    ];
    let view = searched(&bodies, "\"ranking came late\"").await;
    assert_eq!(view.total, 1, "{view:?}");
    let hit = &view.hits[0];
    assert_eq!(
        (hit.seq, hit.source, hit.terminal),
        (5, SourceView::Screen, Some(1))
    );
    let found: Vec<_> = hit
        .found
        .iter()
        .map(|(from, to)| &hit.snippet[*from as usize..*to as usize])
        .collect();
    assert_eq!(found, ["ranking", "came", "late"]);
}

#[tokio::test]
async fn lines_that_scrolled_off_are_found_where_they_appeared() {
    let mut bodies = vec![started(), opened()];
    for line in 0..40 {
        bodies.push(output(
            1,
            format!("line {line} of needle{line}\r\n").as_bytes(),
        ));
    }
    // More than a screen at once.
    let flood: Vec<_> = (40..140)
        .map(|line| format!("line of needle{line}\r\n"))
        .collect();
    bodies.push(output(1, flood.concat().as_bytes()));
    for (line, seq) in [(0, 3), (3, 6), (39, 42), (40, 43), (90, 43), (139, 43)] {
        let view = searched(&bodies, &format!("needle{line}")).await;
        let seqs: Vec<_> = view.hits.iter().map(|hit| hit.seq).collect();
        assert_eq!(seqs, [seq], "needle{line}");
    }
}

#[tokio::test]
async fn notes_are_found_and_bad_queries_are_words() {
    let note = Note {
        note: 1,
        revision: 0,
        text: "The \"fusion\" weighs <b>nothing</b>.".into(),
        status: None,
    };
    let bodies = [started(), EventBody::NoteHypothesis(note)];
    for asked in [
        "fusion",
        "fus*",
        "weighs \"fusion",
        "title:fusion OR",
        "nothing -something",
    ] {
        let view = searched(&bodies, asked).await;
        let expected = u64::from(!asked.contains("title"));
        assert_eq!(view.total, expected, "{asked}");
        assert_eq!(view.plain, asked.contains("\"fusion"), "{asked}");
    }
    let view = searched(&bodies, "fusion").await;
    assert!(
        view.hits[0].snippet.contains("<b>nothing</b>"),
        "text as it is"
    );
    assert_eq!(view.hits[0].kind, "note.hypothesis");
    for asked in ["", "   ", "\"\"", "*", "-", "((((", "\u{0}"] {
        assert_eq!(searched(&bodies, asked).await.total, 0, "{asked:?}");
    }
}

#[test]
fn an_index_of_another_length_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let (index, empty) = SearchIndex::open(folder.path(), 0).unwrap();
    assert!(empty);
    let mut writer = index.writer().unwrap();
    writer.commit(7).unwrap();
    drop((writer, index));
    assert!(!SearchIndex::open(folder.path(), 7).unwrap().1);
    assert!(SearchIndex::open(folder.path(), 8).unwrap().1);
}
