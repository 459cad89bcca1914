//! Inviting a candidate to a scenario of today's library, as practitioners' pages do.

use std::sync::Arc;

use super::images::pin_if_there;
use super::invitation::{InviteError, LABEL_LIMIT, TrackChoice, invite};
use crate::domain::session_record::SessionRecord;
use crate::domain::token::Token;
use crate::editions::{Editions, LibraryError};
use crate::sandbox::DockerSource;
use crate::scenario::{Scenario, ScenarioError};
use crate::store::Store;

#[derive(Debug, thiserror::Error)]
pub enum NotInvited {
    #[error("A label has at most {LABEL_LIMIT} characters.")]
    LabelTooLong,
    /// The message names the tracks that there are.
    #[error("{0}")]
    NoSuchTrack(ScenarioError),
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error("nobody can be invited to \"{slug}\": {cause}")]
    NotMade { slug: String, cause: InviteError },
}

pub struct Invitations {
    store: Store,
    editions: Arc<Editions>,
    docker: Option<DockerSource>,
}

impl Invitations {
    /// Without an engine, a session's image is pinned at its first use.
    pub fn new(store: Store, editions: Arc<Editions>, docker: Option<DockerSource>) -> Self {
        Self {
            store,
            editions,
            docker,
        }
    }

    /// Makes a session and returns the token that opens it. Only the token's hash is stored. The
    /// label is trimmed.
    pub async fn invite(
        &self,
        slug: String,
        track: Option<&str>,
        label: &str,
    ) -> Result<(SessionRecord, Token), NotInvited> {
        let label = label.trim();
        if label.chars().count() > LABEL_LIMIT {
            return Err(NotInvited::LabelTooLong);
        }
        let scenario = self.editions.scenario_today(slug).await?;
        let (scenario, choice) = on_track(scenario, track)?;
        let invited = invite(&self.store, &scenario, choice, label).await;
        let (record, token) = invited.map_err(|cause| NotInvited::NotMade {
            slug: scenario.manifest.id.clone(),
            cause,
        })?;
        // Which image it is follows from the track.
        if let Some(docker) = self.docker.as_ref().filter(|_| !record.track_open) {
            pin_if_there(docker, &self.store, record.id, &scenario).await;
        }
        Ok((record, token))
    }
}

/// The scenario on the chosen track, and who chooses.
pub fn on_track(
    scenario: Scenario,
    track: Option<&str>,
) -> Result<(Scenario, TrackChoice), NotInvited> {
    match track {
        None => Ok((scenario, TrackChoice::Candidates)),
        Some(track) => {
            let chosen = scenario.on(track).map_err(NotInvited::NoSuchTrack)?;
            Ok((chosen, TrackChoice::Made))
        }
    }
}
