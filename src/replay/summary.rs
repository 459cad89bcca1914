//! "What happened" in about ten lines, each with its moment.

mod lines;
mod view;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use lines::lines;

use super::answers::{LeftOutView, SummaryLineView};
use super::line::{LABEL, clock, first_line, shortened};
use crate::domain::event::{
    CheckOutcome, CheckResult, Event, EventBody, Limited, ModelCall, QuestionAnswered, Word,
};
use view::line;

const MOST_TROUBLES: usize = 2;
const MOST_LEFT_OUT: usize = 500;
/// The name of what the replay itself leaves out. The trace has all of it.
const SCREENS: &str = "screens";

/// What the lines are made of, counted event by event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    started: Option<u64>,
    brief: Option<(u64, i64)>,
    first_call: Option<u64>,
    chats: usize,
    embeddings: usize,
    refused: usize,
    cost: u64,
    first_message: Option<(u64, i64, String)>,
    questions: u64,
    first_question: Option<u64>,
    answered: BTreeSet<String>,
    first_answer: Option<u64>,
    troubles: Vec<SummaryLineView>,
    /// What the record leaves out because there was too much of it.
    pub left_out: Vec<LeftOutView>,
    pauses: usize,
    paused: i64,
    first_pause: Option<(u64, i64)>,
    extended: u32,
    first_extension: Option<u64>,
    end: Option<(u64, i64, String)>,
    /// Each check's id, whether it passed, and whether it failed. Neither if it could not tell.
    checks: Vec<(String, bool, bool)>,
    first_check: Option<u64>,
}

impl Summary {
    pub fn take(&mut self, event: &Event, time: i64) {
        let seq = event.seq;
        match &event.body {
            EventBody::SessionStarted { .. } => self.started = Some(seq),
            EventBody::BriefOpened {} => {
                self.brief.get_or_insert((seq, time));
            }
            EventBody::ModelChat(call) => self.chats += self.called(call, seq),
            EventBody::ModelEmbedding(call) => self.embeddings += self.called(call, seq),
            EventBody::ModelRefused(_) => self.refused += 1,
            EventBody::InjectDelivered(inject) => {
                self.first_message
                    .get_or_insert_with(|| (seq, time, shortened(&inject.from, 60)));
            }
            EventBody::QuestionAsked(_) => {
                self.questions += 1;
                self.first_question.get_or_insert(seq);
            }
            EventBody::QuestionAnswered(answer) => self.answered(answer, seq),
            EventBody::SessionPaused(_) => {
                self.pauses += 1;
                self.first_pause.get_or_insert((seq, time));
            }
            EventBody::SessionResumed(resumed) => self.paused += resumed.paused,
            EventBody::SessionExtended(extended) => {
                self.extended += extended.minutes;
                self.first_extension.get_or_insert(seq);
            }
            EventBody::SessionSubmitted { .. } => self.end = Some((seq, time, "handed in".into())),
            EventBody::SessionExpired { .. } => self.end = Some((seq, time, "time was up".into())),
            EventBody::SessionWithdrawn(withdrawn) => {
                let by = withdrawn.by.as_deref().unwrap_or("the candidate");
                self.end = Some((seq, time, format!("withdrawn by {by}")));
            }
            EventBody::CheckCompleted(check) => self.checked(check, seq),
            EventBody::RecorderLimited(limited) => {
                self.limited(limited, seq, time, event.body.word());
            }
            _ => self.trouble(event, time),
        }
    }

    /// Questions to the candidate, and how many of them have an answer.
    pub fn questions(&self) -> (u64, u64) {
        (self.questions, self.answered.len() as u64)
    }

    /// Adds the cost of a call. Returns how many calls this event completes: a streamed call has two
    /// events and counts once.
    fn called(&mut self, call: &ModelCall, seq: u64) -> usize {
        self.first_call.get_or_insert(seq);
        if !call.complete {
            return 0;
        }
        self.cost = self.cost.saturating_add(call.cost);
        1
    }

    /// An answer that was emptied again does not count.
    fn answered(&mut self, answer: &QuestionAnswered, seq: u64) {
        if answer.text.trim().is_empty() {
            self.answered.remove(&answer.question);
        } else {
            self.answered.insert(answer.question.clone());
            self.first_answer.get_or_insert(seq);
        }
    }

    /// The last result of a check counts.
    fn checked(&mut self, check: &CheckResult, seq: u64) {
        self.first_check.get_or_insert(seq);
        let outcome = check.outcome;
        self.checks.retain(|it| it.0 != check.check);
        self.checks.push((
            check.check.clone(),
            outcome == CheckOutcome::Pass,
            outcome == CheckOutcome::Fail,
        ));
    }

    /// The event that ends a stretch replaces the one that began it.
    fn limited(&mut self, limited: &Limited, seq: u64, time: i64, word: Word) {
        let view = LeftOutView {
            seq,
            time,
            what: shortened(&limited.what, LABEL),
            says: limited.to_string(),
            count: limited.left_out,
            over: limited.over,
            word,
        };
        let same = |it: &LeftOutView| !it.over && it.what == view.what && it.word == word;
        match self.left_out.iter().rposition(same) {
            Some(begun) if limited.over => self.left_out[begun] = view,
            _ if self.left_out.len() < MOST_LEFT_OUT => self.left_out.push(view),
            _ => {}
        }
    }

    /// Counts terminal outputs that the replay does not show whole. They share one line, which comes
    /// first. `seq` and `time` are those of the first output.
    pub fn not_shown(&mut self, seq: u64, time: i64, outputs: u64) {
        let known = self.left_out.iter().position(|it| it.what == SCREENS);
        let place = known.unwrap_or_else(|| {
            let view = LeftOutView {
                seq,
                time,
                what: SCREENS.to_owned(),
                says: String::new(),
                count: 0,
                over: true,
                word: Word::Host,
            };
            self.left_out.insert(0, view);
            0
        });
        let view = &mut self.left_out[place];
        view.count += outputs;
        view.says = format!(
            "{} terminal outputs not shown whole, because painting them costs too much",
            view.count
        );
    }

    fn trouble(&mut self, event: &Event, time: i64) {
        let (label, text) = match &event.body {
            EventBody::RecorderDegraded { recorder, reason } => (
                "Not recorded",
                format!("{recorder} at {}: {reason}", clock(time)),
            ),
            EventBody::SandboxFailing { tries, reason } => (
                "Sandbox",
                format!("at {}, {tries} times: {reason}", clock(time)),
            ),
            EventBody::SessionInterrupted { reason, .. } => {
                ("Interrupted", format!("at {}: {reason}", clock(time)))
            }
            _ => return,
        };
        if self.troubles.len() < MOST_TROUBLES {
            self.troubles
                .push(line(label, first_line(&text, 160), Some(event.seq)));
        }
    }
}
