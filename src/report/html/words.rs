//! Text for people, and text that stays text.

use crate::domain::time::{Instant, MINUTE};
use crate::report::model::{Mark, Seen};

/// Text in HTML: none of it is markup, in elements and in attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // What a page may not hold, or would be taken for its end.
            '\0' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// To the minute, in UTC.
pub(super) fn date(at: Instant) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_default()
}

/// 3 h 52 min.
pub(super) fn hours(micros: i64) -> String {
    let minutes = (micros + MINUTE / 2) / MINUTE;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn clock(micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}", seconds % 60)
}

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
    if seen.from_seq == seen.to_seq {
        let kind = escaped(&seen.kind);
        return format!(
            "{} ({kind}, event {}){note}",
            clock(seen.from),
            seen.from_seq
        );
    }
    let (from, to) = (clock(seen.from), clock(seen.to));
    format!(
        "{from}–{to} (events {}–{}){note}",
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
