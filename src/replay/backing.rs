//! What is behind an evaluation that stands in the history: its lines can be written by hand. The
//! host saw something behind it if a call to a model went through the gateway, or a command that
//! evaluates was typed, since the evaluation before and until a minute after. Spans and calls to the
//! vector store are told by the sandbox, where any program can send them: they are no more than its
//! word, and are waited for as long, because spans are sent when a program ends.

use serde::{Deserialize, Serialize};

use super::commands::{Command, is_evaluation};
use crate::domain::event::{Event, EventBody};

/// How much later what is behind an evaluation may be recorded.
const LATER: i64 = 60_000_000;

/// What is behind an evaluation, from the least on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Behind {
    /// Nothing is recorded.
    #[default]
    Nothing,
    /// What the sandbox told.
    Told,
    /// What the host saw.
    Seen,
}

impl Behind {
    /// What there is to say against an evaluation.
    pub fn doubt(self) -> Option<&'static str> {
        match self {
            Self::Nothing => Some(
                "the line is in the history; no span, call or typed command that evaluates is \
                 recorded behind it",
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
    /// The event.
    pub seq: u64,
    /// When.
    pub time: i64,
    /// What is behind it.
    pub behind: Behind,
}

/// What is behind the evaluations so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backing {
    /// What ran since the last evaluation.
    ran: Behind,
    /// A command that evaluates was typed and runs.
    running: bool,
    /// The file event of the last evaluations, and what was behind them.
    last: Option<(Option<u64>, Behind)>,
    /// Evaluations behind which the host saw nothing yet.
    waiting: Vec<Weak>,
}

impl Backing {
    /// Takes an event; returns evaluations behind which the host saw nothing, now that this is known.
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

    /// A command that was typed begins.
    pub fn began(&mut self, text: &str) {
        if is_evaluation(text) {
            self.running = true;
            self.ran(Behind::Seen);
        }
    }

    /// A command ended.
    pub fn ended(&mut self, command: &Command) {
        if is_evaluation(&command.text) {
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
