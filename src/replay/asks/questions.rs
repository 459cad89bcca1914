//! All questions of a session, by runs: derived from what was sent, as a whole, when it is needed.

use std::collections::HashMap;

use super::Asks;
use super::calls::Call;
use super::runs::{Ran, Running, began};
use super::traces::Trace;
use super::units::{Part, Unit, units};
use crate::replay::index::Index;
use crate::replay::line::{LABEL, first_line};

/// The most questions that are listed.
const MOST: usize = 100_000;
/// A question that no command asked begins another run after this many microseconds without one.
const IDLE: i64 = 60_000_000;
/// Pipeline and service have the same clock, but a call is recorded only when it is over.
const SLACK: i64 = 20_000;

/// Traces that make one question. Times are microseconds of Unix time.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Places among all traces, in order of their starts.
    pub parts: Vec<u32>,
    /// The event that completed it: the last outermost span of its traces.
    pub seq: u64,
    pub start: i64,
    pub end: i64,
    pub text: Option<u32>,
    /// Whether another text was embedded at the same time.
    pub doubt: bool,
    pub failed: bool,
    pub abstained: Option<bool>,
    pub run: u32,
}

/// Questions that one command asked, or that came one after another without a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The event of the command; without one, of the first question.
    pub seq: u64,
    /// The event that ended the command, or the last question.
    pub end: u64,
    pub command: Option<String>,
    pub evaluation: bool,
    /// Places of its questions, in order.
    pub questions: Vec<u32>,
    pub failed: u32,
    pub abstained: u32,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Run(u32),
    Ask(u32),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// In order of their starts.
    pub all: Vec<Question>,
    /// In order of their first questions.
    pub runs: Vec<Run>,
    /// Each run and its questions.
    pub lines: Vec<Line>,
    /// Traces in which nothing is asked.
    pub others: u32,
    /// Questions beyond the bound.
    pub beyond: u64,
}

impl Questions {
    /// Those that are listed, and those beyond.
    pub fn count(&self) -> u64 {
        self.all.len() as u64 + self.beyond
    }

    pub fn of(index: &Index) -> Self {
        let asks = &index.asks;
        let mut starts: Vec<(i64, u32)> = (0..)
            .zip(&asks.traces.all)
            .map(|(place, trace)| (began(trace, asks), place))
            .collect();
        starts.sort_unstable();
        let mut running = Running::of(asks, &index.commands, &index.programs);
        let mut commands = HashMap::<u64, Ran>::new();
        let mut parts = Vec::with_capacity(starts.len());
        for (start, place) in starts {
            let trace = &asks.traces.all[place as usize];
            let (text, doubt) = asks.asked(trace);
            let words = text.and_then(|it| asks.calls.text(it));
            let ran = running.at(start, words);
            if let Some(ran) = ran {
                commands.insert(ran.command.seq, ran);
            }
            parts.push(Part {
                trace,
                place,
                text,
                doubt,
                command: ran.map(|it| it.command.seq),
            });
        }
        let mut made = Self {
            beyond: asks.traces.beyond,
            ..Self::default()
        };
        let mut runs = HashMap::<u64, u32>::new();
        for unit in units(parts) {
            made.add(&unit, &commands, &mut runs);
        }
        made.list();
        made
    }

    fn add(&mut self, unit: &Unit, commands: &HashMap<u64, Ran>, runs: &mut HashMap<u64, u32>) {
        let traces = || unit.parts.iter().map(|it| it.trace);
        if !unit.asks() {
            self.others += 1;
            return;
        }
        if self.all.len() >= MOST {
            self.beyond += 1;
            return;
        }
        let seq = traces().map(|it| it.root.0).max().unwrap_or(0);
        let ran = unit.parts.first().and_then(|it| it.command);
        let ran = ran.and_then(|it| commands.get(&it));
        let run = match ran {
            Some(ran) => *runs.entry(ran.command.seq).or_insert_with(|| {
                self.runs.push(run_of(ran));
                place(self.runs.len() - 1)
            }),
            None => self.without_command(seq, unit.start),
        };
        let text = unit.text();
        let question = Question {
            parts: unit.parts.iter().map(|it| it.place).collect(),
            seq,
            start: unit.start,
            end: unit.end,
            text: text.map(|it| it.0),
            doubt: text.is_some_and(|it| it.1),
            failed: traces().any(|it| it.failed),
            abstained: traces().find_map(|it| it.abstained),
            run,
        };
        let of = &mut self.runs[run as usize];
        of.questions.push(place(self.all.len()));
        of.failed += u32::from(question.failed);
        of.abstained += u32::from(question.abstained == Some(true));
        if of.command.is_none() {
            of.end = of.end.max(seq);
        }
        self.all.push(question);
    }

    /// The run of a question that no command asked.
    fn without_command(&mut self, seq: u64, start: i64) -> u32 {
        let before = self.all.last();
        let before = before.filter(|it| start.saturating_sub(it.end) <= IDLE);
        let run = before.map(|it| it.run);
        let run = run.filter(|run| self.runs[*run as usize].command.is_none());
        run.unwrap_or_else(|| {
            self.runs.push(Run {
                seq,
                end: seq,
                command: None,
                evaluation: false,
                questions: Vec::new(),
                failed: 0,
                abstained: 0,
            });
            place(self.runs.len() - 1)
        })
    }

    fn list(&mut self) {
        for (number, run) in (0..).zip(&self.runs) {
            self.lines.push(Line::Run(number));
            let questions = run.questions.iter();
            self.lines.extend(questions.map(|it| Line::Ask(*it)));
        }
    }
}

fn run_of(ran: &Ran) -> Run {
    Run {
        seq: ran.command.seq,
        end: ran.command.end.unwrap_or(ran.command.seq),
        command: Some(first_line(&ran.command.text, LABEL)),
        evaluation: ran.evaluates,
        questions: Vec::new(),
        failed: 0,
        abstained: 0,
    }
}

/// There are fewer than 2³² of everything here.
fn place(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Asks {
    /// The text that was embedded when a trace says that it embedded, and whether another could be
    /// meant. Of several, the one whose call began when the span did.
    fn asked(&self, trace: &Trace) -> (Option<u32>, bool) {
        let Some((_, from, to)) = trace.embedded else {
            return (None, false);
        };
        let began = |it: &Call| self.created.plus(it.at - it.took).0;
        let texts = || self.during(from, to).filter(|it| it.text.is_some());
        let nearest = texts().min_by_key(|it| began(it).abs_diff(from));
        let text = nearest.and_then(|it| it.text);
        let mut others = texts().filter(|it| it.text != text);
        let doubt = others.any(|it| (from..=to).contains(&began(it)));
        (text, doubt)
    }

    /// Calls that ran between these times, in microseconds of Unix time.
    pub(super) fn during(&self, from: i64, to: i64) -> impl Iterator<Item = &Call> {
        let from = from.saturating_sub(self.created.0).saturating_sub(SLACK);
        let to = to.saturating_sub(self.created.0).saturating_add(SLACK);
        let first = self.calls.all.partition_point(|it| it.at < from);
        let ended = self.calls.all[first..].iter();
        let ended = ended.take_while(move |it| it.at <= to);
        ended.filter(move |it| it.at.saturating_sub(it.took) >= from)
    }
}
