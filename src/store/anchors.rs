//! Anchor sessions. Settings are kept; the newest one counts.

use super::{Store, StoreError};
use crate::domain::anchor::{Anchor, Reference};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;

impl Store {
    /// The sessions that are anchors now, and when the first anchor was set.
    pub async fn anchors(&self) -> Result<(Vec<Anchor>, Option<Timestamp>), StoreError> {
        let rows = sqlx::query_as::<_, (String, i64, String, Option<String>)>(
            "SELECT session, set_at, set_by, reference FROM anchor ORDER BY set_at",
        )
        .fetch_all(&self.pool)
        .await?;
        let first = rows.first().map(|(_, set_at, ..)| Timestamp(*set_at));
        let mut anchors: Vec<Anchor> = Vec::new();
        for (session, set_at, set_by, reference) in rows {
            let session = session
                .parse()
                .map_err(|_| StoreError::Damaged("session id"))?;
            anchors.retain(|anchor| anchor.session != session);
            let Some(reference) = reference else { continue };
            let reference: Reference =
                serde_json::from_str(&reference).map_err(|_| StoreError::Damaged("anchor"))?;
            anchors.push(Anchor {
                session,
                reference,
                set_at: Timestamp(set_at),
                set_by,
            });
        }
        Ok((anchors, first))
    }

    /// Makes a session an anchor with this reference; without a reference, it stops being an
    /// anchor.
    pub async fn set_anchor(
        &self,
        session: SessionId,
        by: &str,
        reference: Option<&Reference>,
    ) -> Result<(), StoreError> {
        let reference = reference
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| StoreError::Damaged("anchor"))?;
        sqlx::query("INSERT INTO anchor (session, set_at, set_by, reference) VALUES (?, ?, ?, ?)")
            .bind(session.to_string())
            .bind(Timestamp::now().0)
            .bind(by)
            .bind(reference)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
