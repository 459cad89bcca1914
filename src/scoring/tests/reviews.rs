//! Drafts, submission, and no change after it.

use super::desk::{Desk, review};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState::{Checked, Reviewed, Running, Submitted, Withdrawn};
use crate::domain::time::Timestamp;
use crate::scoring::error::ScoringError;

#[tokio::test]
async fn a_page_that_does_not_know_the_newest_draft_does_not_replace_it() {
    let desk = Desk::checked().await;
    let record = desk.record().await;
    let save = async |known, score| {
        let saved = desk
            .scoring
            .save_review(&record, "ada", review(score), known);
        saved.await.map(|it| it.revision)
    };
    assert_eq!(save(0, 10).await.unwrap(), 1);
    let late = save(0, 20).await;
    assert!(matches!(late, Err(ScoringError::ReviewChanged)));
    let kept = desk.scoring.store.review(desk.session, "ada").await;
    assert_eq!(kept.unwrap().unwrap().final_score, Some(10));
    assert_eq!(save(1, 20).await.unwrap(), 2);
    let late = desk.scoring.submit_review(&record, "ada", review(10), 1);
    assert!(matches!(late.await, Err(ScoringError::ReviewChanged)));
    assert_eq!(desk.record().await.state, Checked);
}

#[tokio::test]
async fn a_submitted_review_never_changes() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    let record = desk.record().await;
    assert_eq!(record.state, Reviewed);
    let saved = desk.scoring.save_review(&record, "ada", review(60), 1);
    assert!(matches!(saved.await, Err(ScoringError::ReviewSubmitted)));
    let again = desk.scoring.submit_review(&record, "ada", review(60), 1);
    assert!(matches!(again.await, Err(ScoringError::ReviewSubmitted)));
    let kept = desk.scoring.store.review(desk.session, "ada").await;
    assert_eq!(kept.unwrap().unwrap().final_score, Some(50));
}

#[tokio::test]
async fn a_review_that_says_it_is_submitted_is_a_draft() {
    let desk = Desk::checked().await;
    let mut claimed = review(50);
    claimed.submitted_at = Some(Timestamp::now());
    let record = desk.record().await;
    let saved = desk.scoring.save_review(&record, "ada", claimed, 0);
    let saved = saved.await.unwrap();
    assert!(!saved.submitted);
    assert_eq!(saved.flaws, Vec::<String>::new());
    let sight = desk.scoring.sight(desk.session, "ada").await.unwrap();
    assert!(!sight.is_whole());
}

#[tokio::test]
async fn a_flaw_keeps_a_review_from_being_submitted_and_not_from_being_saved() {
    let desk = Desk::checked().await;
    let record = desk.record().await;
    let mut incomplete = review(50);
    incomplete.scores.remove(0);
    let refused = desk
        .scoring
        .submit_review(&record, "ada", incomplete.clone(), 0);
    match refused.await {
        Err(ScoringError::ReviewIncomplete(flaws)) => assert_eq!(flaws.len(), 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.record().await.state, Checked);
    let saved = desk.scoring.save_review(&record, "ada", incomplete, 0);
    assert_eq!(saved.await.unwrap().flaws.len(), 1);
}

#[tokio::test]
async fn what_was_not_handed_in_and_checked_is_not_scored() {
    for state in [Running, Submitted, Withdrawn] {
        let desk = Desk::with(state, ScoringPolicy::default()).await;
        let record = desk.record().await;
        let saved = desk.scoring.save_review(&record, "ada", review(50), 0);
        assert!(saved.await.is_ok(), "{state:?}");
        let refused = desk.scoring.submit_review(&record, "ada", review(50), 1);
        let refused = refused.await;
        let as_expected = match state {
            Withdrawn => matches!(refused, Err(ScoringError::Withdrawn)),
            _ => matches!(refused, Err(ScoringError::ReviewTooEarly)),
        };
        assert!(as_expected, "{state:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_reason_to_depart_that_was_taken_back_is_not_submitted() {
    let desk = Desk::checked().await;
    let record = desk.record().await;
    let mut given = review(95);
    given.scores[0].departure = "I saw it elsewhere.".to_owned();
    let saved = desk.scoring.save_review(&record, "ada", given.clone(), 0);
    let revision = saved.await.unwrap().revision;
    let kept = async || desk.scoring.store.review(desk.session, "ada").await;
    assert_eq!(
        kept().await.unwrap().unwrap().scores[0].departure,
        "I saw it elsewhere."
    );
    let submitted = desk.scoring.submit_review(&record, "ada", given, revision);
    submitted.await.unwrap();
    let kept = kept().await.unwrap().unwrap();
    assert_eq!(
        (kept.departure.as_str(), kept.scores[0].departure.as_str()),
        ("", "")
    );
}
