//! Evaluations and tests.

use crate::domain::event::Word;
use crate::replay::answers::{DoneItemView, DoneView};
use crate::replay::index::Index;
use crate::replay::line::{count_of, first_line};

const TEST: usize = 80;

pub(super) fn evaluations(index: &Index) -> DoneView {
    let series = index.metrics.series();
    let items = series.iter().map(|it| DoneItemView {
        text: format!("{}: {}", it.name, count_of(it.runs, "run")),
        seq: Some(it.first),
    });
    let count = index.metrics.runs();
    let sets: std::collections::BTreeSet<_> = series
        .iter()
        .filter_map(|it| it.questions.as_ref())
        .collect();
    let on = count_of(sets.len() as u64, "question set");
    let runs = count_of(count, "line");
    let lines = format!("{runs} in the history, on {on}, in {} series", series.len());
    let typed = &index.ran.evaluations;
    let commands = format!(
        "{} evaluated and ended with 0",
        count_of(typed.count, "typed command")
    );
    let text = match (count, typed.count) {
        (0, 0) => "never: nothing in the record shows one".to_owned(),
        (0, _) => format!("no line in the history; {commands}"),
        (_, 0) => lines,
        _ => format!("{lines}; {commands}"),
    };
    DoneView {
        label: "Evaluations".to_owned(),
        count,
        text,
        rests_on: "Lines of the pipeline's history, and typed commands that evaluate. A run with \
                   another history, or in a program of the candidate's own, is not among the lines."
            .to_owned(),
        first: series.iter().map(|it| it.first).min().or(typed.first),
        word: Word::Candidate,
        items: items.collect(),
        omitted: index.metrics.omitted,
    }
}

pub(super) fn tests(index: &Index) -> DoneView {
    let ran = &index.ran.tests;
    let text = match ran.count {
        0 => "never: no typed command in the record runs them".to_owned(),
        some => format!("{}, {} of them failed", count_of(some, "time"), ran.failed),
    };
    let items = ran.latest.iter().map(|(seq, text)| DoneItemView {
        text: format!("last: {}", first_line(text, TEST)),
        seq: Some(*seq),
    });
    DoneView {
        label: "Tests".to_owned(),
        count: ran.count,
        text,
        rests_on: "Typed commands that begin as the test command of the pipeline's manifest does. \
                   A script or an editor that runs tests is not recognised."
            .to_owned(),
        first: ran.first,
        word: Word::Candidate,
        items: items.collect(),
        omitted: 0,
    }
}
