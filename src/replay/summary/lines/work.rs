//! What the candidate did: what the host saw, and what marks in the output say.

use crate::replay::answers::{CountsView, SummaryLineView};
use crate::replay::backing::Behind;
use crate::replay::commands::Command;
use crate::replay::index::Index;
use crate::replay::line::{clock, count_of, first_line, plural, shortened};
use crate::replay::summary::Summary;
use crate::replay::summary::view::{line, said};

pub(super) fn typed(index: &Index) -> Option<SummaryLineView> {
    let (seq, time) = index.typed.first?;
    let lines = usize::try_from(index.typed.lines).unwrap_or(usize::MAX);
    let text = format!("{}, the first at {}", plural(lines, "line"), clock(time));
    Some(line("Typed", text, Some(seq)))
}

pub(super) fn edits(index: &Index, counts: &CountsView) -> Option<SummaryLineView> {
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
        count_of(counts.edited, "file"),
        names.join(", ")
    );
    Some(line("Edits", text, Some(seq)))
}

pub(super) fn models(it: &Summary) -> Option<SummaryLineView> {
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

pub(super) fn commands(index: &Index, counts: &CountsView) -> Option<SummaryLineView> {
    // The candidate did not begin with a command that nobody typed.
    let typed = |it: &&Command| !index.untyped.contains(&it.seq);
    let all = &index.commands.0;
    let first = all.iter().find(typed).or(all.first())?;
    let text = format!(
        "first {} at {}; {}, {} failed",
        first_line(&first.text, 60),
        clock(first.time),
        count_of(counts.commands, "command"),
        counts.commands_failed
    );
    Some(said("Commands", text, Some(first.seq)))
}

pub(super) fn evaluations(index: &Index, counts: &CountsView) -> Option<SummaryLineView> {
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
        count_of(counts.evaluations, "line"),
        clock(first.time)
    );
    Some(said("Evaluations", text, Some(first.seq)))
}
