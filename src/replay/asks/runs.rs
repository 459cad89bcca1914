//! Which command asked: the one that ran when the question began.

use super::Asks;
use super::traces::Trace;
use crate::replay::commands::{Command, Commands, Programs};

/// A trace that says that it began longer ago than this when it came is not believed. In
/// microseconds.
const EARLIEST: i64 = 3_600_000_000;
/// Clocks differ a little, in microseconds.
const SLACK: i64 = 20_000;

/// A command with its times, in microseconds of Unix time.
#[derive(Clone, Copy)]
pub struct Ran<'a> {
    start: i64,
    end: i64,
    pub command: &'a Command,
    pub evaluates: bool,
}

/// Finds the commands of traces that are given in order of their times.
pub struct Running<'a> {
    /// In order of their starts.
    all: Vec<Ran<'a>>,
    next: usize,
    now: Vec<Ran<'a>>,
}

impl<'a> Running<'a> {
    pub fn of(asks: &Asks, commands: &'a Commands, programs: &Programs) -> Self {
        let ran = |command: &'a Command| {
            Some(Ran {
                start: asks.at(command.seq)?,
                end: command.end.map_or(Some(i64::MAX), |end| asks.at(end))?,
                command,
                evaluates: programs.evaluate(&command.text),
            })
        };
        let mut all: Vec<_> = commands.0.iter().filter_map(ran).collect();
        all.sort_by_key(|it| it.start);
        Self {
            all,
            next: 0,
            now: Vec::new(),
        }
    }

    /// The command that ran at this time. Of several, the one that names the question, then an
    /// evaluation, then the one that was started last.
    pub fn at(&mut self, time: i64, text: Option<&str>) -> Option<Ran<'a>> {
        while let Some(ran) = self.all.get(self.next)
            && ran.start <= time.saturating_add(SLACK)
        {
            self.now.push(*ran);
            self.next += 1;
        }
        self.now.retain(|it| it.end.saturating_add(SLACK) >= time);
        let names = |it: &Ran| text.is_some_and(|text| it.command.text.contains(text));
        let running = self.now.iter().copied();
        running.max_by_key(|it| (names(it), it.evaluates, it.start))
    }
}

/// When a trace began, in microseconds of Unix time: by its own word if that can be, else when it
/// came.
pub fn began(trace: &Trace, asks: &Asks) -> i64 {
    let came = asks.created.plus(trace.came).0;
    let can_be = trace.start <= came.saturating_add(SLACK) && trace.start > came - EARLIEST;
    if can_be { trace.start } else { came }
}
