//! What candidates have typed and not handed in.

use super::{Store, StoreError};
use crate::domain::draft::Draft;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Another page has saved the draft since; nothing was changed.
    #[error("the draft was saved by another page")]
    Changed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Row = (String, i64, i64, String);

fn draft_of_row((name, revision, saved_at, text): Row) -> Draft {
    Draft {
        name,
        revision: revision.unsigned_abs(),
        saved_at: Timestamp(saved_at),
        text,
    }
}

impl Store {
    /// Saves a draft in place of the revision that the caller knows, 0 if it knows none. Returns
    /// the new revision. A text that is already stored is not saved again.
    pub async fn keep_draft(
        &self,
        session: SessionId,
        name: &str,
        known: u64,
        text: &str,
    ) -> Result<Draft, DraftError> {
        let saved_at = Timestamp::now();
        let known = i64::try_from(known).map_err(|_| DraftError::Changed)?;
        let done = sqlx::query(
            "INSERT INTO draft (session, name, revision, saved_at, text)
             SELECT ?1, ?2, ?3 + 1, ?4, ?5
             WHERE ?3 = 0 OR EXISTS (SELECT 1 FROM draft WHERE session = ?1 AND name = ?2)
             ON CONFLICT (session, name) DO UPDATE SET
                revision = excluded.revision, saved_at = excluded.saved_at, text = excluded.text
             WHERE draft.revision = ?3 AND draft.text <> excluded.text",
        )
        .bind(session.to_string())
        .bind(name)
        .bind(known)
        .bind(saved_at.0)
        .bind(text)
        .execute(&self.writer)
        .await
        .map_err(StoreError::from)?;
        let draft = self.draft(session, name).await?;
        draft
            .filter(|draft| done.rows_affected() == 1 || draft.text == text)
            .ok_or(DraftError::Changed)
    }

    pub async fn draft(&self, session: SessionId, name: &str) -> Result<Option<Draft>, StoreError> {
        let row = sqlx::query_as::<_, Row>(
            "SELECT name, revision, saved_at, text FROM draft WHERE session = ? AND name = ?",
        )
        .bind(session.to_string())
        .bind(name)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(draft_of_row))
    }

    pub async fn drafts(&self, session: SessionId) -> Result<Vec<Draft>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT name, revision, saved_at, text FROM draft WHERE session = ? ORDER BY name",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(draft_of_row).collect())
    }

    /// The drafts without their texts, which are long: for callers that ask again and again.
    pub async fn draft_marks(&self, session: SessionId) -> Result<Vec<Draft>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT name, revision, saved_at, '' FROM draft WHERE session = ? ORDER BY name",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(draft_of_row).collect())
    }
}
