//! What a reviewer looks for: first looks at the guilty files, hypotheses and what followed them,
//! how evaluations went, long pauses, large pastes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answers::{IdleView, MarkerKind, MarkerView, StepView};
use super::line::{LABEL, clock, first_line};
use crate::domain::event::{Actor, Event, EventBody, HypothesisStatus, Note};

/// A pause that is worth a marker.
const LONG_IDLE: i64 = 600_000_000;
/// Bytes of input in one event that are a paste.
const PASTE: u64 = 1024;
/// What is told of what followed a hypothesis.
const STEPS: usize = 3;
const FOLLOWED: usize = 8;
/// Markers of one kind.
const PER_KIND: usize = 500;

/// The markers so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markers {
    /// In order.
    pub all: Vec<MarkerView>,
    /// Paths that the scenario's faults touch.
    pub guilty: Vec<String>,
    looked: BTreeSet<String>,
    changed: BTreeSet<String>,
    passed: bool,
    /// Number of each hypothesis and the place of its marker.
    hypotheses: Vec<(u32, usize)>,
}

impl Markers {
    /// Takes an event.
    pub fn take(&mut self, event: &Event, time: i64) {
        let (seq, mine) = (event.seq, event.actor != Actor::System);
        match &event.body {
            EventBody::CommandStarted { text, .. } => {
                self.look(seq, time, text);
                self.follow(seq, time, first_line(text, LABEL));
            }
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. } if mine => {
                self.change(seq, time, path);
            }
            EventBody::TerminalInput { bytes, .. } if bytes.length() >= PASTE => {
                let label = format!("{} bytes at once", bytes.length());
                self.put(seq, time, MarkerKind::LargePaste, label);
            }
            EventBody::NoteHypothesis(note) => self.suppose(seq, time, note),
            EventBody::NoteEvidence(note)
            | EventBody::NoteDecision(note)
            | EventBody::NoteFix(note)
                if note.revision == 0 =>
            {
                self.follow(seq, time, first_line(&note.text, LABEL));
            }
            _ => {}
        }
    }

    /// Puts a marker, if its kind has room.
    pub fn put(&mut self, seq: u64, time: i64, kind: MarkerKind, label: String) {
        if self.all.iter().filter(|it| it.kind == kind).count() < PER_KIND {
            self.all.push(MarkerView {
                seq,
                time,
                kind,
                label,
                status: None,
                followed: Vec::new(),
            });
        }
    }

    /// A command that runs an evaluation ended well.
    pub fn pass(&mut self, seq: u64, time: i64, text: &str) {
        if !std::mem::replace(&mut self.passed, true) {
            self.put(seq, time, MarkerKind::FirstPass, first_line(text, LABEL));
        }
    }

    /// A pause ended.
    pub fn pause(&mut self, span: IdleView) {
        if span.to - span.from >= LONG_IDLE {
            let label = format!("nothing for {}", clock(span.to - span.from));
            self.put(span.from_seq, span.from, MarkerKind::LongIdle, label);
        }
    }

    fn look(&mut self, seq: u64, time: i64, text: &str) {
        let found: Vec<String> = self
            .guilty
            .iter()
            .filter(|path| !self.looked.contains(*path) && names(text, path))
            .cloned()
            .collect();
        for path in found {
            self.put(seq, time, MarkerKind::FirstLook, path.clone());
            self.looked.insert(path);
        }
    }

    fn change(&mut self, seq: u64, time: i64, path: &str) {
        if !self.guilty.iter().any(|it| it == path) || !self.changed.insert(path.to_owned()) {
            return;
        }
        if self.looked.insert(path.to_owned()) {
            self.put(seq, time, MarkerKind::FirstLook, path.to_owned());
        }
        self.put(seq, time, MarkerKind::FirstChange, path.to_owned());
        self.follow(seq, time, format!("changed {path}"));
    }

    fn suppose(&mut self, seq: u64, time: i64, note: &Note) {
        let known = self.hypotheses.iter().find(|it| it.0 == note.note);
        let Some(&(_, place)) = known else {
            self.follow(seq, time, first_line(&note.text, LABEL));
            let before = self.all.len();
            let label = first_line(&note.text, LABEL);
            self.put(seq, time, MarkerKind::Hypothesis, label);
            if self.all.len() > before {
                self.all[before].status = note.status;
                self.hypotheses.push((note.note, before));
            }
            return;
        };
        let marker = &mut self.all[place];
        marker.label = first_line(&note.text, LABEL);
        if marker.status != note.status && marker.followed.len() < FOLLOWED {
            let text = standing(note.status).to_owned();
            marker.followed.push(StepView { seq, time, text });
        }
        marker.status = note.status;
    }

    /// The next few things after the latest hypothesis.
    fn follow(&mut self, seq: u64, time: i64, text: String) {
        if let Some(&(_, place)) = self.hypotheses.last()
            && self.all[place].followed.len() < STEPS
        {
            self.all[place].followed.push(StepView { seq, time, text });
        }
    }
}

fn standing(status: Option<HypothesisStatus>) -> &'static str {
    match status {
        None | Some(HypothesisStatus::Open) => "left open",
        Some(HypothesisStatus::Supported) => "called supported",
        Some(HypothesisStatus::RuledOut) => "ruled out",
    }
}

/// Whether a command line names a file: by its path, a part of it from the end, or a longer path
/// that ends with it.
fn names(text: &str, path: &str) -> bool {
    let apart = |it: char| it.is_whitespace() || "'\"`;|&<>()=:,".contains(it);
    text.split(apart).any(|word| {
        let word = word.trim_start_matches("./");
        let part = |long: &str, short: &str| {
            long.strip_suffix(short)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        word.contains('.') && (part(path, word) || part(word, path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_a_file_in_many_ways() {
        let path = "src/fuse.rs";
        for text in [
            "cat src/fuse.rs",
            "vim ./src/fuse.rs +12",
            "less fuse.rs",
            "grep -n k /workspace/src/fuse.rs:3",
            "diff a.rs <(git show HEAD:src/fuse.rs)",
        ] {
            assert!(names(text, path), "{text}");
        }
        for text in ["cat src/confuse.rs", "cargo test fuse", "ls src", "cat .rs"] {
            assert!(!names(text, path), "{text}");
        }
    }
}
