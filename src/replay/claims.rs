//! Numbers of the final note, and what shows them: an evaluation, a terminal, or nothing. This is a
//! list for the reviewer to judge, and not a verdict: differences and means are not computed.

use serde::{Deserialize, Serialize};

use super::answers::{ClaimView, ClaimsView, SeriesView, ShownBy};
use super::figures::{Figure, figures};
use super::line::shortened;
use super::metrics::Metrics;
use super::printed::Printed;
use crate::domain::event::{Event, EventBody};

/// The most numbers. The rest is counted.
const MOST: usize = 100;
/// How much was measured. That all of it was is not a result.
const COUNTED: [&str; 2] = ["coverage.", "questions"];
/// Characters of the note around a number.
const AROUND: usize = 60;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Claim {
    text: String,
    line: u32,
    snippet: String,
    found: (u32, u32),
    value: f64,
    digits: u32,
    measured: Option<Measured>,
}

/// The latest evaluation that has a number, and the metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Measured {
    seq: u64,
    series: u32,
    metric: String,
}

/// The numbers of the note that was handed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The event that has the note; 0 before.
    seq: u64,
    all: Vec<Claim>,
    omitted: u32,
}

impl Claims {
    pub fn take(&mut self, event: &Event, metrics: &Metrics) {
        let note = match &event.body {
            EventBody::SessionSubmitted { final_note, .. } => final_note,
            EventBody::SessionExpired {
                unfinished_note: Some(note),
                ..
            } => note,
            _ => return,
        };
        let found = figures(note, true);
        let omitted = found.len().saturating_sub(MOST);
        let claims = found.iter().take(MOST);
        *self = Self {
            seq: event.seq,
            all: claims.map(|it| claim(note, it, metrics)).collect(),
            omitted: u32::try_from(omitted).unwrap_or(u32::MAX),
        };
    }

    /// `None` while there is no note.
    pub fn view(&self, printed: &Printed, series: &[SeriesView]) -> Option<ClaimsView> {
        let claims = self.all.iter().map(|it| self.shown(it, printed, series));
        (self.seq > 0).then(|| ClaimsView {
            seq: self.seq,
            claims: claims.collect(),
            omitted: self.omitted,
        })
    }

    fn shown(&self, claim: &Claim, printed: &Printed, series: &[SeriesView]) -> ClaimView {
        let figure = Figure {
            from: 0,
            to: 0,
            value: claim.value,
            digits: claim.digits,
        };
        let (shown, seq) = match &claim.measured {
            Some(measured) => (ShownBy::Evaluation, Some(measured.seq)),
            None => match printed.first(&figure, self.seq) {
                Some(seq) => (ShownBy::Terminal, Some(seq)),
                None => (ShownBy::Nothing, None),
            },
        };
        ClaimView {
            text: claim.text.clone(),
            line: claim.line,
            snippet: claim.snippet.clone(),
            found: claim.found,
            says: claim.measured.as_ref().map(|it| it.says(series)),
            shown,
            seq,
        }
    }
}

impl Measured {
    fn says(&self, series: &[SeriesView]) -> String {
        let place = usize::try_from(self.series).unwrap_or(usize::MAX);
        let name = series.get(place).map_or("", |it| &it.name[..]);
        format!("{} · {name}", self.metric)
    }
}

fn claim(note: &str, figure: &Figure, metrics: &Metrics) -> Claim {
    let text = &note[figure.from..figure.to];
    let lines = note[..figure.from].matches('\n').count();
    let start = note[..figure.from].rfind('\n').map_or(0, |at| at + 1);
    let before = note[start..figure.from].trim_start();
    let before = match before.char_indices().nth_back(AROUND) {
        Some((cut, letter)) => format!("…{}", &before[cut + letter.len_utf8()..]),
        None => before.to_owned(),
    };
    let rest = note[figure.to..].lines().next().unwrap_or_default();
    let after = shortened(rest, AROUND);
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    Claim {
        text: text.to_owned(),
        line: u32::try_from(lines + 1).unwrap_or(u32::MAX),
        found: (units(&before), units(&before) + units(text)),
        snippet: format!("{before}{text}{after}"),
        value: figure.value,
        digits: figure.digits,
        measured: measured(figure, metrics),
    }
}

/// The latest evaluation with a metric that is rounded to this figure, as a share or as a percentage.
fn measured(figure: &Figure, metrics: &Metrics) -> Option<Measured> {
    let (from, to) = figure.range();
    let fits = |value: f64| {
        // A whole number is a count, and not a percentage.
        let percentage = value.fract() != 0.0 && (from..=to).contains(&(value / 100.0));
        (from..=to).contains(&value) || percentage
    };
    let counted = |name: &str| COUNTED.iter().any(|it| name.starts_with(it));
    metrics.all.iter().rev().find_map(|run| {
        let mut values = run.values.iter();
        let (metric, _) = values.find(|(name, value)| !counted(name) && fits(**value))?;
        Some(Measured {
            seq: run.seq,
            series: run.series,
            metric: metric.clone(),
        })
    })
}
