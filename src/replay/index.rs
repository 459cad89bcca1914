//! Everything that is derived from a trace but screens and the words in it: small, kept whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::activity::Activity;
use super::answers::{LaneView, MarkView, MarkerKind, TerminalSpanView};
use super::asks::Asks;
use super::commands::{Commands, is_evaluation};
use super::files::Files;
use super::idle::Idle;
use super::line::{LABEL, first_line};
use super::markers::Markers;
use super::marks::Marks;
use super::metrics::Metrics;
use super::read::Read;
use super::summary::Summary;
use super::times::Times;
use super::writing::Writing;
use crate::domain::event::{Event, EventBody};
use crate::domain::payload::BlobRef;

/// What is derived from the events so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// When each event happened.
    pub times: Times,
    /// Terminal bytes by time.
    pub activity: Activity,
    /// Single things on lanes.
    pub marks: Marks,
    /// What a reviewer looks for.
    pub markers: Markers,
    /// Stretches without a candidate's doing.
    pub idle: Idle,
    /// Commands.
    pub commands: Commands,
    /// Changes of files.
    pub files: Files,
    /// Where was written.
    pub writing: Writing,
    /// Evaluations.
    pub metrics: Metrics,
    /// What the summary counts.
    pub summary: Summary,
    /// Terminals, in the order of their opening.
    pub terminals: Vec<TerminalSpanView>,
    /// Questions to the pipeline.
    pub asks: Asks,
    /// The workspace at the start.
    pub start: Option<BlobRef>,
    /// Events after which screens are kept, in order.
    pub cuts: Vec<u64>,
}

impl Index {
    /// The last event that is in it.
    pub fn last_seq(&self) -> u64 {
        self.times.count()
    }

    /// Takes the next event.
    pub fn take(&mut self, read: &Read) {
        let time = self.times.push(read.active());
        // Of a kind that this program does not know, only the time counts.
        if let Read::Known(event) = read {
            self.known(event, time);
        }
    }

    fn known(&mut self, event: &Event, time: i64) {
        self.marks.take(event, time);
        self.markers.take(event, time);
        self.files.take(event);
        self.writing.take(event);
        self.summary.take(event, time);
        self.asks.take(event, time);
        if let Some(span) = self.idle.take(event, time) {
            self.markers.pause(span);
        }
        if let Some(place) = self.commands.take(event.seq, time, &event.body) {
            self.ended(place, event.seq, time);
        }
        match &event.body {
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                self.activity.add(time, bytes.length(), 0);
                self.terminal(*terminal, event.seq).output += bytes.length();
            }
            EventBody::TerminalInput { bytes, .. } => {
                self.activity.add(time, 0, bytes.length());
            }
            EventBody::TerminalOpened { terminal, .. } => {
                self.terminal(*terminal, event.seq).closed_seq = None;
            }
            EventBody::TerminalClosed { terminal, .. } => {
                self.terminal(*terminal, event.seq).closed_seq = Some(event.seq);
            }
            EventBody::SessionStarted { workspace, .. } => self.start = Some(*workspace),
            EventBody::EvalCompleted(eval) => self.measure(event.seq, time, &eval.metrics),
            EventBody::VectorCall(call) => {
                let label = format!("{} {}", call.operation, call.collection);
                let bad = call.error.is_some();
                self.mark(event.seq, time, LaneView::Vectors, &label, bad);
            }
            _ => {}
        }
    }

    fn measure(&mut self, seq: u64, time: i64, values: &BTreeMap<String, f64>) {
        if let Some((kind, said)) = self.metrics.take(seq, time, values) {
            self.markers.put(seq, time, kind, said);
        }
        let label = self.metrics.at(seq).map(|it| {
            let values = it.values.iter().take(4);
            let said: Vec<_> = values
                .map(|(name, value)| format!("{name} {value:.3}"))
                .collect();
            said.join(", ")
        });
        let worse = self
            .markers
            .all
            .last()
            .is_some_and(|it| it.seq == seq && it.kind == MarkerKind::Regression);
        self.mark(
            seq,
            time,
            LaneView::Evals,
            &label.unwrap_or_default(),
            worse,
        );
    }

    fn ended(&mut self, place: usize, seq: u64, time: i64) {
        let command = self.commands.0[place].clone();
        let bad = command.exit.is_some_and(|exit| exit != 0);
        self.marks.end_command(command.seq, time, bad);
        if command.exit.is_some() && is_evaluation(&command.text) {
            self.mark(seq, time, LaneView::Evals, &command.text, bad);
            if !bad {
                self.markers.pass(seq, time, &command.text);
            }
        }
    }

    fn mark(&mut self, seq: u64, time: i64, lane: LaneView, label: &str, bad: bool) {
        self.marks.put(MarkView {
            seq,
            time,
            lane,
            label: first_line(label, LABEL),
            bad,
            end: None,
        });
    }

    fn terminal(&mut self, terminal: u32, seq: u64) -> &mut TerminalSpanView {
        let known = self.terminals.iter().position(|it| it.terminal == terminal);
        let place = known.unwrap_or_else(|| {
            self.terminals.push(TerminalSpanView {
                terminal,
                opened_seq: seq,
                closed_seq: None,
                output: 0,
            });
            self.terminals.len() - 1
        });
        &mut self.terminals[place]
    }

    /// Numbers of the terminals there ever were.
    pub fn terminal_numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<_> = self.terminals.iter().map(|it| it.terminal).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The last event not after this one after which screens are kept; 0 if there is none.
    pub fn cut_before(&self, seq: u64) -> u64 {
        let until = self.cuts.partition_point(|it| *it <= seq);
        until.checked_sub(1).map_or(0, |place| self.cuts[place])
    }
}
