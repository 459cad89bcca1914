//! Blindness: what a reviewer does not see before their own review is submitted. That is the
//! candidate's label, other reviews, scores and what checks found. Only this file decides that;
//! others are given a [`Sight`], a [`Sights`] or a refusal.

use std::collections::HashSet;

use super::error::ScoringError;
use super::service::Scoring;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::sight::Sight;
use crate::store::events_by::EventFilter;

/// The family of events that hold what checks found. Checks run after the hand-in, so a trace
/// without these events only ends earlier.
const VERDICTS: &str = "check";

/// Which sessions are withheld from one practitioner.
pub(super) struct Sights {
    blind: bool,
    /// Reviewed by them, or unblinded.
    seen: HashSet<SessionId>,
}

impl Sights {
    pub fn withholds(&self, session: SessionId) -> bool {
        self.blind && !self.seen.contains(&session)
    }

    /// Whether everything is shown although reviews are blind: the practitioner submitted a review,
    /// or gave up doing so.
    pub(super) fn is_past_blindness(&self, session: SessionId) -> bool {
        self.blind && self.seen.contains(&session)
    }
}

/// The state that is shown: "reviewed" would reveal that somebody else reviewed the session.
pub(super) fn shown_state(state: SessionState, withheld: bool) -> SessionState {
    match state {
        SessionState::Reviewed if withheld => SessionState::Checked,
        other => other,
    }
}

impl Scoring {
    /// How much of a session's trace this practitioner may see.
    pub async fn sight(&self, session: SessionId, user: &str) -> Result<Sight, ScoringError> {
        if !self.is_blind(session, user).await? {
            return Ok(Sight::WHOLE);
        }
        Ok(Sight {
            end: self.blind_end(session).await?,
            without: &[VERDICTS],
        })
    }

    /// The first event that a blind reviewer does not see.
    pub(super) async fn blind_end(&self, session: SessionId) -> Result<Option<u64>, ScoringError> {
        let verdicts = EventFilter {
            kinds: vec![VERDICTS.to_owned()],
            limit: 1,
            ..EventFilter::default()
        };
        let first = self.store.events_by(session, &verdicts).await?;
        Ok(first.first().map(|event| event.seq))
    }

    /// Refuses whoever is blind to the session.
    pub async fn require_sight(&self, session: SessionId, user: &str) -> Result<(), ScoringError> {
        if self.is_blind(session, user).await? {
            return Err(ScoringError::Withheld);
        }
        Ok(())
    }

    /// Shows this practitioner everything. They can never review this session afterwards.
    pub async fn unblind(&self, session: SessionId, user: &str) -> Result<(), ScoringError> {
        Ok(self.store.unblind(session, user).await?)
    }

    /// For all sessions at once.
    pub(super) async fn sights(&self, user: &str) -> Result<Sights, ScoringError> {
        Ok(Sights {
            blind: self.policy.blind,
            seen: self.store.seen_sessions(user).await?,
        })
    }

    /// Refuses whoever chose to see everything: they know what a reviewer must not know.
    pub(super) async fn require_blindness(
        &self,
        session: SessionId,
        user: &str,
    ) -> Result<(), ScoringError> {
        if self.policy.blind && self.store.is_unblinded(session, user).await? {
            return Err(ScoringError::Unblinded);
        }
        Ok(())
    }

    /// A practitioner is blind until they submitted a review of the session, or gave up doing so.
    async fn is_blind(&self, session: SessionId, user: &str) -> Result<bool, ScoringError> {
        if !self.policy.blind {
            return Ok(false);
        }
        let mine = self.store.review(session, user).await?;
        if mine.is_some_and(|review| review.submitted_at.is_some()) {
            return Ok(false);
        }
        Ok(!self.store.is_unblinded(session, user).await?)
    }
}
