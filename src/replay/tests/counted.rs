//! The final note's numbers, and counts that several places say.

use super::done::evaluated;
use super::trace::{Made, output, started, varied};
use crate::domain::event::{Actor, EventBody};
use crate::replay::answers::{LaneView, MarkerKind, ShownBy};

fn handed_in(note: &str) -> EventBody {
    let EventBody::SessionStarted { workspace, .. } = started() else {
        panic!("that is no start");
    };
    EventBody::SessionSubmitted {
        final_note: note.into(),
        workspace,
    }
}

#[tokio::test]
async fn numbers_of_the_note_are_found_in_evaluations_or_on_screens_or_nowhere() {
    let made = Made::new().await;
    let note = "Recall rose to 0.88 (88 %).\nOn dev it is 0.91, coverage 1.00, precision 0.313.";
    let opened = EventBody::TerminalOpened {
        terminal: 1,
        cols: 60,
        rows: 8,
    };
    let bodies = [
        started(),
        opened,
        evaluated(Some("dev"), 0.8809),
        output(1, b"precision 31.3 % of all\r\n"),
        handed_in(note),
        output(1, b"0.91\r\n"),
    ];
    made.append_with(&bodies, Actor::Candidate, 1_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let mut view = replay.overview(made.session).await.unwrap();
    let claims = view.claims.clone().unwrap();
    let shown = claims.claims.iter();
    let shown: Vec<_> = shown
        .map(|it| (&it.text[..], it.line, it.shown, it.seq))
        .collect();
    assert_eq!(
        shown,
        [
            ("0.88", 1, ShownBy::Evaluation, Some(3)),
            ("88 %", 1, ShownBy::Evaluation, Some(3)),
            ("0.91", 2, ShownBy::Nothing, None),
            ("1.00", 2, ShownBy::Nothing, None),
            ("0.313", 2, ShownBy::Terminal, Some(4)),
        ]
    );
    let third = &claims.claims[2];
    assert_eq!(
        third.snippet,
        "On dev it is 0.91, coverage 1.00, precision 0.313."
    );
    assert_eq!(third.found, (13, 17));
    let says = claims.claims[0].says.as_deref();
    assert_eq!(says, Some("recall · questions dev · fused"));
    view.end_before(5);
    assert_eq!(view.claims, None, "for whom the trace ends before the note");
}

/// Every place says the same numbers.
#[tokio::test]
async fn counts_agree() {
    let made = Made::new().await;
    let bodies = varied(11, 900);
    made.append(&bodies).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let said = |label: &str| {
        let line = view.summary.iter().find(|it| it.label == label);
        line.map(|it| it.text.clone()).unwrap_or_default()
    };
    let counts = view.counts;
    assert!(counts.commands > 3 && counts.evaluations > 3 && counts.hypotheses > 3);
    let commands = format!(
        "{} commands, {} failed",
        counts.commands, counts.commands_failed
    );
    assert!(
        said("Commands").ends_with(&commands),
        "{}",
        said("Commands")
    );
    let evaluations = format!("{} lines in the history", counts.evaluations);
    assert!(said("Evaluations").starts_with(&evaluations));
    assert_eq!(
        view.metrics.len() as u64 + view.metrics_omitted,
        counts.evaluations
    );
    let runs: u64 = view.series.iter().map(|it| it.runs).sum();
    assert_eq!(runs + view.metrics_omitted, counts.evaluations);
    let entry = view.done.iter().find(|it| it.label == "Evaluations");
    assert_eq!(entry.map(|it| it.count), Some(counts.evaluations));
    let failed = view
        .marks
        .iter()
        .filter(|it| it.bad && it.lane == LaneView::Commands);
    assert_eq!(failed.count() as u64, counts.commands_failed);
    let markers = view.markers.iter();
    let markers = markers.filter(|it| it.kind == MarkerKind::Hypothesis);
    assert_eq!(markers.count() as u64, counts.hypotheses);
    assert!(said("Edits").starts_with(&format!("{} files", counts.edited)));
}
