//! Invitations: a session begins as a link that one candidate may use.

use std::sync::Arc;

use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::Pauses;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::{MINUTE, Timestamp};
use crate::domain::token::Token;
use crate::editions::{self, EditionError};
use crate::scenario::Scenario;
use crate::store::{Store, StoreError};
use crate::trace::{Entry, TraceClock, TraceClosed, TraceLog};

/// 14 days, in microseconds.
pub const VALID_FOR: i64 = 14 * 24 * 60 * MINUTE;
/// In characters.
pub const LABEL_LIMIT: usize = 200;

/// Who chooses the track of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackChoice {
    /// The scenario is on the track that the invitation chose.
    Made,
    /// The candidate, before the start. Without effect for a scenario with one track.
    Candidates,
}

/// The invitation could not be made, and nobody has its token.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The edition that the session is judged by could not be stored.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The first event could not be written.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
}

/// Makes a session and returns the token that opens it. Only the token's hash is stored. The
/// session runs and is judged by the scenario as it is now, with its pipeline, checks and rubric.
///
/// The session's row comes before its first event, which refers to the row. A crash between the two
/// leaves an invitation whose token nobody has.
pub async fn invite(
    store: &Store,
    scenario: &Scenario,
    track: TrackChoice,
    label: &str,
) -> Result<(SessionRecord, Token), InviteError> {
    let track_open = track == TrackChoice::Candidates && scenario.tracks.len() > 1;
    let track = (!track_open).then(|| scenario.pipeline.name.clone());
    let token = Token::generate();
    let created_at = Timestamp::now();
    let record = SessionRecord {
        id: SessionId::generate(),
        scenario: scenario.manifest.id.clone(),
        label: label.to_owned(),
        state: SessionState::Invited,
        created_at,
        expires_at: created_at.plus(VALID_FOR),
        started_at: None,
        deadline: None,
        submitted_at: None,
        stood_still: 0,
        last_seen: None,
        final_note: None,
        pauses: Pauses::default(),
        track,
        track_open,
    };
    // First, so that a session always has the edition that it is judged by.
    let edition = editions::keep(store, scenario).await?;
    store.create_session(&record, token.digest()).await?;
    store.pin_edition(record.id, edition).await?;
    let clock = Arc::new(TraceClock::new(created_at, None, 0));
    let trace = TraceLog::open(store.clone(), record.id, clock).await?;
    let created = EventBody::SessionCreated {
        scenario: record.scenario.clone(),
        scenario_version: scenario.manifest.version,
        scenario_digest: scenario.digest,
        created_at,
    };
    trace
        .append(Entry::new(Actor::Practitioner, created))
        .await?;
    if let Some(track) = record.track.clone().filter(|_| scenario.tracks.len() > 1) {
        let chosen = EventBody::SessionTrackChosen { track };
        let entry = Entry::new(Actor::Practitioner, chosen);
        trace.append(entry).await?;
    }
    Ok((record, token))
}
