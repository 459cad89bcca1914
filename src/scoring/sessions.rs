//! Sessions as practitioners see them: the list, and what the page of one shows.

use std::sync::Arc;

use super::asked::AskedView;
use super::error::ScoringError;
use super::report::gather::checks_of;
use super::report::{is_note_unfinished, questions_of};
use super::row::SessionRow;
use super::service::Scoring;
use crate::domain::event::CheckResult;
use crate::domain::review::Review;
use crate::domain::session_record::SessionRecord;
use crate::editions::{self, Card};
use crate::scenario::Scenario;

/// One session, as one practitioner may see it.
pub struct SessionPage {
    pub row: SessionRow,
    pub scenario: Arc<Scenario>,
    /// Whether `scenario` is today's instead of the one that the session was invited with.
    pub other_edition: bool,
    /// Empty until checks have run, and while they are withheld.
    pub checks: Vec<CheckResult>,
    /// Questions that were asked, with the last answers.
    pub asked: Vec<AskedView>,
    /// The practitioner's own: a draft, a submitted one, or empty.
    pub review: Review,
    /// How often the review was saved.
    pub review_revision: u64,
    /// Time that the practitioner spent on it, in microseconds.
    pub spent: i64,
    /// Working time in microseconds.
    pub active: i64,
    pub final_note: Option<String>,
    /// Whether time ran out while the final note was written.
    pub note_unfinished: bool,
}

impl Scoring {
    /// First the sessions that wait for this practitioner's review, in the practitioner's own
    /// order; then the others, newest first.
    pub async fn sessions(&self, user: &str) -> Result<Vec<SessionRow>, ScoringError> {
        let viewer = self.viewer(user).await?;
        let mut rows = Vec::new();
        for record in self.store.sessions().await? {
            let card = self.editions.card_of(&record).await.ok();
            rows.push(self.row(&viewer, &record, card.as_deref()).await?);
        }
        if self.policy.blind {
            let installation = self.store.installation();
            // The sort is stable: sessions that do not wait stay newest first.
            rows.sort_by_key(|row| viewer.place(installation, row));
        }
        Ok(rows)
    }

    pub async fn session(
        &self,
        record: SessionRecord,
        user: &str,
    ) -> Result<SessionPage, ScoringError> {
        let store = &self.store;
        let session = record.id;
        let scenario = self.scenario_of(&record).await?;
        let viewer = self.viewer(user).await?;
        let card = Card::of(&scenario);
        let row = self.row(&viewer, &record, Some(&card)).await?;
        let checks = if row.withheld {
            Vec::new()
        } else {
            checks_of(store, session).await?
        };
        let asked = questions_of(store, session).await?;
        let last = store.last_event(session).await?;
        let last = last.map(|event| event.decode()).transpose()?;
        Ok(SessionPage {
            other_edition: editions::is_another(store, session, &scenario).await?,
            asked: asked.into_iter().map(AskedView::from).collect(),
            review: store.review(session, user).await?.unwrap_or_default(),
            review_revision: store.review_revision(session, user).await?,
            spent: store.review_time(session, user).await?,
            active: last.map_or(0, |event| event.active),
            note_unfinished: is_note_unfinished(store, session).await?,
            final_note: record.final_note,
            row,
            scenario,
            checks,
        })
    }
}
