//! Which lane shows an event, and with what label.

use crate::domain::event::{Actor, CheckOutcome, Event, EventBody};
use crate::replay::answers::LaneView;
use crate::replay::line::{LABEL, clock, first_line, plural};

/// A lane, a label, and whether the mark is bad.
type Shown = (LaneView, String, bool);

/// `None` for an event without a mark.
pub fn on_lane(event: &Event) -> Option<Shown> {
    of_work(event)
        .or_else(|| of_words(&event.body))
        .or_else(|| of_record(&event.body))
        .or_else(|| of_session(&event.body))
}

#[expect(clippy::unnecessary_wraps, reason = "beside arms that show nothing")]
fn good(lane: LaneView, label: &str) -> Option<Shown> {
    Some((lane, label.to_owned(), false))
}

#[expect(clippy::unnecessary_wraps, reason = "beside arms that show nothing")]
fn bad(lane: LaneView, label: &str) -> Option<Shown> {
    Some((lane, label.to_owned(), true))
}

fn of_work(event: &Event) -> Option<Shown> {
    use LaneView::{Commands, Edits, Models};
    match &event.body {
        EventBody::CommandStarted { text, .. } => good(Commands, text),
        // The message of an inject already shows which files the scenario changed.
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
        _ => None,
    }
}

fn of_words(body: &EventBody) -> Option<Shown> {
    use LaneView::{Messages, Notes};
    match body {
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
        | EventBody::NoteFree(note)
            if note.revision > 0 =>
        {
            good(Notes, &format!("edited: {}", first_line(&note.text, LABEL)))
        }
        EventBody::NoteHypothesis(note)
        | EventBody::NoteEvidence(note)
        | EventBody::NoteDecision(note)
        | EventBody::NoteFix(note)
        | EventBody::NoteFree(note) => good(Notes, &note.text),
        _ => None,
    }
}

fn of_record(body: &EventBody) -> Option<Shown> {
    use LaneView::Session;
    match body {
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
        _ => None,
    }
}

fn of_session(body: &EventBody) -> Option<Shown> {
    use LaneView::Session;
    match body {
        EventBody::BriefOpened {} => good(Session, "brief opened"),
        EventBody::SessionCreated { .. } => good(Session, "invited"),
        EventBody::SessionTrackChosen { .. } => good(Session, "track chosen"),
        EventBody::SessionConsented { .. } => good(Session, "consented"),
        EventBody::SessionStarted { .. } => good(Session, "started"),
        EventBody::SessionRecovered { .. } => good(Session, "recovered"),
        EventBody::SessionHandingIn {} => good(Session, "began to hand in"),
        EventBody::SessionSubmitted { .. } => good(Session, "handed in"),
        EventBody::SessionPaused(_) => good(Session, "paused"),
        EventBody::SessionResumed(resumed) => {
            let pause = clock(resumed.paused);
            good(Session, &format!("resumed after a pause of {pause}"))
        }
        EventBody::SessionExtended(extended) => {
            let minutes = plural(extended.minutes as usize, "minute");
            good(Session, &format!("{minutes} more: {}", extended.reason))
        }
        EventBody::SessionWithdrawn(withdrawn) => {
            let by = withdrawn.by.as_deref().unwrap_or("the candidate");
            bad(Session, &format!("withdrawn by {by}: {}", withdrawn.reason))
        }
        EventBody::SessionExpired { .. } => good(Session, "time was up"),
        _ => None,
    }
}

/// The lane that shows events of this kind, whether or not they have marks.
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
