//! Steps from reviews to a final score.

use super::desk::Desk;
use crate::domain::adjudication::{LogEntry, Refused, Standing, Step};
use crate::scoring::error::ScoringError;

fn decided(score: u32) -> Step {
    Step::Decided {
        score,
        why: "Agreed.".to_owned(),
    }
}

async fn log(desk: &Desk) -> Vec<LogEntry> {
    let mut logs = desk.scoring.store.adjudications().await.unwrap();
    logs.remove(&desk.session).unwrap_or_default()
}

#[tokio::test]
async fn a_step_that_what_stands_does_not_admit_is_not_taken() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    let take = async |step: Step| {
        let record = desk.record().await;
        desk.scoring.take_step(record, "ada", &step).await
    };
    let refused = |taken: Result<_, ScoringError>| match taken {
        Err(ScoringError::StepRefused(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    };
    assert_eq!(refused(take(decided(50)).await), Refused::TooFew);
    desk.reviewed("grace", 90).await;
    assert_eq!(refused(take(decided(70)).await), Refused::NotReady);
    let why = "A check was wrong.".to_owned();
    assert_eq!(
        refused(take(Step::Reopened { why }).await),
        Refused::NotFinal
    );
    assert_eq!(log(&desk).await, []);

    desk.reviewed("mary", 70).await;
    let report = take(decided(70)).await.unwrap();
    assert!(matches!(report.standing, Standing::Final { score: 70, .. }));
    assert_eq!(report.log, log(&desk).await);
}

#[tokio::test]
async fn who_is_blind_takes_no_step() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 55).await;
    let record = desk.record().await;
    let taken = desk.scoring.take_step(record, "mary", &decided(52)).await;
    assert!(matches!(taken, Err(ScoringError::Withheld)));
    assert_eq!(log(&desk).await, []);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_stands() {
    let desk = Desk::checked().await;
    desk.reviewed("ada", 50).await;
    desk.reviewed("grace", 55).await;
    let record = desk.record().await;
    let (fifty, sixty) = (decided(50), decided(60));
    let (one, other) = tokio::join!(
        desk.scoring.take_step(record.clone(), "ada", &fifty),
        desk.scoring.take_step(record, "grace", &sixty),
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    assert_eq!(log(&desk).await.len(), 1);
    let refused = one.err().or(other.err()).unwrap();
    // Which of the two it is depends on how far the first one got.
    assert!(
        matches!(
            refused,
            ScoringError::LogChanged | ScoringError::StepRefused(Refused::IsFinal)
        ),
        "{refused}"
    );
}

#[tokio::test]
async fn a_step_that_was_admitted_after_an_older_log_is_refused() {
    let desk = Desk::checked().await;
    let add = async |by: &str| {
        let step = decided(50);
        desk.scoring.add_after(desk.session, 0, by, &step).await
    };
    add("ada").await.unwrap();
    assert!(matches!(add("grace").await, Err(ScoringError::LogChanged)));
    let by: Vec<_> = log(&desk).await.into_iter().map(|it| it.by).collect();
    assert_eq!(by, ["ada"]);
}
