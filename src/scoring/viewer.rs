//! A practitioner who looks at sessions, with what the service knows about all of them.

use std::collections::HashMap;

use super::error::ScoringError;
use super::report::ScoreBook;
use super::review::order;
use super::row::{MyReview, ScoreKind, SessionRow};
use super::service::Scoring;
use super::sight::{Sights, shown_state};
use crate::domain::adjudication::Standing;
use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::domain::rubric::Rubric;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::domain::sight::Sight;
use crate::domain::time::Timestamp;
use crate::editions::Card;
use crate::store::StoreError;

/// Who looks at sessions, and what they may see.
pub(super) struct Viewer {
    name: String,
    sights: Sights,
    book: ScoreBook,
    /// Their reviews, and whether each is submitted.
    reviews: HashMap<SessionId, bool>,
}

impl Viewer {
    fn mine(&self, session: SessionId) -> MyReview {
        match self.reviews.get(&session) {
            Some(true) => MyReview::Submitted,
            _ if self.sights.is_past_blindness(session) => MyReview::Forgone,
            Some(false) => MyReview::Draft,
            None => MyReview::None,
        }
    }

    /// Sessions that wait for a review come first, in the reviewer's own order. All others are
    /// equal.
    pub fn place(&self, installation: &str, row: &SessionRow) -> (bool, u64) {
        let waits = row.state == SessionState::Checked
            && matches!(row.mine, MyReview::None | MyReview::Draft);
        if !waits {
            return (true, 0);
        }
        (false, order::place(installation, &self.name, row.session))
    }
}

impl Scoring {
    pub(super) async fn viewer(&self, name: &str) -> Result<Viewer, ScoringError> {
        Ok(Viewer {
            book: ScoreBook::load(&self.store, self.policy).await?,
            sights: self.sights(name).await?,
            reviews: self.store.reviews_of(name).await?,
            name: name.to_owned(),
        })
    }

    /// Without a card, because the scenario cannot be read any more, the session is still listed.
    pub(super) async fn row(
        &self,
        viewer: &Viewer,
        record: &SessionRecord,
        card: Option<&Card>,
    ) -> Result<SessionRow, ScoringError> {
        let last = self.store.last_event(record.id).await?;
        let withheld = viewer.sights.withholds(record.id);
        let end = if withheld {
            self.blind_end(record.id).await?
        } else {
            None
        };
        let standing = if withheld {
            Standing::Unscored
        } else {
            let none = Rubric::default();
            let rubric = card.map_or(&none, |card| &card.rubric);
            viewer.book.standing(record.id, rubric)
        };
        let running = record.state == SessionState::Running;
        let clock = record.clock().filter(|_| running);
        Ok(SessionRow {
            deadline: clock.map(|clock| clock.deadline_at(Timestamp::now())),
            paused_since: clock.and_then(|clock| clock.pauses.since),
            session: record.id,
            short: record.id.short(),
            scenario: record.scenario.clone(),
            title: card.map_or_else(|| record.scenario.clone(), |card| card.title.clone()),
            track: card.and_then(|card| card.track_of(record).map(str::to_owned)),
            state: shown_state(record.state, withheld),
            label: (!withheld).then(|| record.label.clone()),
            created_at: record.created_at,
            started_at: record.started_at,
            submitted_at: record.submitted_at,
            events: Sight::last_before(end, last.map_or(0, |event| event.seq)),
            final_score: standing.score(),
            score_is: score_kind(&standing),
            mine: viewer.mine(record.id),
            withheld,
            degraded: self
                .store
                .count_events(record.id, "recorder.degraded")
                .await?
                > 0,
            failing: if running {
                self.failing(record.id).await?
            } else {
                None
            },
            imported: self.store.imported(record.id).await?.is_some(),
        })
    }

    /// Why the sandbox keeps stopping or the session was put aside, as the trace says. `None` if
    /// the session has recovered since.
    async fn failing(&self, session: SessionId) -> Result<Option<String>, StoreError> {
        let last = async |kind| self.store.last_of_kind(session, kind).await;
        let Some(said) = last("sandbox.failing").await? else {
            return Ok(None);
        };
        let since = last("session.recovered").await?;
        if since.is_some_and(|it| it.seq > said.seq) {
            return Ok(None);
        }
        match said.decode()?.body {
            EventBody::SandboxFailing { reason, .. } => Ok(Some(reason)),
            _ => Ok(None),
        }
    }
}

fn score_kind(standing: &Standing) -> Option<ScoreKind> {
    match standing {
        Standing::Unscored => None,
        Standing::Single { .. } => Some(ScoreKind::Single),
        Standing::Agreed { .. } => Some(ScoreKind::Agreed),
        Standing::Disputed { .. } => Some(ScoreKind::Disputed),
        Standing::Final { .. } => Some(ScoreKind::Final),
    }
}
