//! Moments and points, in words.

use crate::scoring::report::model::{Mark, Seen};
use crate::static_page::{clock, escaped};

/// Moments, with their events' numbers and what one sees there. Empty without any.
pub(super) fn moments(evidence: &[Seen]) -> String {
    let ranges: Vec<String> = evidence.iter().map(moment).collect();
    if ranges.is_empty() {
        return String::new();
    }
    let list = ranges.join("; ");
    format!("<p class=\"muted\">Seen at {list}</p>\n")
}

fn moment(seen: &Seen) -> String {
    let note = if seen.note.trim().is_empty() {
        String::new()
    } else {
        format!(": {}", escaped(seen.note.trim()))
    };
    let word = seen.word.map(|word| format!(", {}", word.says()));
    let word = word.unwrap_or_default();
    if seen.from_seq == seen.to_seq {
        let kind = escaped(&seen.kind);
        return format!(
            "{} ({kind}{word}, event {}){note}",
            clock(seen.from),
            seen.from_seq
        );
    }
    let (from, to) = (clock(seen.from), clock(seen.to));
    format!(
        "{from}–{to} (events {}–{}{word}){note}",
        seen.from_seq, seen.to_seq
    )
}

/// "2 of 3", or that it was not observed.
pub(super) fn mark_text(mark: &Mark, best: u32) -> String {
    match mark.points {
        Some(points) => format!("{points} of {best}"),
        None => "not observed".to_owned(),
    }
}
