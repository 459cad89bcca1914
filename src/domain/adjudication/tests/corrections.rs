//! Slips that were corrected after the blind review.

use super::*;
use crate::review::Kept;

fn corrected_by(by: &str, change: Change) -> LogEntry {
    let why = "I clicked beside it.".to_owned();
    LogEntry {
        by: by.to_owned(),
        ..entry(9, Step::Corrected { change, why })
    }
}

fn level(from: u32, to: u32) -> Change {
    Change::Criterion {
        criterion: "cause".into(),
        from: Some(from),
        to: Some(to),
    }
}

#[test]
fn a_correction_changes_what_stands_and_not_the_blind_review() {
    let blind = review(Some(0), 30, 1);
    let log = [
        corrected_by("ada", level(0, 20)),
        corrected_by("grace", Change::Final { from: 30, to: 99 }),
        corrected_by("ada", Change::Final { from: 30, to: 90 }),
    ];
    let stands = corrected("ada", &blind, &log).unwrap();
    assert_eq!(
        (stands.points("cause"), stands.final_score),
        (Some(20), Some(90))
    );
    assert_eq!(
        (blind.points("cause"), blind.final_score),
        (Some(0), Some(30))
    );
    assert_eq!(corrected("mary", &blind, &log), None);
    assert_eq!(corrections("ada", &log).count(), 2);
}

#[test]
fn a_correction_names_what_it_replaces_and_something_that_could_be() {
    let stands = review(Some(5), 70, 1);
    let fits = |change: Change| change.fits(&stands, &rubric());
    assert!(fits(level(5, 20)));
    assert!(fits(Change::Final { from: 70, to: 100 }));
    let unobserved = Change::Criterion {
        criterion: "cause".into(),
        from: Some(5),
        to: None,
    };
    assert!(fits(unobserved));
    let elsewhere = Change::Criterion {
        criterion: "repair".into(),
        from: Some(5),
        to: None,
    };
    let never = Change::Constraint {
        constraint: "dear".into(),
        from: Kept::Yes,
        to: Kept::No,
    };
    for change in [
        level(1, 20),
        level(5, 5),
        level(5, 7),
        Change::Final { from: 71, to: 80 },
        Change::Final { from: 70, to: 101 },
        elsewhere,
        never,
    ] {
        assert!(!fits(change.clone()), "{change:?}");
    }
}

#[test]
fn a_final_score_is_reopened_before_a_review_is_corrected() {
    let two = [review(Some(5), 70, 1), review(Some(20), 80, 2)];
    let correct = corrected_by("ada", level(5, 20)).done;
    assert_eq!(of(&two, &[]).admits(&correct, &counted(&two)), Ok(()));
    let settled = of(&two, &[entry(1, decided(74))]);
    assert_eq!(
        settled.admits(&correct, &counted(&two)),
        Err(Refused::IsFinal)
    );
    let silent = Step::Corrected {
        change: level(5, 20),
        why: " ".into(),
    };
    assert_eq!(
        of(&two, &[]).admits(&silent, &counted(&two)),
        Err(Refused::NoReason)
    );
}

#[test]
fn a_log_from_before_corrections_is_readable() {
    let old = r#"{"step":"decided","score":74,"why":"Between."}"#;
    assert!(matches!(
        serde_json::from_str(old),
        Ok(Step::Decided { score: 74, .. })
    ));
    let step = corrected_by("ada", level(0, 20)).done;
    let text = serde_json::to_string(&step).unwrap();
    assert_eq!(serde_json::from_str::<Step>(&text).unwrap(), step);
}

#[test]
fn a_correction_does_not_end_a_dispute() {
    let blind = [review(Some(0), 30, 1), review(Some(20), 80, 2)];
    let now = [review(Some(20), 79, 1), review(Some(20), 80, 2)];
    let names = ["ada", "grace"].into_iter();
    let reviews: Vec<_> = names
        .zip(now.iter().zip(&blind))
        .map(|(reviewer, (review, blind))| Counted {
            reviewer,
            review,
            blind,
        })
        .collect();
    let of = |log: &[LogEntry]| standing(&reviews, log, &rubric(), APART);
    let Standing::Disputed {
        differences,
        corrected: true,
        ready: false,
        lowest: 79,
        ..
    } = of(&[])
    else {
        panic!("{:?}", of(&[]));
    };
    assert_eq!(differences.len(), 2, "the level and the final score");
    let discussed = Step::Discussed {
        participants: vec!["ada".into(), "grace".into()],
        summary: "The level was a slip.".into(),
    };
    let stands = of(&[entry(1, discussed)]);
    assert!(matches!(stands, Standing::Disputed { ready: true, .. }));
    assert_eq!(stands.admits(&decided(80), &reviews), Ok(()));
}
