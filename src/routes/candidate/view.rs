//! What a candidate's page shows, put together from the session, its scenario and what is folded
//! from its trace. A page that says what it has gets what changed since, so that a poll costs the
//! same at the end of a day as at its start.

use std::sync::Arc;

use axum::Json;

use super::super::views::{
    BindingView, CandidateView, ClockView, DraftView, FailingView, GivenView, NotHandedInView,
    PauseView, RecordedView, SpendingView,
};
use super::written::Written;
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::time::Timestamp;
use crate::routes::error::RouteError;
use crate::routes::scenarios::enforcement_kind;
use crate::scenario::Scenario;
use crate::session::statement::STATEMENT;
use crate::session::{Conductor, Running, SessionError};
use crate::store::drafts::Draft;
use crate::store::sessions::SessionRecord;
use crate::trace::projections::{FAMILIES, Projections};

pub(super) type Answer = Result<Json<CandidateView>, RouteError>;

/// What a candidate is told of every cause.
const FAILING: &str = "The sandbox does not run, and could not be brought back yet. What was \
                       recorded is safe.";

/// The session as it is, for a page that has everything up to `since`.
pub(super) async fn view(
    conductor: &Conductor,
    record: SessionRecord,
    since: Option<u64>,
) -> Answer {
    let running = conductor.running(record.id).await;
    let store = &conductor.parts().store;
    let written = written(conductor, &record, since).await?;
    let since = since.filter(|since| *since <= written.revision);
    let drafts = match since {
        Some(_) => store.draft_marks(record.id).await?,
        None => store.drafts(record.id).await?,
    };
    // Only who gets something of it pays for reading it.
    let scenario = match &running {
        _ if !written.needs_scenario(since) => None,
        Some(running) => Some(Arc::clone(&running.scenario)),
        None => Some(conductor.scenario(&record).await?),
    };
    let given = scenario.as_deref().filter(|_| written.gives(since));
    Ok(Json(CandidateView {
        session: record.id,
        revision: written.revision,
        since,
        state: record.state,
        given: given.map(|scenario| given_view(&record, scenario)),
        spending: running.as_deref().map(spending),
        clock: clock(&record, running.is_some()),
        drafts: drafts
            .into_iter()
            .map(|it| draft_view(it, since.is_none()))
            .collect(),
        limited: running.as_deref().map(limited).unwrap_or_default(),
        workspace: running.as_deref().map(recorded),
        degraded: running.and_then(|running| running.degraded().borrow().clone()),
        failing: conductor.trouble(record.id).map(|it| failing(it.tries)),
        submitted_at: record.submitted_at,
        invitation_expires: record.expires_at,
        questions: written.questions(scenario.as_deref()),
        messages: written.messages,
        notes: written.notes,
        handing_in: written.handing_in && record.state == SessionState::Running,
        extensions: written.extensions,
        withdrawn: written.withdrawn,
        expired: written.expired,
    }))
}

/// What changed of what is written. Projections are kept only of sessions that run: of others it is
/// seen first whether there is anything to read.
async fn written(
    conductor: &Conductor,
    record: &SessionRecord,
    since: Option<u64>,
) -> Result<Written, SessionError> {
    if record.state == SessionState::Running {
        let trace = conductor.trace(record).await?;
        let projections = trace.projections().await?;
        return Ok(Written::after(&projections, since));
    }
    let store = &conductor.parts().store;
    if let Some(since) = since
        && store.last_seq_of(record.id, &FAMILIES).await? == since
    {
        return Ok(Written::nothing(since));
    }
    let projections = Projections::read(store, record.id).await?;
    Ok(Written::after(&projections, since))
}

fn given_view(record: &SessionRecord, scenario: &Scenario) -> GivenView {
    let agreed = record.state != SessionState::Invited;
    let manifest = &scenario.manifest;
    GivenView {
        title: manifest.title.clone(),
        stipend: manifest.pay.as_ref().map(ToString::to_string),
        minutes: manifest.minutes,
        statement: STATEMENT.to_owned(),
        brief: agreed.then(|| scenario.brief.clone()),
        constraints: if agreed {
            bindings(scenario)
        } else {
            Vec::new()
        },
    }
}

/// Why is in the log and in the trace: an error names files and keys of the scenario, which a candidate
/// does not get to know.
fn failing(tries: u32) -> FailingView {
    FailingView {
        tries,
        reason: FAILING.to_owned(),
    }
}

/// While the session stands still, its end moves away as fast as time goes on.
fn clock(record: &SessionRecord, runs: bool) -> ClockView {
    let now = Timestamp::now();
    let stands_still = record.state == SessionState::Running && !runs;
    let paused = record.state == SessionState::Running && record.pauses.since.is_some();
    // A pause that is under way gives back everything.
    let given_back = match record.last_seen {
        Some(last_seen) if stands_still && !paused => now.since(last_seen),
        _ => 0,
    };
    let clock = record.clock();
    ClockView {
        now,
        started_at: record.started_at,
        deadline: clock.map(|clock| clock.deadline_at(now).plus(given_back)),
        pause: clock.filter(|_| paused).and_then(pause),
    }
}

fn pause(clock: SessionClock) -> Option<PauseView> {
    Some(PauseView {
        since: clock.pauses.since?,
        until: clock.pause_ends()?,
    })
}

fn bindings(scenario: &Scenario) -> Vec<BindingView> {
    let constraints = scenario.manifest.constraint.iter();
    let binding = |it: &crate::scenario::manifest::Constraint| BindingView {
        says: it.says.clone(),
        enforcement: enforcement_kind(it.enforcement()),
        paths: it.paths.clone(),
    };
    constraints.map(binding).collect()
}

fn spending(running: &Running) -> SpendingView {
    SpendingView {
        spent: running.spent().micro_eur,
        limit: running.budget,
    }
}

fn recorded(running: &Running) -> RecordedView {
    let coverage = running.files.coverage();
    let left_out = coverage.left_out.iter().map(|it| NotHandedInView {
        path: it.path.clone(),
        why: it.why.clone(),
    });
    RecordedView {
        files: coverage.files,
        limit: coverage.limit,
        near: coverage.is_near(),
        gap: coverage.gap(),
        missing: coverage.not_handed_in(),
        left_out: left_out.collect(),
        left_out_count: coverage.left_out_count,
    }
}

fn limited(running: &Running) -> Vec<String> {
    let kinds = running.trace.limited();
    let kinds = kinds.borrow();
    // What the sandbox says of itself is nothing that a candidate could mend.
    let counted = kinds.iter().filter(|kind| kind.source().is_none());
    counted.map(|kind| kind.what().replace('_', " ")).collect()
}

pub(super) fn draft_view(draft: Draft, whole: bool) -> DraftView {
    DraftView {
        draft: draft.name,
        revision: draft.revision,
        saved_at: draft.saved_at,
        text: whole.then_some(draft.text),
    }
}
