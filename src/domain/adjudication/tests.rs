mod corrections;

use super::*;
use crate::review::{Review, Score};
use crate::rubric::{Criterion, Level};

const APART: Distances = Distances {
    levels: 1,
    points: 15,
};

fn rubric() -> Rubric {
    // Points that increase unevenly, because a distance is counted in levels.
    let level = [0, 1, 5, 20].map(|points| Level {
        points,
        behaviour: format!("worth {points}"),
    });
    let criterion = Criterion {
        id: "cause".into(),
        title: "The cause".into(),
        question: "?".into(),
        weight: 1,
        level: level.to_vec(),
        item: Vec::new(),
    };
    Rubric {
        criterion: vec![criterion],
        ..Rubric::default()
    }
}

fn review(points: Option<u32>, final_score: u32, at: i64) -> Review {
    Review {
        scores: vec![Score {
            criterion: "cause".into(),
            points,
            reason: "Seen.".into(),
            ..Score::default()
        }],
        final_score: Some(final_score),
        final_reason: "Sound.".into(),
        submitted_at: Some(Timestamp(at)),
        ..Review::default()
    }
}

fn counted(reviews: &[Review]) -> Vec<Counted<'_>> {
    ["ada", "grace", "mary"]
        .into_iter()
        .zip(reviews)
        .map(|(reviewer, review)| Counted {
            reviewer,
            review,
            blind: review,
        })
        .collect()
}

fn of(reviews: &[Review], log: &[LogEntry]) -> Standing {
    standing(&counted(reviews), log, &rubric(), APART)
}

fn entry(number: u32, done: Step) -> LogEntry {
    LogEntry {
        number,
        by: "vera".into(),
        at: Timestamp(1000 + i64::from(number)),
        done,
    }
}

fn decided(score: u32) -> Step {
    Step::Decided {
        score,
        why: "Between the two.".into(),
    }
}

fn discussed(names: &[&str]) -> Step {
    Step::Discussed {
        participants: names.iter().map(|name| (*name).to_owned()).collect(),
        summary: "We looked at it again.".into(),
    }
}

fn reopened() -> Step {
    Step::Reopened {
        why: "A mistake.".into(),
    }
}

#[test]
fn one_review_is_the_score_and_says_so() {
    assert_eq!(of(&[], &[]), Standing::Unscored);
    let one = [review(Some(5), 70, 1)];
    let single = of(&one, &[]);
    assert_eq!(
        single,
        Standing::Single {
            reviewer: "ada".into(),
            score: 70
        }
    );
    let refused = single.admits(&decided(60), &counted(&one));
    assert_eq!(refused, Err(Refused::TooFew));
}

#[test]
fn close_reviews_agree_up_to_the_distance_and_not_beyond() {
    let close = [review(Some(5), 70, 1), review(Some(20), 85, 2)];
    let agreed = Standing::Agreed {
        score: 78,
        lowest: 70,
        highest: 85,
    };
    assert_eq!(of(&close, &[]), agreed);
    assert_eq!(agreed.admits(&decided(80), &counted(&close)), Ok(()));
    for (other, what) in [
        (review(Some(20), 86, 2), None),
        (review(Some(0), 70, 2), Some("cause")),
        (review(None, 70, 2), Some("cause")),
    ] {
        let far = [review(Some(5), 70, 1), other];
        let Standing::Disputed {
            differences, ready, ..
        } = of(&far, &[])
        else {
            panic!("{far:?} is not disputed");
        };
        assert_eq!(differences.len(), 1);
        assert_eq!(differences[0].criterion.as_deref(), what);
        assert!(!ready);
    }
}

#[test]
fn a_dispute_needs_a_third_review_or_a_discussion() {
    let two = [review(Some(0), 30, 1), review(Some(20), 90, 2)];
    let disputed = of(&two, &[]);
    assert_eq!(disputed.score(), None);
    assert_eq!(
        disputed.admits(&decided(60), &counted(&two)),
        Err(Refused::NotReady)
    );

    let talked = of(&two, &[entry(1, discussed(&["ada", "grace"]))]);
    assert_eq!(talked.admits(&decided(60), &counted(&two)), Ok(()));

    let three = [two[0].clone(), two[1].clone(), review(Some(5), 60, 3)];
    assert_eq!(
        of(&three, &[]).admits(&decided(60), &counted(&three)),
        Ok(())
    );
}

#[test]
fn a_discussion_is_among_those_who_reviewed() {
    let two = [review(Some(0), 30, 1), review(Some(20), 90, 2)];
    let disputed = of(&two, &[]);
    let refused = [
        &["ada"][..],
        &["ada", "ada"],
        &["ada", "grace", "ada"],
        &["ada", "vera"],
        &[],
    ];
    for names in refused {
        let refused = disputed.admits(&discussed(names), &counted(&two));
        assert_eq!(refused, Err(Refused::NotTheReviewers), "{names:?}");
    }
    assert_eq!(
        disputed.admits(&discussed(&["grace", "ada"]), &counted(&two)),
        Ok(())
    );
}

#[test]
fn a_final_score_stands_until_reopened_and_the_history_stays() {
    let two = [review(Some(5), 70, 1), review(Some(20), 80, 2)];
    let mut log = vec![entry(1, decided(74))];
    let settled = of(&two, &log);
    assert_eq!(settled.score(), Some(74));
    assert_eq!(
        settled.admits(&decided(75), &counted(&two)),
        Err(Refused::IsFinal)
    );
    assert_eq!(settled.admits(&reopened(), &counted(&two)), Ok(()));

    log.push(entry(2, reopened()));
    let open = of(&two, &log);
    assert!(matches!(open, Standing::Agreed { score: 75, .. }));
    assert_eq!(
        open.admits(&reopened(), &counted(&two)),
        Err(Refused::NotFinal)
    );
    log.push(entry(3, decided(79)));
    assert_eq!(of(&two, &log).score(), Some(79));
}

#[test]
fn a_discussion_from_before_a_reopening_decides_nothing_after_it() {
    let two = [review(Some(0), 30, 1), review(Some(20), 90, 2)];
    let log = [
        entry(1, discussed(&["ada", "grace"])),
        entry(2, decided(60)),
        entry(3, reopened()),
    ];
    let Standing::Disputed { ready, .. } = of(&two, &log) else {
        panic!("not disputed")
    };
    assert!(!ready);
}

#[test]
fn reviews_after_the_decision_are_counted_and_change_nothing() {
    let three = [
        review(Some(5), 70, 1),
        review(Some(20), 80, 2),
        review(Some(0), 10, 5000),
    ];
    let Standing::Final { score, since, .. } = of(&three, &[entry(1, decided(74))]) else {
        panic!("not final")
    };
    assert_eq!((score, since), (74, 1));
}

#[test]
fn reasons_and_ranges_are_asked_for() {
    let two = [review(Some(5), 70, 1), review(Some(20), 80, 2)];
    let agreed = of(&two, &[]);
    let silent = Step::Decided {
        score: 75,
        why: " ".into(),
    };
    assert_eq!(
        agreed.admits(&silent, &counted(&two)),
        Err(Refused::NoReason)
    );
    assert_eq!(
        agreed.admits(&decided(101), &counted(&two)),
        Err(Refused::OutOfRange)
    );
}
