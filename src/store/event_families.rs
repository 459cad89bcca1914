//! Reads of the events of some families, which are few among many.
//!
//! SQLite would prefer to read the whole trace, because the primary key has the wanted order. So
//! each read says which index to use.

use super::rows::event::{Row, StoredEvent, events_of_rows};
use super::{Store, StoreError};
use crate::domain::ids::SessionId;

/// Events in a stretch up to which reading along the trace is faster than using the index by kind.
const SHORT: u64 = 4_000;

impl Store {
    /// All events of some kinds, in order.
    pub async fn events_of_kind(
        &self,
        session: SessionId,
        kind_prefix: &str,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.events_of_kind_after(session, kind_prefix, 0).await
    }

    /// Events of some kinds after `after`, in order.
    pub async fn events_of_kind_after(
        &self,
        session: SessionId,
        kind_prefix: &str,
        after: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.by_kind(session, kind_prefix, after, u64::MAX).await
    }

    /// Events whose kind begins with one of `families`, after `after` and up to `until`, in order.
    /// The cost depends on the number of these events, or on the length of a short stretch.
    pub async fn events_of_families(
        &self,
        session: SessionId,
        families: &[&str],
        after: u64,
        until: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        if until.saturating_sub(after) > SHORT {
            let mut found = Vec::new();
            for family in families {
                found.extend(self.by_kind(session, family, after, until).await?);
            }
            found.sort_unstable_by_key(|event| event.seq);
            return Ok(found);
        }
        let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new(
            "SELECT seq, kind, at, body, prev, hash FROM event WHERE session = ",
        );
        query.push_bind(session.to_string());
        query.push(" AND seq > ").push_bind(signed(after));
        query.push(" AND seq <= ").push_bind(signed(until));
        // The plus keeps SQLite on the primary key.
        query.push(" AND (0");
        for family in families {
            query.push(" OR (+kind >= ").push_bind((*family).to_owned());
            query
                .push(" AND +kind < ")
                .push_bind(end_of(family))
                .push(")");
        }
        query.push(") ORDER BY seq");
        let rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
        events_of_rows(session, rows)
    }

    /// Numbers of all events whose kind begins with one of `families`, after `after` and up to
    /// `until`, in order. They come from the index: the events are not read.
    pub async fn seqs_of_families(
        &self,
        session: SessionId,
        families: &[&str],
        after: u64,
        until: u64,
    ) -> Result<Vec<u64>, StoreError> {
        let mut found = Vec::new();
        for family in families {
            let seqs = sqlx::query_scalar::<_, i64>(
                "SELECT seq FROM event INDEXED BY event_kind
                 WHERE session = ? AND kind >= ? AND kind < ? AND seq > ? AND seq <= ?",
            )
            .bind(session.to_string())
            .bind(family)
            .bind(end_of(family))
            .bind(signed(after))
            .bind(signed(until))
            .fetch_all(&self.pool)
            .await?;
            found.extend(seqs.into_iter().map(i64::unsigned_abs));
        }
        found.sort_unstable();
        Ok(found)
    }

    async fn by_kind(
        &self,
        session: SessionId,
        family: &str,
        after: u64,
        until: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let rows = sqlx::query_as::<_, Row>(
            "SELECT seq, kind, at, body, prev, hash FROM event INDEXED BY event_kind
             WHERE session = ? AND kind >= ? AND kind < ? AND seq > ? AND seq <= ? ORDER BY seq",
        )
        .bind(session.to_string())
        .bind(family)
        .bind(end_of(family))
        .bind(signed(after))
        .bind(signed(until))
        .fetch_all(&self.pool)
        .await?;
        events_of_rows(session, rows)
    }

    /// 0 if there is no event.
    pub async fn last_seq(&self, session: SessionId) -> Result<u64, StoreError> {
        let seq =
            sqlx::query_scalar::<_, Option<i64>>("SELECT max(seq) FROM event WHERE session = ?")
                .bind(session.to_string())
                .fetch_one(&self.pool)
                .await?;
        Ok(seq.unwrap_or(0).unsigned_abs())
    }

    /// The number of the last event of some families; 0 if there is none.
    pub async fn last_seq_of(
        &self,
        session: SessionId,
        families: &[&str],
    ) -> Result<u64, StoreError> {
        let mut last = 0;
        for family in families {
            let seq = sqlx::query_scalar::<_, Option<i64>>(
                "SELECT max(seq) FROM event INDEXED BY event_kind
                 WHERE session = ? AND kind >= ? AND kind < ?",
            )
            .bind(session.to_string())
            .bind(family)
            .bind(end_of(family))
            .fetch_one(&self.pool)
            .await?;
            last = last.max(seq.unwrap_or(0).unsigned_abs());
        }
        Ok(last)
    }

    pub async fn count_events(
        &self,
        session: SessionId,
        kind_prefix: &str,
    ) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM event WHERE session = ? AND kind >= ? AND kind < ?",
        )
        .bind(session.to_string())
        .bind(kind_prefix)
        .bind(end_of(kind_prefix))
        .fetch_one(&self.pool)
        .await?;
        Ok(count.unsigned_abs())
    }
}

/// The first string after all kinds that begin with `family`.
fn end_of(family: &str) -> String {
    format!("{family}\u{10ffff}")
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
