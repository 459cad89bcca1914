//! Single things on lanes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::answers::{LaneView, MarkView};
use super::line::{LABEL, clock, first_line, plural};
use crate::domain::event::{Actor, CheckOutcome, Event, EventBody, ModelCall};

/// Marks of one lane; what is beyond is counted and left out.
const PER_LANE: usize = 20_000;

/// The marks so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// In order.
    pub all: Vec<MarkView>,
    /// What was left out.
    pub omitted: u64,
    counts: HashMap<LaneView, usize>,
    /// First events of streamed calls that are not complete, by their ids.
    streams: HashMap<String, u64>,
}

impl Marks {
    /// Puts a mark on its lane, if that has room.
    pub fn put(&mut self, mark: MarkView) {
        let count = self.counts.entry(mark.lane).or_default();
        if *count >= PER_LANE {
            self.omitted += 1;
            return;
        }
        *count += 1;
        self.all.push(mark);
    }

    /// Takes an event.
    pub fn take(&mut self, event: &Event, time: i64) {
        if let EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) = &event.body
            && self.completes(call, event.seq, time)
        {
            return;
        }
        if let Some((lane, label, bad)) = on_lane(event) {
            self.put(MarkView {
                seq: event.seq,
                time,
                lane,
                label: first_line(&label, LABEL),
                bad,
                end: None,
                word: event.body.word(),
            });
        }
    }

    /// A stream has two events of one call, and one mark.
    fn completes(&mut self, call: &ModelCall, seq: u64, time: i64) -> bool {
        if !call.complete {
            self.streams.insert(call.call.clone(), seq);
            return false;
        }
        let Some(first) = self.streams.remove(&call.call) else {
            return false;
        };
        let Ok(place) = self.all.binary_search_by_key(&first, |mark| mark.seq) else {
            return true;
        };
        let mark = &mut self.all[place];
        mark.end = Some(time);
        mark.bad = call.error.is_some();
        true
    }

    /// The command that started here ended so.
    pub fn end_command(&mut self, seq: u64, time: i64, bad: bool) {
        let place = self.all.binary_search_by_key(&seq, |mark| mark.seq);
        if let Ok(place) = place {
            self.all[place].end = Some(time);
            self.all[place].bad = bad;
        }
    }
}

fn on_lane(event: &Event) -> Option<(LaneView, String, bool)> {
    use LaneView::{Commands, Edits, Messages, Models, Notes, Session};
    let good = |lane, label: &str| Some((lane, label.to_owned(), false));
    let bad = |lane, label: &str| Some((lane, label.to_owned(), true));
    match &event.body {
        EventBody::CommandStarted { text, .. } => good(Commands, text),
        // What the scenario laid is told by its message.
        EventBody::FileChanged { .. } | EventBody::FileDeleted { .. }
            if event.actor == Actor::System =>
        {
            None
        }
        EventBody::FileChanged { path, .. } => good(Edits, path),
        EventBody::FileDeleted { path, .. } => good(Edits, &format!("{path}, deleted")),
        EventBody::FileRefused { path, reason } => bad(Edits, &format!("{path}: {reason}")),
        EventBody::GitCommit(commit) => good(Edits, &format!("commit: {}", commit.message)),
        EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) => {
            Some((Models, call.requested_model.clone(), call.error.is_some()))
        }
        EventBody::ModelRefused(call) => {
            let why = call.error.as_deref().unwrap_or("refused");
            bad(Models, &format!("{}: {why}", call.requested_model))
        }
        EventBody::InjectDelivered(inject) => Some((
            Messages,
            format!("{}: {}", inject.from, first_line(&inject.message, LABEL)),
            !inject.failed.is_empty(),
        )),
        EventBody::MessageSent(sent) => good(Messages, &sent.text),
        EventBody::QuestionAsked(asked) => good(Messages, &asked.asks),
        EventBody::QuestionAnswered(answered) => good(Messages, &answered.text),
        EventBody::NoteHypothesis(note)
        | EventBody::NoteEvidence(note)
        | EventBody::NoteDecision(note)
        | EventBody::NoteFix(note)
        | EventBody::NoteFree(note) => good(Notes, &note.text),
        EventBody::CheckCompleted(check) => Some((
            Session,
            format!("{}: {}", check.check, check.summary),
            check.outcome != CheckOutcome::Pass,
        )),
        EventBody::SandboxFailing { reason, .. }
        | EventBody::SessionInterrupted { reason, .. }
        | EventBody::RecorderDegraded { reason, .. } => bad(Session, reason),
        EventBody::RecorderLimited(limited) => Some((Session, limited.to_string(), !limited.over)),
        EventBody::RecorderRestored { recorder } => good(Session, &format!("{recorder} restored")),
        EventBody::RecorderNearing {
            recorder,
            used,
            limit,
        } => bad(Session, &format!("{recorder}: {used} of {limit}")),
        EventBody::BriefOpened {} => good(Session, "brief opened"),
        EventBody::SessionCreated { .. } => good(Session, "invited"),
        EventBody::SessionConsented { .. } => good(Session, "consented"),
        EventBody::SessionStarted { .. } => good(Session, "started"),
        EventBody::SessionRecovered { .. } => good(Session, "recovered"),
        EventBody::SessionHandingIn {} => good(Session, "began to hand in"),
        EventBody::SessionSubmitted { .. } => good(Session, "handed in"),
        EventBody::SessionPaused(_) => good(Session, "paused"),
        EventBody::SessionResumed(resumed) => good(
            Session,
            &format!("went on after a pause of {}", clock(resumed.paused)),
        ),
        EventBody::SessionExtended(extended) => good(
            Session,
            &format!(
                "{} more: {}",
                plural(extended.minutes as usize, "minute"),
                extended.reason
            ),
        ),
        EventBody::SessionWithdrawn(withdrawn) => {
            let by = withdrawn.by.as_deref().unwrap_or("the candidate");
            bad(Session, &format!("withdrawn by {by}: {}", withdrawn.reason))
        }
        EventBody::SessionExpired { .. } => good(Session, "time was up"),
        _ => None,
    }
}

/// The lane that shows events of this kind.
pub fn lane_of(kind: &str) -> LaneView {
    match kind.split('.').next().unwrap_or_default() {
        "terminal" => LaneView::Terminal,
        "command" => LaneView::Commands,
        "file" | "git" => LaneView::Edits,
        "model" => LaneView::Models,
        "vector" | "span" => LaneView::Vectors,
        "eval" => LaneView::Evals,
        "note" => LaneView::Notes,
        "inject" | "message" | "question" => LaneView::Messages,
        _ => LaneView::Session,
    }
}
