//! Reads of some events among many: of some kinds, of some numbers, of a stretch.

use sqlx::{QueryBuilder, Sqlite};

use super::rows::event::{Row, StoredEvent, events_of_rows};
use super::{Store, StoreError};
use crate::domain::ids::SessionId;

/// Sequence numbers in one statement.
const AT_ONCE: usize = 400;

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    pub after: u64,
    pub before: Option<u64>,
    /// Kinds, or families (the part before the dot). Empty means all.
    pub kinds: Vec<String>,
    /// From the last one backwards.
    pub newest_first: bool,
    pub limit: u32,
}

impl Store {
    /// The events that a filter lets through, in its order.
    pub async fn events_by(
        &self,
        session: SessionId,
        filter: &EventFilter,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        if filter.kinds.is_empty() {
            return self.stretch(session, filter).await;
        }
        let mut found = Vec::new();
        for kind in self.kinds(session).await? {
            let family = kind.split('.').next().unwrap_or_default();
            if filter.kinds.iter().any(|it| *it == kind || it == family) {
                found.extend(self.seqs_of_kind(session, &kind, filter).await?);
            }
        }
        found.sort_unstable();
        if filter.newest_first {
            found.reverse();
        }
        found.truncate(filter.limit as usize);
        let mut events = self.events_numbered(session, &found).await?;
        if filter.newest_first {
            events.reverse();
        }
        Ok(events)
    }

    /// Events of terminals in a stretch, in order, without what was typed. Only for short
    /// stretches: it reads past all other events.
    pub async fn terminal_events(
        &self,
        session: SessionId,
        filter: &EventFilter,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT seq, kind, at, body, prev, hash FROM event WHERE session = ",
        );
        query.push_bind(session.to_string());
        query.push(
            // The plus keeps SQLite on the primary key, which has the bodies.
            " AND +kind IN ('terminal.output', 'terminal.opened', 'terminal.resized',
                            'terminal.closed')",
        );
        bounds(&mut query, filter);
        let rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
        events_of_rows(session, rows)
    }

    /// Events with these numbers, in the order of the trace.
    pub async fn events_numbered(
        &self,
        session: SessionId,
        seqs: &[u64],
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let mut events = Vec::with_capacity(seqs.len());
        for some in seqs.chunks(AT_ONCE) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT seq, kind, at, body, prev, hash FROM event WHERE session = ",
            );
            query.push_bind(session.to_string()).push(" AND seq IN (");
            let mut list = query.separated(", ");
            for seq in some {
                list.push_bind(signed(*seq));
            }
            query.push(")");
            let rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
            events.extend(events_of_rows(session, rows)?);
        }
        events.sort_unstable_by_key(|event| event.seq);
        Ok(events)
    }

    /// Numbers of all events of these kinds after one, in order. The events are not read.
    pub async fn seqs_of_kinds(
        &self,
        session: SessionId,
        kinds: &[&str],
        after: u64,
    ) -> Result<Vec<u64>, StoreError> {
        let filter = EventFilter {
            after,
            limit: u32::MAX,
            ..EventFilter::default()
        };
        let mut found = Vec::new();
        for kind in kinds {
            found.extend(self.seqs_of_kind(session, kind, &filter).await?);
        }
        found.sort_unstable();
        Ok(found)
    }

    /// All kinds of a session. It skips through the index and does not read the events.
    async fn kinds(&self, session: SessionId) -> Result<Vec<String>, StoreError> {
        let kinds = sqlx::query_scalar(
            "WITH RECURSIVE found (kind) AS (
                 SELECT min(kind) FROM event WHERE session = ?1
                 UNION ALL
                 SELECT (SELECT min(kind) FROM event WHERE session = ?1 AND kind > found.kind)
                 FROM found WHERE found.kind IS NOT NULL
             ) SELECT kind FROM found WHERE kind IS NOT NULL",
        )
        .bind(session.to_string())
        .fetch_all(&self.pool)
        .await?;
        Ok(kinds)
    }

    async fn seqs_of_kind(
        &self,
        session: SessionId,
        kind: &str,
        filter: &EventFilter,
    ) -> Result<Vec<u64>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT seq FROM event WHERE session = ");
        query.push_bind(session.to_string());
        query.push(" AND kind = ").push_bind(kind.to_owned());
        bounds(&mut query, filter);
        let seqs: Vec<i64> = query.build_query_scalar().fetch_all(&self.pool).await?;
        Ok(seqs.into_iter().map(i64::unsigned_abs).collect())
    }

    async fn stretch(
        &self,
        session: SessionId,
        filter: &EventFilter,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT seq, kind, at, body, prev, hash FROM event WHERE session = ",
        );
        query.push_bind(session.to_string());
        bounds(&mut query, filter);
        let rows: Vec<Row> = query.build_query_as().fetch_all(&self.pool).await?;
        events_of_rows(session, rows)
    }
}

fn bounds(query: &mut QueryBuilder<Sqlite>, filter: &EventFilter) {
    query.push(" AND seq > ").push_bind(signed(filter.after));
    if let Some(before) = filter.before {
        query.push(" AND seq < ").push_bind(signed(before));
    }
    query.push(if filter.newest_first {
        " ORDER BY seq DESC LIMIT "
    } else {
        " ORDER BY seq LIMIT "
    });
    query.push_bind(filter.limit);
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
