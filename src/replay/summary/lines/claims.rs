//! What the candidate supposed, what speaks against the record, and what it leaves out.

use crate::domain::event::HypothesisStatus;
use crate::replay::answers::{MarkerKind, MarkerView, SummaryLineView};
use crate::replay::index::Index;
use crate::replay::line::{clock, shortened};
use crate::replay::summary::Summary;
use crate::replay::summary::view::{line, said};

const MOST_HYPOTHESES: usize = 3;

pub(super) fn hypotheses(index: &Index, lines: &mut Vec<SummaryLineView>) {
    let all: Vec<_> = index
        .markers
        .all
        .iter()
        .filter(|it| it.kind == MarkerKind::Hypothesis)
        .collect();
    for (number, marker) in all.iter().take(MOST_HYPOTHESES).enumerate() {
        let text = format!("{}{}", shortened(&marker.label, 90), became(marker));
        lines.push(said(
            &format!("Hypothesis {}", number + 1),
            text,
            Some(marker.seq),
        ));
    }
    if let Some(next) = all.get(MOST_HYPOTHESES) {
        let text = format!("and {} more", all.len() - MOST_HYPOTHESES);
        lines.push(said("", text, Some(next.seq)));
    }
}

/// What a hypothesis was called when it was written, and what it became, and when.
fn became(marker: &MarkerView) -> String {
    let first = standing(marker.status);
    let rewritten = marker.revisions.iter().find(|it| it.text != marker.label);
    let rewritten = rewritten.map_or(String::new(), |it| {
        format!("; text changed at {}", clock(it.time))
    });
    let last = marker.revisions.last().map(|it| it.status);
    let since = marker.revisions.iter().rev();
    let since = since.take_while(|it| Some(it.status) == last).last();
    match since {
        Some(since) if since.status != marker.status => {
            let last = standing(since.status);
            format!(" ({first}; {last} at {}{rewritten})", clock(since.time))
        }
        _ => format!(" ({first}{rewritten})"),
    }
}

fn standing(status: Option<HypothesisStatus>) -> &'static str {
    match status {
        None | Some(HypothesisStatus::Open) => "open",
        Some(HypothesisStatus::Supported) => "supported",
        Some(HypothesisStatus::RuledOut) => "ruled out",
    }
}

pub(super) fn contradictions(index: &Index) -> Option<SummaryLineView> {
    let markers = &index.markers;
    let untyped = index.untyped.len();
    let count = usize::try_from(markers.contradictions).unwrap_or(usize::MAX);
    let kinds = [
        (
            untyped,
            "command that was not typed",
            "commands that were not typed",
        ),
        (
            count.saturating_sub(untyped),
            "evaluation with nothing behind it",
            "evaluations with nothing behind them",
        ),
    ];
    let told = kinds.into_iter().filter(|it| it.0 > 0);
    let told: Vec<_> = told
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    let seq = markers.first_contradiction?;
    Some(line("Contradictions", told.join(", "), Some(seq)))
}

pub(super) fn left_out(it: &Summary) -> Option<SummaryLineView> {
    let first = it.left_out.first()?;
    let told: Vec<&str> = it.left_out.iter().take(3).map(|it| &it.says[..]).collect();
    let more = match it.left_out.len().saturating_sub(told.len()) {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    let text = format!("{}{more}", told.join("; "));
    Some(SummaryLineView {
        word: first.word,
        ..line("Left out", text, Some(first.seq))
    })
}
