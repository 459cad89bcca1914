//! Who sees what before their own review is in.

use super::desk::{Desk, FIRST_VERDICT, review};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState::{Checked, Reviewed};
use crate::domain::sight::Sight;
use crate::scoring::error::ScoringError;
use crate::scoring::row::MyReview;

const USERS: [&str; 4] = ["nobody", "drafting", "submitted", "unblinded"];

/// With a practitioner of each kind.
async fn everybody() -> Desk {
    let desk = Desk::checked().await;
    let record = desk.record().await;
    let saving = desk.scoring.save_review(&record, "drafting", review(50), 0);
    saving.await.unwrap();
    desk.reviewed("submitted", 50).await;
    let unblinding = desk.scoring.unblind(desk.session, "unblinded");
    unblinding.await.unwrap();
    desk
}

#[tokio::test]
async fn a_reviewer_is_blind_until_they_submit_or_give_it_up() {
    let desk = everybody().await;
    let without_verdicts = Sight {
        end: Some(FIRST_VERDICT),
        without: &["check"],
    };
    for (user, expected) in USERS.into_iter().zip([
        without_verdicts,
        without_verdicts,
        Sight::WHOLE,
        Sight::WHOLE,
    ]) {
        let sight = desk.scoring.sight(desk.session, user).await.unwrap();
        assert_eq!(sight, expected, "{user}");
        let report = desk.scoring.report(desk.record().await, user).await;
        match report {
            Ok(report) => assert!(sight.is_whole() && !report.checks.is_empty(), "{user}"),
            Err(ScoringError::Withheld) => assert!(!sight.is_whole(), "{user}"),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn one_session_and_the_list_of_all_are_decided_alike() {
    let desk = everybody().await;
    for user in USERS {
        let one = desk.scoring.sight(desk.session, user).await.unwrap();
        let all = desk.scoring.sights(user).await.unwrap();
        assert_eq!(all.withholds(desk.session), !one.is_whole(), "{user}");
    }
}

#[tokio::test]
async fn a_reviewed_session_is_shown_as_checked_to_who_is_blind() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 91).await;
    assert_eq!(desk.record().await.state, Reviewed);
    let row = desk.row("grace").await;
    assert!(row.withheld);
    assert_eq!((row.state, row.mine), (Checked, MyReview::None));
    assert_eq!((row.label, row.final_score), (None, None));
    assert_eq!(row.score_is, None);
    assert_eq!(row.events, FIRST_VERDICT - 1, "as its overview counts them");
    let page = desk.scoring.session(desk.record().await, "grace");
    let page = page.await.unwrap();
    assert_eq!(page.row.state, Checked);
    assert!(page.checks.is_empty());

    let row = desk.row("ada").await;
    assert_eq!((row.state, row.final_score), (Reviewed, Some(91)));
    assert_eq!(row.label.as_deref(), Some("the third one"));
    let page = desk.scoring.session(desk.record().await, "ada");
    assert_eq!(page.await.unwrap().checks.len(), 2);
}

#[tokio::test]
async fn who_gave_up_blindness_reviews_no_more() {
    let desk = everybody().await;
    assert_eq!(desk.row("unblinded").await.mine, MyReview::Forgone);
    let record = desk.record().await;
    let saved = desk
        .scoring
        .save_review(&record, "unblinded", review(50), 0);
    assert!(matches!(saved.await, Err(ScoringError::Unblinded)));
    let submitted = desk
        .scoring
        .submit_review(&record, "unblinded", review(50), 0);
    assert!(matches!(submitted.await, Err(ScoringError::Unblinded)));
}

#[tokio::test]
async fn nothing_is_withheld_where_reviews_are_not_blind() {
    let open = ScoringPolicy {
        blind: false,
        ..ScoringPolicy::default()
    };
    let desk = Desk::with(Checked, open).await;
    let sight = desk.scoring.sight(desk.session, "ada").await.unwrap();
    assert_eq!(sight, Sight::WHOLE);
    // This holds for whoever asked to see everything, too: there was nothing to give up.
    desk.scoring.unblind(desk.session, "ada").await.unwrap();
    desk.reviewed("ada", 50).await;
    assert_eq!(desk.row("grace").await.final_score, Some(50));
}

#[tokio::test]
async fn figures_leave_out_what_the_reader_has_yet_to_judge() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 60).await;
    let found = desk.scoring.calibration("mary").await.unwrap();
    assert_eq!((found.sessions, found.left_out), (0, 1));
    let found = desk.scoring.calibration("ada").await.unwrap();
    assert_eq!((found.sessions, found.left_out), (1, 0));
}

#[tokio::test]
async fn what_others_gave_a_session_is_counted_only_for_whoever_may_know_it() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 61).await;
    let raw = async |reader: &str| {
        let found = desk.scoring.calibration(reader).await.unwrap();
        (found.left_out, found.raw)
    };
    let (left_out, seen) = raw("ada").await;
    assert_eq!((left_out, seen.pairs.len(), seen.all.equal), (0, 1, 2));
    assert_eq!(seen.pairs[0].scores, (50, 61));
    let (left_out, seen) = raw("mary").await;
    let counted = (seen.pairs.len(), seen.criteria.len(), seen.all.compared);
    assert_eq!((left_out, counted), (1, (0, 0, 0)));
}
