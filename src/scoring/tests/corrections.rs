//! A slip in a submitted review, corrected in the open.

use super::desk::Desk;
use crate::domain::adjudication::{Change, Refused, Standing, Step};
use crate::scoring::error::ScoringError;
use crate::scoring::report::ScoreBook;
use crate::scoring::report::model::Report;

fn corrected(change: Change) -> Step {
    Step::Corrected {
        change,
        why: "I typed another number.".to_owned(),
    }
}

fn score(from: u32, to: u32) -> Step {
    corrected(Change::Final { from, to })
}

async fn take(desk: &Desk, by: &str, step: Step) -> Result<Report, ScoringError> {
    desk.scoring.take_step(desk.record().await, by, &step).await
}

#[tokio::test]
async fn the_score_follows_a_correction_and_the_blind_review_stays() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 40).await;
    desk.reviewed("grace", 52).await;
    let report = take(&desk, "ada", score(40, 50)).await.unwrap();
    assert!(matches!(
        report.standing,
        Standing::Agreed { score: 51, .. }
    ));
    let ada = report
        .reviews
        .iter()
        .find(|it| it.reviewer == "ada")
        .unwrap();
    assert_eq!(ada.final_score, Some(50));
    let was = ada.corrected.as_ref().unwrap();
    assert_eq!(
        (was.from, was.why.as_str()),
        (Some(40), "I typed another number.")
    );

    let store = &desk.scoring.store;
    let blind = store.review(desk.session, "ada").await.unwrap().unwrap();
    assert_eq!(blind.final_score, Some(40));
    // Agreement, leniency and anchors are computed from these.
    let book = ScoreBook::load(store, desk.scoring.policy).await.unwrap();
    let finals: Vec<_> = book
        .reviews
        .iter()
        .map(|it| it.review.final_score)
        .collect();
    assert_eq!(finals, [Some(40), Some(52)]);
    assert_eq!(desk.row("ada").await.final_score, Some(51));
}

#[tokio::test]
async fn a_dispute_that_was_corrected_away_is_still_one_and_says_so() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 5).await;
    desk.reviewed("grace", 52).await;
    let report = take(&desk, "ada", score(5, 50)).await.unwrap();
    assert!(matches!(report.standing, Standing::Disputed { .. }));
    let said = report.front.verdict.headline.to_string();
    assert!(
        said.contains("were too far apart before corrections"),
        "{said}"
    );
    assert!(said.contains("now from 50 to 52"), "{said}");
}

#[tokio::test]
async fn a_corrected_level_is_shown_and_agreement_is_of_the_blind_ones() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 50).await;
    let change = Change::Criterion {
        criterion: "own".to_owned(),
        from: Some(1),
        to: None,
    };
    let report = take(&desk, "grace", corrected(change)).await.unwrap();
    let own = report.criteria.iter().find(|it| it.id == "own").unwrap();
    let grace = own.marks.iter().find(|it| it.reviewer == "grace").unwrap();
    assert_eq!((grace.points, grace.blind_points()), (None, Some(1)));
    assert_eq!((own.apart, own.split), (Some(0), false));
}

#[tokio::test]
async fn only_ones_own_review_is_corrected_and_from_what_it_says() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 52).await;
    let blind = take(&desk, "mary", score(50, 60)).await;
    assert!(matches!(blind, Err(ScoringError::Withheld)));
    desk.scoring.unblind(desk.session, "mary").await.unwrap();
    let refused = async |by, step| match take(&desk, by, step).await {
        Err(ScoringError::StepRefused(why)) => why,
        other => panic!("{:?}", other.map(|it| it.log)),
    };
    assert_eq!(refused("mary", score(50, 60)).await, Refused::NotYourReview);
    assert_eq!(
        refused("ada", score(52, 60)).await,
        Refused::CorrectionUnfit
    );
    take(&desk, "ada", score(50, 60)).await.unwrap();
    // A second correction names what the first one made of it.
    assert_eq!(
        refused("ada", score(50, 70)).await,
        Refused::CorrectionUnfit
    );
    take(&desk, "ada", score(60, 70)).await.unwrap();
}
