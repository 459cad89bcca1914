//! Time spent on a review.

use super::desk::Desk;
use crate::domain::time::Timestamp;

#[tokio::test]
async fn time_counts_until_the_review_is_in_and_not_after() {
    let desk = Desk::checked().await;
    let start = Timestamp::now();
    let beat = async |seconds: i64, resumed| {
        let at = start.plus(seconds * 1_000_000);
        let spent = desk.scoring.beat_review(desk.session, "ada", at, resumed);
        spent.await.unwrap() / 1_000_000
    };
    assert_eq!(beat(0, true).await, 0);
    assert_eq!(beat(15, false).await, 15);
    // A beat after an absence does not count the absence.
    assert_eq!(beat(30, true).await, 15);
    desk.reviewed("ada", 50).await;
    assert_eq!(beat(45, false).await, 15);
    let report = desk.scoring.report(desk.record().await, "ada");
    assert_eq!(report.await.unwrap().reviews[0].spent, 15_000_000);
    // Somebody else's time is counted separately.
    let other = desk.scoring.session(desk.record().await, "grace");
    assert_eq!(other.await.unwrap().spent, 0);
}
