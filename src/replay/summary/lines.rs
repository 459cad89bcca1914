//! The lines, in the order of a session; what the host saw before what it was told.

use super::{Summary, line};
use crate::domain::event::{HypothesisStatus, Word};
use crate::replay::answers::{MarkerKind, SummaryLineView};
use crate::replay::backing::Behind;
use crate::replay::commands::Command;
use crate::replay::index::Index;
use crate::replay::line::{clock, first_line, plural, shortened};

const MOST_HYPOTHESES: usize = 3;

/// The same on the candidate's word.
fn said(label: &str, text: String, seq: Option<u64>) -> SummaryLineView {
    SummaryLineView {
        word: Word::Candidate,
        ..line(label, text, seq)
    }
}

/// The lines, in the order of a session.
pub fn lines(index: &Index) -> Vec<SummaryLineView> {
    let it = &index.summary;
    let mut lines = Vec::new();
    lines.extend(it.started.map(|started| {
        let brief = it
            .brief
            .map(|(_, time)| format!("brief opened at {}", clock(time)));
        let seq = it.brief.map_or(started, |it| it.0);
        line(
            "Start",
            brief.unwrap_or_else(|| "brief never opened".into()),
            Some(seq),
        )
    }));
    // What the host saw comes before what it was told.
    lines.extend(typed(index));
    lines.extend(edits(index));
    lines.extend(models(it));
    lines.extend(commands(index));
    lines.extend(evaluations(index));
    hypotheses(index, &mut lines);
    lines.extend(contradictions(index));
    lines.extend(left_out_line(it));
    lines.extend(it.first_message.as_ref().map(|(seq, time, from)| {
        let replies = match it.replies {
            1 => "1 reply".to_owned(),
            more => format!("{more} replies"),
        };
        let count = plural(it.messages, "message");
        let text = format!(
            "{count}, first from the {from} at {}; {replies}",
            clock(*time)
        );
        line("Messages", text, Some(*seq))
    }));
    if it.questions > 0 {
        let text = format!("{} of {} answered", it.answered.len(), it.questions);
        lines.push(line(
            "Questions",
            text,
            it.first_answer.or(it.first_question),
        ));
    }
    lines.extend(it.first_pause.map(|(seq, time)| {
        let (count, all) = (plural(it.pauses, "pause"), clock(it.paused));
        let text = format!("{count}, {all} in all, first at {}", clock(time));
        line("Pauses", text, Some(seq))
    }));
    lines.extend(it.first_extension.map(|seq| {
        let text = format!("{} more", plural(it.extended as usize, "minute"));
        line("Extended", text, Some(seq))
    }));
    lines.extend(it.troubles.iter().cloned());
    lines.extend(
        it.end.as_ref().map(|(seq, time, how)| {
            line("End", format!("{how} after {}", clock(*time)), Some(*seq))
        }),
    );
    lines.extend(checks(it));
    lines
}

fn commands(index: &Index) -> Option<SummaryLineView> {
    // One that nobody typed is not what the candidate began with.
    let typed = |it: &&Command| !index.untyped.contains(&it.seq);
    let all = &index.commands.0;
    let first = all.iter().find(typed).or(all.first())?;
    let text = format!(
        "first {} at {}; {}, {} failed",
        first_line(&first.text, 60),
        clock(first.time),
        plural(index.commands.0.len(), "command"),
        index.summary.failed
    );
    Some(said("Commands", text, Some(first.seq)))
}

fn typed(index: &Index) -> Option<SummaryLineView> {
    let (seq, time) = index.typed.first?;
    let lines = usize::try_from(index.typed.lines).unwrap_or(usize::MAX);
    let text = format!("{}, the first at {}", plural(lines, "line"), clock(time));
    Some(line("Typed", text, Some(seq)))
}

fn evaluations(index: &Index) -> Option<SummaryLineView> {
    let all = &index.metrics.all;
    let first = all.first()?;
    let weak = |behind: Behind| {
        let why = behind.doubt();
        let doubted = all.iter().filter(|it| it.doubt.as_deref() == why);
        doubted.count()
    };
    let told = [
        (Behind::Nothing, "nothing is recorded"),
        (Behind::Told, "only the sandbox's word is"),
    ];
    let told = told.map(|(behind, what)| match weak(behind) {
        0 => String::new(),
        some => format!("; {what} behind {some} of them"),
    });
    let rest = told.concat();
    let text = format!(
        "{} in the history, first at {}{rest}",
        plural(all.len(), "line"),
        clock(first.time)
    );
    Some(said("Evaluations", text, Some(first.seq)))
}

fn contradictions(index: &Index) -> Option<SummaryLineView> {
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

fn left_out_line(it: &Summary) -> Option<SummaryLineView> {
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

fn hypotheses(index: &Index, lines: &mut Vec<SummaryLineView>) {
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

fn edits(index: &Index) -> Option<SummaryLineView> {
    let edited = index.files.edited();
    let (seq, _) = *edited.first()?;
    let names: Vec<_> = edited
        .iter()
        .take(3)
        .map(|it| shortened(it.1, 80))
        .collect();
    let more = match edited.len() {
        count if count > 3 => format!(" and {} more", count - 3),
        _ => String::new(),
    };
    let text = format!(
        "{}: {}{more}",
        plural(edited.len(), "file"),
        names.join(", ")
    );
    Some(line("Edits", text, Some(seq)))
}

fn models(it: &Summary) -> Option<SummaryLineView> {
    let seq = it.first_call?;
    let refused = match it.refused {
        0 => String::new(),
        some => format!(", {some} refused"),
    };
    let cents = it.cost / 10_000;
    let text = format!(
        "{}, {}{refused}; €{}.{:02}",
        plural(it.chats, "chat"),
        plural(it.embeddings, "embedding call"),
        cents / 100,
        cents % 100
    );
    Some(line("Models", text, Some(seq)))
}

fn checks(it: &Summary) -> Option<SummaryLineView> {
    let passed = it.checks.iter().filter(|it| it.1).count();
    let failed: Vec<_> = it
        .checks
        .iter()
        .filter(|it| it.2)
        .map(|it| &it.0[..])
        .collect();
    let rest = if failed.is_empty() {
        String::new()
    } else {
        format!("; failed: {}", failed.join(", "))
    };
    let text = format!("{passed} of {} passed{rest}", it.checks.len());
    it.first_check.map(|seq| line("Checks", text, Some(seq)))
}
