//! What is behind an evaluation in the history, whose lines anybody can write by hand. The host saw
//! something behind it if a model call went through the gateway, or a command that evaluates was
//! typed, between the evaluation before and a minute after. Spans and calls to the vector store
//! come from the sandbox, where any program can send them, so they are only the sandbox's word.
//! They have the same minute, because a program sends its spans when it ends.

use serde::{Deserialize, Serialize};

use super::commands::{Command, Programs};
use crate::domain::event::{Event, EventBody};

/// How long after an evaluation the record of what is behind it may come, in microseconds.
const LATER: i64 = 60_000_000;

/// What is behind an evaluation, weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Behind {
    /// Nothing is recorded.
    #[default]
    Nothing,
    /// Only what the sandbox said.
    Told,
    /// Something that the host saw.
    Seen,
}

impl Behind {
    /// What speaks against an evaluation, in words; `None` if nothing does.
    pub fn doubt(self) -> Option<&'static str> {
        match self {
            Self::Nothing => Some(
                "the line is in the history, but no span, call or typed command that evaluates \
                 is recorded behind it",
            ),
            Self::Told => Some(
                "only the sandbox's word is behind it: spans or calls to the vector store, which \
                 any program there can send; the host saw no model call and no typed command that \
                 evaluates",
            ),
            Self::Seen => None,
        }
    }
}

/// An evaluation behind which the host saw nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weak {
    pub seq: u64,
    pub time: i64,
    pub behind: Behind,
}

/// What is behind the evaluations so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backing {
    /// What ran since the last evaluation.
    ran: Behind,
    /// A command that evaluates was typed and is running.
    running: bool,
    /// The file event that the last evaluations came from, and what was behind them.
    last: Option<(Option<u64>, Behind)>,
    /// Evaluations behind which the host saw nothing yet.
    waiting: Vec<Weak>,
}

impl Backing {
    /// Returns evaluations whose time has run out and behind which the host saw nothing.
    pub fn take(&mut self, event: &Event, time: i64) -> Vec<Weak> {
        let ended = event.body.ends_session();
        let (mut weak, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|it| ended || time > it.time + LATER);
        self.waiting = waiting;
        match &event.body {
            EventBody::ModelChat(_) | EventBody::ModelEmbedding(_) => self.ran(Behind::Seen),
            EventBody::VectorCall(_) | EventBody::SpanEnded { .. } => self.ran(Behind::Told),
            EventBody::EvalCompleted(_) => self.evaluated(event, time),
            _ => {}
        }
        if ended {
            weak.append(&mut self.waiting);
        }
        weak
    }

    /// A typed command begins.
    pub fn began(&mut self, text: &str, programs: &Programs) {
        if programs.evaluate(text) {
            self.running = true;
            self.ran(Behind::Seen);
        }
    }

    pub fn ended(&mut self, command: &Command, programs: &Programs) {
        if programs.evaluate(&command.text) {
            self.running = false;
        }
    }

    fn ran(&mut self, what: Behind) {
        self.ran = self.ran.max(what);
        for it in &mut self.waiting {
            it.behind = it.behind.max(what);
        }
        self.waiting.retain(|it| it.behind < Behind::Seen);
    }

    fn evaluated(&mut self, event: &Event, time: i64) {
        let file = event.links.first().copied();
        let same = self.last.filter(|(of, _)| *of == file && file.is_some());
        let behind = match same {
            Some((_, behind)) => behind,
            None if self.running => {
                self.ran = Behind::Nothing;
                Behind::Seen
            }
            None => std::mem::take(&mut self.ran),
        };
        self.last = Some((file, behind));
        if behind < Behind::Seen {
            let seq = event.seq;
            self.waiting.push(Weak { seq, time, behind });
        }
    }
}
