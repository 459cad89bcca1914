//! Which traces belong to one question.
//!
//! A command that asks one question sends one trace. An evaluation calls the pipeline's parts by
//! themselves, so that one question gives several traces: a search to score its ranks, the search
//! for its answer, the packing, the call to the model, and the validation. They are joined by time,
//! within one run, and searches only if they are for the same text.

use super::traces::{PACKS, SEARCHES, Trace, VALIDATES};

/// The most microseconds between two parts of a question.
const GAP: i64 = 10_000_000;
/// The most traces of a question.
const MOST: usize = 16;
/// Words in the name of the outermost span of a question that sent no stage.
const NAMES: [&str; 6] = ["answer", "ask", "retriev", "search", "quer", "question"];

/// A trace with what is derived about it alone.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub trace: &'a Trace,
    /// Its place among all traces.
    pub place: u32,
    /// What it asks, if known.
    pub text: Option<u32>,
    /// Whether another text was embedded at the same time.
    pub doubt: bool,
    /// The command that sent it.
    pub command: Option<u64>,
}

/// Traces that belong together, in order of their starts.
pub struct Unit<'a> {
    pub parts: Vec<Part<'a>>,
    pub start: i64,
    pub end: i64,
    pub stages: u8,
}

/// `parts` in order of their starts.
pub fn units<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> Vec<Unit<'a>> {
    let mut units = Vec::<Unit>::new();
    for part in parts {
        match units.last_mut() {
            Some(last) if last.is_continued_by(&part) => last.push(part),
            _ => units.push(Unit::of(part)),
        }
    }
    let mut joined = Vec::<Unit>::with_capacity(units.len());
    for unit in units {
        match joined.last_mut() {
            Some(last) if last.was_for_the_ranks_of(&unit) => {
                unit.parts.into_iter().for_each(|part| last.push(part));
            }
            _ => joined.push(unit),
        }
    }
    joined
}

impl<'a> Unit<'a> {
    fn of(part: Part<'a>) -> Self {
        Self {
            start: part.trace.start,
            end: part.trace.end,
            stages: part.trace.stages,
            parts: vec![part],
        }
    }

    fn push(&mut self, part: Part<'a>) {
        self.start = self.start.min(part.trace.start);
        self.end = self.end.max(part.trace.end);
        self.stages |= part.trace.stages;
        self.parts.push(part);
    }

    /// Whether it is a question, and not something else that sent spans.
    pub fn asks(&self) -> bool {
        let named = |part: &Part| NAMES.iter().any(|word| part.trace.root.2.contains(word));
        self.stages != 0 || self.parts.iter().any(named)
    }

    pub fn text(&self) -> Option<(u32, bool)> {
        let texts = self.parts.iter();
        texts.rev().find_map(|it| Some((it.text?, it.doubt)))
    }

    fn is_near(&self, command: Option<u64>, start: i64) -> bool {
        let same = self.parts.last().is_some_and(|it| it.command == command);
        same && self.parts.len() < MOST && start.saturating_sub(self.end) <= GAP
    }

    /// Whether a trace without a search of its own is what came after this search.
    fn is_continued_by(&self, part: &Part) -> bool {
        let stages = part.trace.stages;
        let fits = match stages {
            0 => part.trace.client,
            _ => stages & (SEARCHES | self.stages) == 0,
        };
        fits && self.asks() && self.is_near(part.command, part.trace.start)
    }

    /// Whether this only searched, and `next` then asked the same.
    fn was_for_the_ranks_of(&self, next: &Self) -> bool {
        let searched = self.stages != 0 && self.stages & !SEARCHES == 0;
        let answered = next.stages & SEARCHES != 0 && next.stages & (PACKS | VALIDATES) != 0;
        let command = next.parts.first().and_then(|it| it.command);
        searched && answered && self.is_near(command, next.start) && self.asks_the_same_as(next)
    }

    fn asks_the_same_as(&self, other: &Self) -> bool {
        if let (Some((one, _)), Some((two, _))) = (self.text(), other.text()) {
            return one == two;
        }
        // Without a text: the first leg found the same.
        let found = |unit: &Self| {
            unit.parts
                .iter()
                .map(|it| it.trace.found)
                .find(|it| *it != 0)
        };
        found(self).is_some() && found(self) == found(other)
    }
}
