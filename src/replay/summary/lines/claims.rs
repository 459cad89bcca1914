//! What the candidate supposed, what speaks against the record, and what it leaves out.

use crate::domain::event::HypothesisStatus;
use crate::replay::answers::{MarkerKind, SummaryLineView};
use crate::replay::index::Index;
use crate::replay::line::shortened;
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
        let standing = match marker.status {
            None | Some(HypothesisStatus::Open) => "open",
            Some(HypothesisStatus::Supported) => "supported",
            Some(HypothesisStatus::RuledOut) => "ruled out",
        };
        let text = format!("{} ({standing})", shortened(&marker.label, 90));
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
