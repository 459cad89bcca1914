//! What a reviewer does not see before their own review is submitted: the candidate's label, other
//! reviews, scores, automatic verdicts. Every route that could show one of them asks here.

use axum::extract::State;
use axum::http::StatusCode;

use super::asked_session::AskedSession;
use super::error::RouteError;
use super::state::RouteState;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::store::events::StoredEvent;
use crate::store::events_by::EventFilter;

/// Whether this practitioner is blind to this session. They are until they submitted a review of
/// it, or gave up doing so.
pub(super) async fn is_blind(
    state: &RouteState,
    user: &str,
    session: SessionId,
) -> Result<bool, RouteError> {
    if !state.policy.blind {
        return Ok(false);
    }
    let mine = state.store.review(session, user).await?;
    if mine.is_some_and(|review| review.submitted_at.is_some()) {
        return Ok(false);
    }
    Ok(!state.store.is_unblinded(session, user).await?)
}

/// Whether events of this kind are kept from whoever is blind: what checks found.
pub(super) fn is_verdict(kind: &str) -> bool {
    kind.starts_with("check.")
}

/// Takes out what the one who asks may not see. Checks run after handing in, so what is left has
/// no gap before its end.
pub(super) async fn withhold(
    state: &RouteState,
    asked: &AskedSession,
    events: &mut Vec<StoredEvent>,
) -> Result<(), RouteError> {
    let verdicts = events.iter().any(|event| is_verdict(&event.kind));
    if verdicts && is_blind(state, &asked.user.name, asked.record.id).await? {
        events.retain(|event| !is_verdict(&event.kind));
    }
    Ok(())
}

/// The first verdict in the trace, if there is one and the one who asks may not see it: for them
/// the trace ends before it.
pub(super) async fn end_of_trace(
    state: &RouteState,
    asked: &AskedSession,
) -> Result<Option<u64>, RouteError> {
    if !is_blind(state, &asked.user.name, asked.record.id).await? {
        return Ok(None);
    }
    let verdicts = EventFilter {
        kinds: vec!["check".to_owned()],
        limit: 1,
        ..EventFilter::default()
    };
    let first = state.store.events_by(asked.record.id, &verdicts).await?;
    Ok(first.first().map(|event| event.seq))
}

/// The state as it is shown: "reviewed" would tell that somebody else was here.
pub(super) fn shown_state(state: SessionState, blind: bool) -> SessionState {
    match state {
        SessionState::Reviewed if blind => SessionState::Checked,
        other => other,
    }
}

/// Refuses whoever is blind to the session.
pub(super) async fn refuse_blind(
    state: &RouteState,
    asked: &AskedSession,
) -> Result<(), RouteError> {
    if !is_blind(state, &asked.user.name, asked.record.id).await? {
        return Ok(());
    }
    let message = "This is withheld until your own review of this session is submitted. If you \
                   will not review it, you can choose to see everything.";
    Err(RouteError::forbidden("withheld", message))
}

/// `POST /api/sessions/{session}/unblind`: see everything, and review this session no more.
pub(super) async fn unblind(
    asked: AskedSession,
    State(state): State<RouteState>,
) -> Result<StatusCode, RouteError> {
    state
        .store
        .unblind(asked.record.id, &asked.user.name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
