//! What was done and what the record does not show; metrics by series; hypotheses as they were written.

use std::collections::BTreeMap;

use super::at_once::{command, index, of, ran};
use super::trace::{output, started};
use crate::domain::event::{
    EvalCompleted, EventBody, HypothesisStatus, InjectDelivered, MessageSent, Note,
};
use crate::replay::answers::{DoneView, MarkerKind};
use crate::replay::counts::counts;
use crate::replay::done::done;
use crate::replay::index::Index;
use crate::replay::summary;

pub fn evaluated(questions: Option<&str>, recall: f64) -> EventBody {
    let said = [("leg", Some("fused")), ("questions_sha256", questions)];
    let said = said
        .into_iter()
        .filter_map(|(name, it)| Some((name.to_owned(), it?.to_owned())));
    EventBody::EvalCompleted(EvalCompleted {
        source: "evals/history.jsonl".into(),
        line: 1,
        metrics: BTreeMap::from([("at".to_owned(), recall), ("recall".to_owned(), recall)]),
        circumstances: said.collect(),
    })
}

fn hypothesis(note: u32, revision: u32, text: &str, status: HypothesisStatus) -> EventBody {
    let status = Some(status);
    EventBody::NoteHypothesis(Note {
        note,
        revision,
        text: text.into(),
        status,
    })
}

fn evidence(note: u32, text: &str) -> EventBody {
    EventBody::NoteEvidence(Note {
        note,
        revision: 0,
        text: text.into(),
        status: None,
    })
}

fn message(inject: &str) -> EventBody {
    EventBody::InjectDelivered(InjectDelivered {
        inject: inject.into(),
        from: "support lead".into(),
        message: "Also \"is delivery on Sunday possible?\"".into(),
        laid: Vec::new(),
        removed: Vec::new(),
        failed: Vec::new(),
    })
}

fn entry(index: &Index, label: &str) -> DoneView {
    let all = done(index, 0);
    let found = all.iter().find(|it| it.label.starts_with(label));
    found
        .unwrap_or_else(|| panic!("no {label} in {all:?}"))
        .clone()
}

fn items(index: &Index, label: &str) -> Vec<String> {
    let items = entry(index, label).items.into_iter();
    items.map(|it| it.text).collect()
}

#[test]
fn an_evaluation_is_compared_within_its_series_only() {
    let mut bodies = vec![started()];
    bodies.extend(ran(1, "halden eval"));
    bodies.push(evaluated(Some("dev"), 0.5));
    bodies.extend(ran(2, "halden eval --questions evals/desk.jsonl"));
    bodies.push(evaluated(Some("desk"), 1.0));
    bodies.extend(ran(3, "halden eval"));
    bodies.extend([evaluated(Some("dev"), 0.7), evaluated(None, 0.1)]);
    let index = index(bodies);
    assert_eq!(of(&index, MarkerKind::Regression).len(), 0);
    let better = of(&index, MarkerKind::Improvement);
    let better: Vec<_> = better.iter().map(|it| &it.label[..]).collect();
    assert_eq!(better, ["recall 0.500 → 0.700"]);
    assert_eq!(
        items(&index, "Evaluations"),
        [
            "evals/questions.jsonl · fused: 2 runs",
            "evals/desk.jsonl · fused: 1 run",
            "circumstances not known: 1 run",
        ]
    );
}

#[test]
fn the_lane_says_last_what_was_printed_last() {
    let line = "halden eval --history /dev/null";
    let [keys, began, ended] = ran(1, line);
    let report = b"{\r\n  \"recall\": 0.88,\r\n  \"leg\": \"fused\"\r\n}\r\n";
    let bodies = vec![
        started(),
        evaluated(Some("dev"), 0.5),
        keys,
        began,
        output(1, report),
        ended,
    ];
    let index = index(bodies);
    let last = index.marks.all.last().map(|it| it.label.clone());
    assert_eq!(last, Some(format!("{line}, printed: recall 0.880")));
}

#[test]
fn what_nothing_shows_is_called_never() {
    let index = index(vec![
        started(),
        command(1, "pytest"),
        command(2, "cat ops/bill.md"),
    ]);
    assert!(
        entry(&index, "Tests").text.starts_with("never"),
        "nobody typed it"
    );
    assert!(entry(&index, "Evaluations").text.starts_with("never"));
    assert!(entry(&index, "Questions beyond").text.starts_with("never"));
    let files = entry(&index, "Files laid in");
    assert_eq!((files.count, files.first), (3, None));
    let none = done(&index, 0)
        .iter()
        .any(|it| it.label.starts_with("Messages"));
    assert!(!none, "none had come");
}

#[test]
fn what_was_typed_is_counted_with_its_first_moment() {
    let mut bodies = vec![started(), message("m1"), message("m2")];
    for (number, line) in (1..).zip([
        "pytest -q",
        "less ops/desk.log",
        "ls docs",
        "halden ask 'How late can a customer cancel?'",
        "halden ask 'Is delivery on Sunday possible'",
        "halden ask 'Is there a deposit?'",
        "halden search --batch ops/x.jsonl",
    ]) {
        bodies.extend(ran(number, line));
    }
    bodies.push(EventBody::MessageSent(MessageSent {
        inject: "m2".into(),
        text: "Yes.".into(),
    }));
    let index = index(bodies);
    let tests = entry(&index, "Tests");
    assert_eq!((tests.count, tests.first), (1, Some(5)));
    assert_eq!(
        items(&index, "Questions beyond"),
        ["Is there a deposit?", "all of ops/x.jsonl"]
    );
    assert_eq!(
        items(&index, "Files laid in"),
        [
            "ops/bill.md: never",
            "docs/SUP-1.md: only its folder, its name or a pattern was typed",
        ]
    );
    let messages = entry(&index, "Messages");
    assert_eq!((messages.count, messages.items[0].seq), (1, Some(2)));
}

#[test]
fn a_hypothesis_stays_as_it_was_written() {
    use HypothesisStatus::{Open, RuledOut, Supported};
    let mut bodies = vec![
        started(),
        hypothesis(1, 0, "It is the headings.", Open),
        hypothesis(2, 0, "It is the prompt.", Open),
        hypothesis(2, 1, "It is the prompt.", RuledOut),
        evidence(3, "The list is short, which speaks for H1."),
    ];
    bodies.extend(ran(1, "halden eval"));
    bodies.push(hypothesis(1, 1, "It is the fusion.", Supported));
    let index = index(bodies);
    let first = of(&index, MarkerKind::Hypothesis)[0];
    assert_eq!(
        (first.seq, &first.label[..], first.status),
        (2, "It is the headings.", Some(Open))
    );
    let later: Vec<_> = first
        .revisions
        .iter()
        .map(|it| (it.seq, &it.text[..]))
        .collect();
    assert_eq!(later, [(9, "It is the fusion.")]);
    let lines = summary::lines(&index, &counts(&index, 0));
    let said = lines
        .iter()
        .find(|it| it.label == "Hypothesis 1")
        .map(|it| &it.text[..]);
    assert_eq!(
        said,
        Some("It is the headings. (open; supported at 0:00:09; text changed at 0:00:09)")
    );
    // Evidence that was written after the second belongs to it too, but it was closed before that.
    assert_eq!(
        items(&index, "Hypotheses"),
        ["2 It is the prompt.: nothing is recorded before it was closed"]
    );
}

#[test]
fn a_hypothesis_that_is_edited_for_ever_has_a_bound() {
    let edits = (1..60).map(|it| hypothesis(1, it, &format!("v{it}"), HypothesisStatus::Open));
    let mut bodies = vec![started(), hypothesis(1, 0, "v0", HypothesisStatus::Open)];
    bodies.extend(edits);
    let index = index(bodies);
    let marker = of(&index, MarkerKind::Hypothesis)[0];
    let last = marker.revisions.last().map(|it| &it.text[..]);
    assert_eq!(
        (marker.revisions.len(), marker.revisions_omitted, last),
        (20, 39, Some("v59"))
    );
}
