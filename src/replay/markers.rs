//! What a reviewer looks for: first looks at files that faults touch, hypotheses and what followed
//! them, how evaluations went, long pauses, large pastes.
//!
//! A marker says what was true at its moment. What came later has its own time beside it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answers::{IdleView, MarkerKind, MarkerView, StepView};
use super::hypotheses::{Supposed, revise};
use super::line::{LABEL, clock, first_line};
use super::named::Words;
use crate::domain::event::{Actor, Event, EventBody, InputSource, Note, Word};

/// A pause of this many microseconds gets a marker.
const LONG_IDLE: i64 = 600_000_000;
/// From this many bytes in one event on, input counts as a paste.
const PASTE: u64 = 1024;
/// The most steps of a hypothesis.
const STEPS: usize = 3;
/// The most markers of one kind.
const PER_KIND: usize = 500;
/// The most contradictions. More would say nothing new and hide everything else.
const CONTRADICTIONS: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markers {
    /// In the order in which they became known.
    pub all: Vec<MarkerView>,
    /// Paths that the scenario's faults touch.
    pub guilty: Vec<String>,
    looked: BTreeSet<String>,
    changed: BTreeSet<String>,
    passed: bool,
    /// How often what the host saw contradicts something.
    pub contradictions: u64,
    /// The first such event.
    pub first_contradiction: Option<u64>,
    /// In the order in which they were written.
    pub hypotheses: Vec<Supposed>,
}

impl Markers {
    /// A command that nothing typed explains (`explained` is false) is not a look and not a step.
    pub fn take(&mut self, event: &Event, time: i64, explained: bool) {
        let (seq, mine) = (event.seq, event.actor != Actor::System);
        match &event.body {
            EventBody::CommandStarted { text, .. } if explained => {
                self.look(seq, time, text);
                self.worked(seq);
                self.follow(seq, time, Word::Candidate, first_line(text, LABEL));
            }
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. } if mine => {
                self.change(seq, time, path);
                self.worked(seq);
            }
            EventBody::EvalCompleted(_) => self.worked(seq),
            // Older traces do not say how input came about. There, the length decides.
            EventBody::TerminalInput {
                bytes,
                source: source @ (None | Some(InputSource::Paste)),
                ..
            } if bytes.length() >= PASTE => {
                let label = format!("{} bytes at once", bytes.length());
                let word = source.map_or(Word::Host, |_| Word::Candidate);
                self.put(seq, time, MarkerKind::LargePaste, word, label);
            }
            EventBody::NoteHypothesis(note) => self.suppose(seq, time, note),
            EventBody::NoteEvidence(note) => {
                self.proved(seq, note);
                self.noted(seq, time, note);
            }
            EventBody::NoteDecision(note) | EventBody::NoteFix(note) => self.noted(seq, time, note),
            _ => {}
        }
    }

    /// Puts a marker, if its kind has room.
    pub fn put(&mut self, seq: u64, time: i64, kind: MarkerKind, word: Word, label: String) {
        if self.all.iter().filter(|it| it.kind == kind).count() < most(kind) {
            self.all.push(MarkerView {
                seq,
                time,
                kind,
                label,
                status: None,
                revisions: Vec::new(),
                revisions_omitted: 0,
                followed: Vec::new(),
                word,
                doubt: None,
            });
        }
    }

    /// A command that runs an evaluation succeeded.
    pub fn pass(&mut self, seq: u64, time: i64, text: &str) {
        if !std::mem::replace(&mut self.passed, true) {
            let label = first_line(text, LABEL);
            self.put(seq, time, MarkerKind::FirstPass, Word::Candidate, label);
        }
    }

    /// Something speaks against what was read from this event. The first doubt stays.
    pub fn doubt(&mut self, seq: u64, why: &str) {
        for marker in self.all.iter_mut().filter(|it| it.seq == seq) {
            marker.doubt.get_or_insert_with(|| why.to_owned());
        }
    }

    /// What the host saw contradicts this event and what was read from it.
    pub fn contradict(&mut self, seq: u64, time: i64, label: String, why: &str) {
        for marker in self.all.iter_mut().filter(|it| it.seq == seq) {
            marker.doubt = Some(why.to_owned());
        }
        self.contradictions += 1;
        self.first_contradiction.get_or_insert(seq);
        self.put(seq, time, MarkerKind::Contradiction, Word::Host, label);
    }

    /// A pause ended.
    pub fn pause(&mut self, span: IdleView) {
        if span.to - span.from >= LONG_IDLE {
            let label = format!("no activity for {}", clock(span.to - span.from));
            self.put(
                span.from_seq,
                span.from,
                MarkerKind::LongIdle,
                Word::Host,
                label,
            );
        }
    }

    fn look(&mut self, seq: u64, time: i64, text: &str) {
        let words = Words::of(text);
        let unseen = |path: &&String| !self.looked.contains(*path) && words.name(path);
        let found: Vec<String> = self.guilty.iter().filter(unseen).cloned().collect();
        for path in found {
            self.put(
                seq,
                time,
                MarkerKind::FirstLook,
                Word::Candidate,
                path.clone(),
            );
            self.looked.insert(path);
        }
    }

    fn change(&mut self, seq: u64, time: i64, path: &str) {
        if !self.guilty.iter().any(|it| it == path) || !self.changed.insert(path.to_owned()) {
            return;
        }
        if self.looked.insert(path.to_owned()) {
            self.put(
                seq,
                time,
                MarkerKind::FirstLook,
                Word::Host,
                path.to_owned(),
            );
        }
        self.put(
            seq,
            time,
            MarkerKind::FirstChange,
            Word::Host,
            path.to_owned(),
        );
        self.follow(seq, time, Word::Host, format!("changed {path}"));
    }

    fn suppose(&mut self, seq: u64, time: i64, note: &Note) {
        let known = self.hypotheses.iter_mut().find(|it| it.note == note.note);
        if let Some(supposed) = known {
            let place = supposed.place;
            return revise(&mut self.all[place], supposed, (seq, time), note);
        }
        self.follow(seq, time, Word::Candidate, first_line(&note.text, LABEL));
        let before = self.all.len();
        let label = first_line(&note.text, LABEL);
        self.put(seq, time, MarkerKind::Hypothesis, Word::Candidate, label);
        if self.all.len() > before {
            self.all[before].status = note.status;
            self.hypotheses.push(Supposed::new(note, before, seq));
        }
    }

    /// Evidence belongs to the latest hypothesis and to those that it names.
    fn proved(&mut self, seq: u64, note: &Note) {
        let latest = self.hypotheses.last().map(|it| it.note);
        for supposed in &mut self.hypotheses {
            let first = note.revision == 0 && latest == Some(supposed.note);
            if first || supposed.is_named_in(&note.text) {
                supposed.evidence.get_or_insert(seq);
            }
        }
    }

    fn noted(&mut self, seq: u64, time: i64, note: &Note) {
        if note.revision == 0 {
            self.follow(seq, time, Word::Candidate, first_line(&note.text, LABEL));
        }
    }

    fn worked(&mut self, seq: u64) {
        for supposed in self.hypotheses.iter_mut().rev() {
            if supposed.worked.is_some() {
                break;
            }
            supposed.worked = Some(seq);
        }
    }

    /// Adds a step to the latest hypothesis, unless it has enough.
    fn follow(&mut self, seq: u64, time: i64, word: Word, text: String) {
        if let Some(place) = self.hypotheses.last().map(|it| it.place)
            && self.all[place].followed.len() < STEPS
        {
            self.all[place].followed.push(StepView {
                seq,
                time,
                text,
                word,
            });
        }
    }
}

fn most(kind: MarkerKind) -> usize {
    match kind {
        MarkerKind::Contradiction => CONTRADICTIONS,
        _ => PER_KIND,
    }
}
