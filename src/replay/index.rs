//! Everything that is derived from a trace, except screens and searched words. It is small and kept
//! whole.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::activity::Activity;
use super::answers::{LaneView, MarkView, MarkerKind, TerminalSpanView};
use super::asked::Asked;
use super::asks::Asks;
use super::backing::{Backing, Behind, Weak};
use super::claims::Claims;
use super::commands::{Commands, Programs};
use super::compared::Change;
use super::evaluating::Evaluating;
use super::files::Files;
use super::idle::Idle;
use super::keyframes::{Contents, bytes_of};
use super::laid::Laid;
use super::letters::Letters;
use super::line::{LABEL, first_line};
use super::markers::Markers;
use super::marks::Marks;
use super::metrics::Metrics;
use super::printed::Printed;
use super::ran::Ran;
use super::read::Read;
use super::summary::Summary;
use super::times::Times;
use super::transcript::Transcript;
use super::typed::Typed;
use super::writing::Writing;
use crate::domain::event::{EvalCompleted, Event, EventBody, InputSource, Word};
use crate::domain::payload::BlobRef;

/// The most characters of a command in a contradiction.
const COMMAND: usize = 80;
const UNTYPED: &str = "marks in the output say that this ran; it was not typed in that terminal";
/// The most characters of a command beside what it printed.
const EVALUATING: usize = 48;
const DOUBTED: &str = "the host saw nothing behind the evaluation that it is compared with";

/// What is derived from the events so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    pub times: Times,
    pub activity: Activity,
    pub marks: Marks,
    pub markers: Markers,
    pub idle: Idle,
    pub commands: Commands,
    pub files: Files,
    pub writing: Writing,
    pub metrics: Metrics,
    /// What is behind the evaluations.
    pub backing: Backing,
    pub typed: Typed,
    /// The events of commands that nothing typed explains.
    pub untyped: HashSet<u64>,
    pub summary: Summary,
    /// In the order of their opening.
    pub terminals: Vec<TerminalSpanView>,
    /// The lines of each terminal. Full chunks of them are stored apart.
    pub transcripts: BTreeMap<u32, Transcript>,
    /// Questions to the pipeline.
    pub asks: Asks,
    /// The same, as typed commands have them.
    pub asked: Asked,
    pub evaluating: Evaluating,
    /// Typed commands that evaluate or test.
    pub ran: Ran,
    pub laid: Laid,
    pub letters: Letters,
    /// Numbers that terminals showed.
    pub printed: Printed,
    /// Numbers of the final note.
    pub claims: Claims,
    /// The workspace at the start.
    pub start: Option<BlobRef>,
    /// Events after which screens are kept, in order.
    pub cuts: Vec<u64>,
    /// What runs the session's pipeline. Known from its scenario, so it is not kept.
    #[serde(skip)]
    pub programs: Programs,
}

impl Index {
    /// 0 if it has none.
    pub fn last_seq(&self) -> u64 {
        self.times.count()
    }

    /// Takes the next event. `contents` must have what was typed.
    pub fn take(&mut self, read: &Read, contents: &Contents) {
        let time = self.times.push(read.active());
        // If this program does not know the event's kind, only its time counts.
        if let Read::Known(event) = read {
            // This comes first, so that nothing that the host contradicts takes the place of what
            // it saw.
            let explained = self.typed.take(event.seq, time, &event.body, contents);
            self.contradict(event, time, explained);
            self.markers.take(event, time, explained);
            self.laid.take(event, explained);
            self.asked.take(event, explained, &self.programs);
            self.asks.take(event, time, contents);
            self.known(event, time, contents);
        }
    }

    fn known(&mut self, event: &Event, time: i64, contents: &Contents) {
        self.marks.take(event, time);
        self.files.take(event);
        self.writing.take(event);
        self.summary.take(event, time);
        self.letters.take(event, time);
        self.claims.take(event, &self.metrics);
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
                if self.evaluating.listens(*terminal) {
                    self.evaluating
                        .printed(*terminal, &bytes_of(bytes, contents));
                }
            }
            EventBody::TerminalInput { bytes, source, .. }
                if source.is_none_or(InputSource::is_writing) =>
            {
                self.activity.add(time, 0, bytes.length());
            }
            EventBody::TerminalOpened { terminal, .. } => {
                self.terminal(*terminal, event.seq).closed_seq = None;
            }
            EventBody::TerminalClosed { terminal, .. } => {
                self.terminal(*terminal, event.seq).closed_seq = Some(event.seq);
            }
            EventBody::SessionStarted { workspace, .. } => self.start = Some(*workspace),
            EventBody::EvalCompleted(eval) => self.measure(event.seq, time, eval),
            EventBody::VectorCall(call) => {
                let label = format!("{} {}", call.operation, call.collection);
                let bad = call.error.is_some();
                self.mark(event.seq, time, LaneView::Vectors, &label, bad);
            }
            _ => {}
        }
    }

    /// Compares what the candidate wrote with what the host saw.
    fn contradict(&mut self, event: &Event, time: i64, explained: bool) {
        if let EventBody::CommandStarted { terminal, text, .. } = &event.body {
            if explained {
                self.backing.began(text, &self.programs);
                self.evaluating
                    .began(event.seq, *terminal, text, &self.programs);
            } else {
                let said = match first_line(text, COMMAND) {
                    text if text.is_empty() => "a command without a text".to_owned(),
                    text => text,
                };
                self.untyped.insert(event.seq);
                let label = format!("{said}: {UNTYPED}");
                self.markers.contradict(event.seq, time, label, UNTYPED);
            }
        }
        for weak in self.backing.take(event, time) {
            self.doubt(weak);
        }
    }

    /// The host saw nothing behind an evaluation.
    fn doubt(&mut self, weak: Weak) {
        let Weak { seq, time, behind } = weak;
        let Some(why) = behind.doubt() else { return };
        if behind == Behind::Nothing {
            let label = format!("an evaluation: {why}");
            self.markers.contradict(seq, time, label, why);
        } else {
            self.markers.doubt(seq, why);
        }
        for compared in self.metrics.doubt(seq, why) {
            self.markers.doubt(compared, DOUBTED);
        }
    }

    fn measure(&mut self, seq: u64, time: i64, eval: &EvalCompleted) {
        let set = self.evaluating.set(time);
        if let Some(change) = self.metrics.take(seq, time, eval, set) {
            let Change { kind, said, before } = change;
            self.markers.put(seq, time, kind, Word::Candidate, said);
            if self.metrics.is_doubted(before) {
                self.markers.doubt(seq, DOUBTED);
            }
        }
        let label = self.metrics.told(seq);
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
        self.backing.ended(&command, &self.programs);
        // A command that nobody typed does not count as an evaluation.
        if self.untyped.contains(&command.seq) {
            return;
        }
        self.ran.ended(&command, &self.programs);
        let printed = self.evaluating.ended(command.seq, time);
        if command.exit.is_some() && self.programs.evaluate(&command.text) {
            // The history may lack this run, so the lane says what was printed.
            let label = match printed {
                Some(printed) => {
                    let command = first_line(&command.text, EVALUATING);
                    format!("{command}, printed: {printed}")
                }
                None => command.text.clone(),
            };
            self.mark(seq, time, LaneView::Evals, &label, bad);
            if !bad {
                self.markers.pass(seq, time, &command.text);
            }
        }
    }

    /// Puts a mark that rests on the candidate's word.
    fn mark(&mut self, seq: u64, time: i64, lane: LaneView, label: &str, bad: bool) {
        self.marks.put(MarkView {
            seq,
            time,
            lane,
            label: first_line(label, LABEL),
            bad,
            end: None,
            word: Word::Candidate,
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

    /// Of all terminals, also closed ones; sorted.
    pub fn terminal_numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<_> = self.terminals.iter().map(|it| it.terminal).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The last event up to this one after which screens are kept; 0 if there is none.
    pub fn cut_before(&self, seq: u64) -> u64 {
        let until = self.cuts.partition_point(|it| *it <= seq);
        until.checked_sub(1).map_or(0, |place| self.cuts[place])
    }
}
