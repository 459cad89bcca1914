//! References that fit the rubric, and those that do not.

use super::desk::Desk;
use crate::domain::anchor::{Anchor, AnchorRequest, AnchorScore};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::session::SessionState::Submitted;
use crate::scoring::error::{ReferenceUnfit, ScoringError};

fn request(scores: &[(&str, u32)]) -> AnchorRequest {
    let score = |(criterion, points): &(&str, u32)| AnchorScore {
        criterion: (*criterion).to_owned(),
        points: Some(*points),
    };
    AnchorRequest {
        scores: scores.iter().map(score).collect(),
        final_score: 80,
        why: "Agreed by all.".to_owned(),
    }
}

fn fit() -> AnchorRequest {
    request(&[("common", 1), ("own", 0)])
}

async fn anchors(desk: &Desk) -> Vec<Anchor> {
    desk.scoring.store.anchors().await.unwrap().0
}

#[tokio::test]
async fn a_reference_that_does_not_fit_the_rubric_is_refused() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    let record = desk.record().await;
    let title = || "T".to_owned();
    let unfit = [
        (request(&[("common", 1)]), ReferenceUnfit::NotOnce(title())),
        (
            request(&[("common", 1), ("common", 1), ("own", 0)]),
            ReferenceUnfit::NotOnce(title()),
        ),
        (
            request(&[("common", 1), ("own", 7)]),
            ReferenceUnfit::NoSuchLevel(title()),
        ),
        (
            request(&[("common", 1), ("own", 0), ("unknown", 0)]),
            ReferenceUnfit::OtherCriteria,
        ),
        (
            AnchorRequest {
                final_score: 101,
                ..fit()
            },
            ReferenceUnfit::ScoreOrReason,
        ),
        (
            AnchorRequest {
                why: " ".to_owned(),
                ..fit()
            },
            ReferenceUnfit::ScoreOrReason,
        ),
    ];
    for (request, expected) in unfit {
        let set = desk.scoring.set_anchor(&record, "ada", request).await;
        match set {
            Err(ScoringError::ReferenceUnfit(why)) => assert_eq!(why, expected),
            other => panic!("{expected:?}: {other:?}"),
        }
    }
    assert_eq!(anchors(&desk).await, []);
}

#[tokio::test]
async fn a_session_becomes_an_anchor_and_ends_being_one() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    let record = desk.record().await;
    desk.scoring
        .set_anchor(&record, "ada", fit())
        .await
        .unwrap();
    let found = anchors(&desk).await;
    let points = found[0].reference.criteria.iter().map(|it| it.points);
    assert_eq!(points.collect::<Vec<_>>(), [Some(1), Some(0)]);
    assert_eq!(found[0].reference.criteria[0].levels, [0, 1]);
    desk.scoring.end_anchor(desk.session, "ada").await.unwrap();
    assert_eq!(anchors(&desk).await, []);
}

#[tokio::test]
async fn who_is_blind_makes_and_ends_no_anchor() {
    let desk = Desk::checked().await;
    let record = desk.record().await;
    let set = desk.scoring.set_anchor(&record, "ada", fit()).await;
    assert!(matches!(set, Err(ScoringError::Withheld)));
    let ended = desk.scoring.end_anchor(desk.session, "ada").await;
    assert!(matches!(ended, Err(ScoringError::Withheld)));
}

#[tokio::test]
async fn a_session_whose_checks_are_not_done_is_not_an_anchor() {
    let open = ScoringPolicy {
        blind: false,
        ..ScoringPolicy::default()
    };
    let desk = Desk::with(Submitted, open).await;
    let record = desk.record().await;
    let set = desk.scoring.set_anchor(&record, "ada", fit()).await;
    assert!(matches!(set, Err(ScoringError::AnchorTooEarly)));
}
