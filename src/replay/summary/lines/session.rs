//! The course of the session: start, messages, questions, pauses, end, checks.

use crate::replay::answers::{CountsView, SummaryLineView};
use crate::replay::line::{clock, count_of, plural};
use crate::replay::summary::Summary;
use crate::replay::summary::view::line;

pub(super) fn start(it: &Summary) -> Option<SummaryLineView> {
    let started = it.started?;
    let (text, seq) = match it.brief {
        Some((seq, time)) => (format!("brief opened at {}", clock(time)), seq),
        None => ("brief never opened".to_owned(), started),
    };
    Some(line("Start", text, Some(seq)))
}

pub(super) fn messages(it: &Summary, counts: &CountsView) -> Option<SummaryLineView> {
    let (seq, time, from) = it.first_message.as_ref()?;
    let replies = match counts.replies {
        1 => "1 reply".to_owned(),
        more => format!("{more} replies"),
    };
    let count = count_of(counts.messages, "message");
    let text = format!(
        "{count}, first from the {from} at {}; {replies}",
        clock(*time)
    );
    Some(line("Messages", text, Some(*seq)))
}

pub(super) fn questions(it: &Summary, counts: &CountsView) -> Option<SummaryLineView> {
    let text = format!("{} of {} answered", counts.answered, counts.questions);
    let seq = it.first_answer.or(it.first_question);
    (counts.questions > 0).then(|| line("Questions", text, seq))
}

pub(super) fn pauses(it: &Summary) -> Option<SummaryLineView> {
    let (seq, time) = it.first_pause?;
    let (count, all) = (plural(it.pauses, "pause"), clock(it.paused));
    let text = format!("{count}, {all} in all, first at {}", clock(time));
    Some(line("Pauses", text, Some(seq)))
}

pub(super) fn extension(it: &Summary) -> Option<SummaryLineView> {
    let seq = it.first_extension?;
    let text = format!("{} more", plural(it.extended as usize, "minute"));
    Some(line("Extended", text, Some(seq)))
}

pub(super) fn end(it: &Summary) -> Option<SummaryLineView> {
    let (seq, time, how) = it.end.as_ref()?;
    let text = format!("{how} after {}", clock(*time));
    Some(line("End", text, Some(*seq)))
}

pub(super) fn checks(it: &Summary) -> Option<SummaryLineView> {
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
