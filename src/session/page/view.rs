//! What a candidate's page shows, made from the session, its scenario and the projections of its
//! trace. A page that says which revision it has gets only what changed since, so a poll costs the
//! same at the end of a session as at its start.

use std::sync::Arc;

use super::answers::{
    BindingView, CandidateView, DraftView, EnforcementKind, GivenTrack, GivenView,
};
use super::now;
use super::written::Written;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::pipeline::PipelineManifest;
use crate::scenario::Scenario;
use crate::scenario::manifest::Constraint;
use crate::session::context::{Context, SessionError};
use crate::session::lifecycle::statement::STATEMENT;
use crate::trace::projections::{FAMILIES, Projections};

/// The current state of the session, for a page that has everything up to `since`.
pub(in crate::session) async fn view(
    context: &Context,
    record: SessionRecord,
    since: Option<u64>,
) -> Result<CandidateView, SessionError> {
    let running = context.running(record.id).await;
    let store = &context.parts.store;
    let written = written(context, &record, since).await?;
    let since = since.filter(|since| *since <= written.revision);
    let drafts = match since {
        Some(_) => store.draft_marks(record.id).await?,
        None => store.drafts(record.id).await?,
    };
    // The scenario is read only if the page gets something from it.
    let scenario = match &running {
        _ if !written.needs_scenario(since) => None,
        Some(running) => Some(Arc::clone(&running.scenario)),
        None => Some(context.scenario(&record).await?),
    };
    let given = scenario.as_deref().filter(|_| written.gives(since));
    Ok(CandidateView {
        session: record.id,
        revision: written.revision,
        since,
        state: record.state,
        given: given.map(|scenario| given_view(&record, scenario)),
        spending: running.as_deref().map(now::spending),
        clock: now::clock(&record, running.is_some()),
        drafts: drafts
            .into_iter()
            .map(|it| DraftView::of(it, since.is_none()))
            .collect(),
        limited: running.as_deref().map(now::limited).unwrap_or_default(),
        workspace: running.as_deref().map(now::recorded),
        degraded: running.and_then(|running| running.degraded().borrow().clone()),
        failing: context
            .restarts
            .trouble(record.id)
            .map(|it| now::failing(it.tries)),
        submitted_at: record.submitted_at,
        invitation_expires: record.expires_at,
        questions: written.questions(scenario.as_deref()),
        messages: written.messages,
        notes: written.notes,
        handing_in: written.handing_in && record.state == SessionState::Running,
        extensions: written.extensions,
        withdrawn: written.withdrawn,
        expired: written.expired,
    })
}

/// What was written since. Projections are kept only while a session runs, so for other sessions
/// this first looks whether there is anything to read.
async fn written(
    context: &Context,
    record: &SessionRecord,
    since: Option<u64>,
) -> Result<Written, SessionError> {
    if record.state == SessionState::Running {
        let trace = context.trace(record).await?;
        let projections = trace.projections().await?;
        return Ok(Written::after(&projections, since));
    }
    let store = &context.parts.store;
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
    let decided = record.track.is_some() || !record.track_open;
    let may_choose = matches!(
        record.state,
        SessionState::Invited | SessionState::Consented
    );
    let track = |it: &PipelineManifest| GivenTrack {
        pipeline: it.name.clone(),
        title: it.title.clone(),
        needs: it.needs.clone(),
    };
    let manifest = &scenario.manifest;
    GivenView {
        title: manifest.title.clone(),
        stipend: manifest.pay.as_ref().map(ToString::to_string),
        minutes: manifest.minutes,
        statement: STATEMENT.to_owned(),
        tracks: scenario.tracks.iter().map(track).collect(),
        track: decided.then(|| scenario.pipeline.name.clone()),
        track_open: record.track_open && may_choose,
        brief: (agreed && decided).then(|| scenario.brief.clone()),
        constraints: if agreed {
            bindings(scenario)
        } else {
            Vec::new()
        },
    }
}

fn bindings(scenario: &Scenario) -> Vec<BindingView> {
    let constraints = scenario.manifest.constraint.iter();
    let binding = |it: &Constraint| BindingView {
        says: it.says.clone(),
        enforcement: EnforcementKind::of(it.enforcement()),
        paths: it.paths.clone(),
    };
    constraints.map(binding).collect()
}
