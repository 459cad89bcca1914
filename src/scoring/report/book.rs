//! Every submitted review and every decision, and what follows from them for each session.

use std::collections::HashMap;

use crate::domain::adjudication::{Counted, LogEntry, Standing, standing};
use crate::domain::anchor::Anchor;
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::rubric::Rubric;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::time::Timestamp;
use crate::scoring::review::anchors::{Qualification, qualification};
use crate::store::reviews::SubmittedReview;
use crate::store::{Store, StoreError};

/// Reviews, decisions and anchors as they are now.
pub struct ScoreBook {
    /// Every submitted review, in the order of submission.
    pub reviews: Vec<SubmittedReview>,
    /// Sessions that are anchors.
    pub anchors: Vec<Anchor>,
    logs: HashMap<SessionId, Vec<LogEntry>>,
    qualifications: HashMap<String, Qualification>,
    policy: ScoringPolicy,
}

impl ScoreBook {
    pub async fn load(store: &Store, policy: ScoringPolicy) -> Result<Self, StoreError> {
        let reviews = store.submitted_reviews().await?;
        let (anchors, first) = store.anchors().await?;
        let qualifications = qualify(&reviews, &anchors, first, &policy);
        Ok(Self {
            logs: store.adjudications().await?,
            reviews,
            anchors,
            qualifications,
            policy,
        })
    }

    /// `None` for somebody who has not submitted a review.
    pub fn qualification(&self, reviewer: &str) -> Option<&Qualification> {
        self.qualifications.get(reviewer)
    }

    /// Everybody who submitted a review, sorted.
    pub fn reviewers(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.qualifications.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Whether a reviewer's reviews count: they passed the anchor sessions, or had none to pass.
    pub fn counts(&self, reviewer: &str) -> bool {
        self.qualification(reviewer)
            .is_some_and(Qualification::counts)
    }

    /// All submitted reviews of a session.
    pub fn of(&self, session: SessionId) -> impl Iterator<Item = &SubmittedReview> {
        self.reviews.iter().filter(move |it| it.session == session)
    }

    /// The session's reviews that count.
    pub fn counted(&self, session: SessionId) -> Vec<Counted<'_>> {
        self.of(session)
            .filter(|it| self.counts(&it.reviewer))
            .map(|it| Counted {
                reviewer: &it.reviewer,
                review: &it.review,
            })
            .collect()
    }

    /// A session's log, in order.
    pub fn log(&self, session: SessionId) -> &[LogEntry] {
        self.logs.get(&session).map_or(&[], Vec::as_slice)
    }

    pub fn standing(&self, session: SessionId, rubric: &Rubric) -> Standing {
        let reviews = self.counted(session);
        standing(&reviews, self.log(session), rubric, self.policy.reviews)
    }

    /// `None` if the session is not an anchor.
    pub fn anchor(&self, session: SessionId) -> Option<&Anchor> {
        self.anchors.iter().find(|it| it.session == session)
    }
}

fn qualify(
    reviews: &[SubmittedReview],
    anchors: &[Anchor],
    first: Option<Timestamp>,
    policy: &ScoringPolicy,
) -> HashMap<String, Qualification> {
    let mut by_reviewer: HashMap<&str, Vec<(SessionId, &Review)>> = HashMap::new();
    for it in reviews {
        let mine = by_reviewer.entry(&it.reviewer).or_default();
        mine.push((it.session, &it.review));
    }
    by_reviewer
        .into_iter()
        .map(|(name, mine)| {
            let stands = qualification(anchors, first, &mine, policy);
            (name.to_owned(), stands)
        })
        .collect()
}
