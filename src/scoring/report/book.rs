//! Every submitted review and every decision, and what follows from them for each session.

use std::collections::HashMap;

use crate::domain::adjudication::{Counted, LogEntry, Standing, corrected, standing};
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
    /// Every submitted review as it was when it was blind, in the order of submission.
    pub reviews: Vec<SubmittedReview>,
    /// Sessions that are anchors.
    pub anchors: Vec<Anchor>,
    logs: HashMap<SessionId, Vec<LogEntry>>,
    /// Reviews that their reviewers corrected afterwards, by session and reviewer.
    corrected: HashMap<(SessionId, String), Review>,
    qualifications: HashMap<String, Qualification>,
    policy: ScoringPolicy,
}

impl ScoreBook {
    pub async fn load(store: &Store, policy: ScoringPolicy) -> Result<Self, StoreError> {
        let reviews = store.submitted_reviews().await?;
        let (anchors, first) = store.anchors().await?;
        let qualifications = qualify(&reviews, &anchors, first, &policy);
        let logs = store.adjudications().await?;
        Ok(Self {
            corrected: corrections(&reviews, &logs),
            logs,
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

    /// A review with its reviewer's corrections. Scores follow from it; agreement does not.
    pub fn as_it_stands<'a>(&'a self, submitted: &'a SubmittedReview) -> &'a Review {
        let key = (submitted.session, submitted.reviewer.clone());
        self.corrected.get(&key).unwrap_or(&submitted.review)
    }

    /// The session's reviews that count, as they stand.
    pub fn counted(&self, session: SessionId) -> Vec<Counted<'_>> {
        self.of(session)
            .filter(|it| self.counts(&it.reviewer))
            .map(|it| Counted {
                reviewer: &it.reviewer,
                review: self.as_it_stands(it),
                blind: &it.review,
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

fn corrections(
    reviews: &[SubmittedReview],
    logs: &HashMap<SessionId, Vec<LogEntry>>,
) -> HashMap<(SessionId, String), Review> {
    let changed = reviews.iter().filter_map(|it| {
        let review = corrected(&it.reviewer, &it.review, logs.get(&it.session)?)?;
        Some(((it.session, it.reviewer.clone()), review))
    });
    changed.collect()
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
