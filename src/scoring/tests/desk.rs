//! An installation with one session and its trace.

use std::sync::Arc;

use crate::domain::event::{Actor, CheckOutcome, CheckResult, Event, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::review::{ItemMark, Marked, Review, Score};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState::{self, Checked, Consented, Invited, Running, Submitted};
use crate::domain::session_record::SessionRecord;
use crate::editions::Editions;
use crate::scoring::Scoring;
use crate::scoring::row::SessionRow;
use crate::store::Store;
use crate::trace::chain::Head;
use assay_scenario_toy::Toy;

/// The first event that says what checks found.
pub const FIRST_VERDICT: u64 = 3;

pub struct Desk {
    pub scoring: Scoring,
    pub session: SessionId,
    /// Removed when the test ends.
    _toy: Toy,
}

impl Desk {
    /// With a session that was handed in, and with the usual rules.
    pub async fn checked() -> Self {
        Self::with(Checked, ScoringPolicy::default()).await
    }

    pub async fn with(state: SessionState, policy: ScoringPolicy) -> Self {
        let toy = Toy::new();
        let database = toy.path().join("assay.sqlite3");
        let store = Store::open(&database).await.unwrap();
        let folder = toy.path().join("editions");
        let editions = Editions::new(store.clone(), toy.library(), folder);
        let record = SessionRecord {
            scenario: "toy".to_owned(),
            label: "the third one".to_owned(),
            ..SessionRecord::invited_in_test()
        };
        let token = Digest::of(b"token");
        store.create_session(&record, token).await.unwrap();
        let by_what_they_did = ["nobody", "drafting", "submitted", "unblinded"];
        for user in ["ada", "grace", "mary"].iter().chain(&by_what_they_did) {
            store.put_user(user, "").await.unwrap();
        }
        let desk = Self {
            scoring: Scoring::new(store, Arc::new(editions), policy),
            session: record.id,
            _toy: toy,
        };
        desk.bring_to(state).await;
        let opened = || EventBody::BriefOpened {};
        desk.append(vec![opened(), opened(), verdict(), verdict()])
            .await;
        desk
    }

    pub async fn record(&self) -> SessionRecord {
        let found = self.scoring.store.session(self.session).await;
        found.unwrap().unwrap()
    }

    /// The session's row in somebody's list.
    pub async fn row(&self, user: &str) -> SessionRow {
        let mut rows = self.scoring.sessions(user).await.unwrap();
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }

    /// Submits a complete review.
    pub async fn reviewed(&self, reviewer: &str, final_score: u32) {
        let (record, review) = (self.record().await, review(final_score));
        let submitted = self.scoring.submit_review(&record, reviewer, review, 0);
        assert!(submitted.await.unwrap().submitted);
    }

    async fn bring_to(&self, state: SessionState) {
        for pair in [Invited, Consented, Running, Submitted, Checked].windows(2) {
            if self.record().await.state == state {
                return;
            }
            let next = if pair[0].may_become(state) {
                state
            } else {
                pair[1]
            };
            let store = &self.scoring.store;
            let advanced = store.advance_session(self.session, pair[0], next).await;
            assert!(advanced.unwrap());
        }
        assert_eq!(self.record().await.state, state);
    }

    async fn append(&self, bodies: Vec<EventBody>) {
        let (mut head, mut stored) = (Head::EMPTY, Vec::new());
        for (seq, body) in (1..).zip(bodies) {
            let event = Event {
                seq,
                at: 0,
                active: 0,
                actor: Actor::System,
                body,
                links: Vec::new(),
            };
            stored.push(head.extend(self.session, &event).unwrap());
        }
        let appended = self.scoring.store.append_events(self.session, &stored, &[]);
        appended.await.unwrap();
    }
}

/// A complete review of the toy scenario.
pub fn review(final_score: u32) -> Review {
    let score = |criterion: &str| Score {
        criterion: criterion.to_owned(),
        points: Some(1),
        reason: "Seen.".to_owned(),
        items: vec![Marked {
            item: "right".to_owned(),
            mark: Some(ItemMark::Seen),
            evidence: Vec::new(),
        }],
        ..Score::default()
    };
    Review {
        scores: vec![score("common"), score("own")],
        final_score: Some(final_score),
        final_reason: "Repaired.".to_owned(),
        departure: "The levels say too little.".to_owned(),
        ..Review::default()
    }
}

fn verdict() -> EventBody {
    EventBody::CheckCompleted(CheckResult {
        check: "builds".to_owned(),
        asserts: "It compiles.".to_owned(),
        outcome: CheckOutcome::Fail,
        summary: "It does not.".to_owned(),
        details: serde_json::Value::Null,
        duration: 7,
    })
}
