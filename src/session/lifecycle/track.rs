//! The candidate chooses the track on which they work.

use std::sync::Arc;

use super::prepared::PreparedSandboxes;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::session::context::{Context, SessionError};
use crate::store::events::StoredEvent;
use crate::trace::Entry;

/// How often a candidate may change their mind.
const MOST_CHOICES: usize = 20;

/// Chooses a track, or another one than before. Possible until the session starts, if the invitation
/// left it to the candidate. Idempotent.
///
/// The database comes first, so that a session never starts on another track than its last event
/// says: a crash in between leaves a choice without an event, and whoever chooses again adds it.
pub async fn choose(
    context: &Arc<Context>,
    prepared: &Arc<PreparedSandboxes>,
    session: SessionId,
    track: &str,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    match record.state {
        SessionState::Invited | SessionState::Consented if record.track_open => {}
        SessionState::Invited | SessionState::Consented | SessionState::Running => {
            return Err(SessionError::TrackFixed);
        }
        ended => return Err(SessionError::WrongState(ended)),
    }
    let scenario = context.scenario(&record).await?;
    if !scenario.tracks.iter().any(|it| it.name == track) {
        return Err(SessionError::NoSuchTrack(track.to_owned()));
    }
    let store = &context.parts.store;
    let said = store
        .events_of_kind(session, "session.track_chosen")
        .await?;
    let last = said.last().and_then(StoredEvent::if_whole);
    let is_said = last.is_some_and(
        |event| matches!(event.body, EventBody::SessionTrackChosen { track: it } if it == track),
    );
    if is_said && record.track.as_deref() == Some(track) {
        return Ok(());
    }
    // Each choice is an event and a workspace.
    if said.len() >= MOST_CHOICES {
        let message = format!("You have changed this {MOST_CHOICES} times, which is the most.");
        return Err(SessionError::Refused(message));
    }
    if !store.choose_track(session, track).await? {
        return Err(SessionError::TrackFixed);
    }
    if !is_said {
        let body = EventBody::SessionTrackChosen {
            track: track.to_owned(),
        };
        let entry = Entry::new(Actor::Candidate, body);
        context.trace(&record).await?.append(entry).await?;
    }
    prepared.prepare_later(context, session);
    Ok(())
}
