use super::*;
use crate::domain::adjudication::Step;
use crate::domain::event::CheckOutcome;
use crate::domain::review::Pinned;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::domain::time::Timestamp;
use crate::scoring::report::parts::{Mark, Seen};
use crate::scoring::review::anchors::Qualification;

fn moment(from: i64) -> Seen {
    Seen {
        from_seq: 3,
        to_seq: 3,
        from,
        to: from,
        kind: "file.changed".to_owned(),
        word: None,
        note: String::new(),
        label: String::new(),
        what: Pinned::Moment,
    }
}

/// Points by reviewer; `None` for "not observed". The second reviewer pins a moment.
fn criterion(title: &str, weight: u32, given: &[(&str, Option<u32>)]) -> CriterionReport {
    let mark = |(place, (reviewer, points)): (i64, &(&str, Option<u32>))| Mark {
        reviewer: (*reviewer).to_owned(),
        points: *points,
        behaviour: points.map(|points| format!("{title} on level {points}.")),
        reason: format!("{reviewer} saw {title}."),
        evidence: (place == 1).then(|| moment(place)).into_iter().collect(),
        corrected: None,
    };
    CriterionReport {
        id: title.to_owned(),
        title: title.to_owned(),
        question: String::new(),
        weight,
        levels: vec![0, 1, 2, 3],
        apart: None,
        split: false,
        marks: (0..).zip(given).map(mark).collect(),
    }
}

fn review(reviewer: &str, score: u32) -> ReviewReport {
    ReviewReport {
        reviewer: reviewer.to_owned(),
        qualification: Qualification::Unasked,
        final_score: Some(score),
        final_reason: format!("{reviewer} would work with them."),
        from_levels: Some(score + 1),
        departure: String::new(),
        corrected: None,
        submitted_at: Some(Timestamp(0)),
        spent: 0,
        claims: Vec::new(),
    }
}

fn front_of(
    standing: &Standing,
    criteria: &[CriterionReport],
    reviews: &[ReviewReport],
    log: &[LogEntry],
) -> Front {
    front(Basis {
        standing,
        criteria,
        reviews,
        log,
        checks: &[],
        apart: ScoringPolicy::default().reviews,
        skills: &[],
        tools: None,
        figures: Figures::default(),
    })
}

fn close(lowest: u32, highest: u32) -> Standing {
    Standing::Agreed {
        score: u32::midpoint(lowest, highest),
        lowest,
        highest,
    }
}

/// Two reviewers and every way of being together or apart.
fn two() -> Front {
    let criteria = [
        criterion("Cause", 20, &[("ada", Some(3)), ("grace", Some(3))]),
        criterion("Repair", 10, &[("ada", Some(2)), ("grace", Some(3))]),
        criterion("Tests", 10, &[("ada", Some(0)), ("grace", Some(0))]),
        criterion("Words", 10, &[("ada", Some(0)), ("grace", Some(3))]),
        criterion("Limits", 10, &[("ada", Some(1)), ("grace", None)]),
        criterion("Care", 20, &[("ada", Some(1)), ("grace", Some(2))]),
    ];
    let reviews = [review("ada", 60), review("grace", 66)];
    front_of(&close(60, 66), &criteria, &reviews, &[])
}

fn titles(findings: &Findings) -> Vec<&str> {
    findings.list.iter().map(|it| &*it.title).collect()
}

#[test]
fn strengths_and_gaps_are_what_the_reviewers_are_close_on() {
    let front = two();
    assert_eq!(titles(&front.strengths), ["Cause", "Repair"]);
    assert_eq!(titles(&front.gaps), ["Tests"]);
    let [cause, repair] = &front.strengths.list[..] else {
        panic!("two strengths");
    };
    assert_eq!(cause.level, "3 of 3");
    assert_eq!(cause.backed.to_string(), "Agreed by ada and grace");
    // Of two who gave the level, the one who shows it.
    assert_eq!(cause.quote.by, "grace");
    assert!(cause.moment.is_some());
    // The level that both see reached, in the words of the one who gave it.
    assert_eq!(repair.level, "2 of 3");
    assert_eq!(repair.quote.by, "ada");
    assert_eq!(
        repair.backed.to_string(),
        "At least this level for ada and grace, 1 level apart"
    );
}

#[test]
fn what_was_seen_says_agree_only_of_equal_levels() {
    let front = two();
    let seen: Vec<_> = front.needs.iter().map(|it| it.seen.to_string()).collect();
    assert_eq!(
        seen,
        [
            "3 of 3, both agree",
            "2 to 3 of 3, 1 level apart",
            "0 of 3, both agree",
            "0 to 3 of 3, 3 levels apart",
            "1 of 3; not observed by grace",
            "1 to 2 of 3, 1 level apart",
        ]
    );
    let shares: Vec<_> = front.needs.iter().map(|it| it.share).collect();
    assert_eq!(shares, [25, 13, 13, 13, 13, 25]);
}

#[test]
fn differences_say_who_saw_what() {
    let front = two();
    assert_eq!(
        front.differences.summary.to_string(),
        "The reviewers gave the same level on 2 of 6 criteria; on 2 they are one level apart; on 1 \
         they are further apart; on 1 only some of them observed it."
    );
    let [words, limits] = &front.differences.list[..] else {
        panic!("two differences");
    };
    assert_eq!((&*words.title, &*words.how), ("Words", "3 levels apart"));
    let views: Vec<_> = words
        .views
        .iter()
        .map(|it| (&*it.quote.by, &*it.gave))
        .collect();
    assert_eq!(views, [("ada", "0 of 3"), ("grace", "3 of 3")]);
    assert_eq!(limits.how, "only some observed it");
    assert_eq!(limits.views[1].gave, "not observed");
}

#[test]
fn one_review_is_one_persons_view_and_nobody_agrees() {
    let criteria = [criterion("Cause", 1, &[("ada", Some(3))])];
    let standing = Standing::Single {
        reviewer: "ada".to_owned(),
        score: 64,
    };
    let front = front_of(&standing, &criteria, &[review("ada", 64)], &[]);
    assert_eq!(
        front.verdict.headline.to_string(),
        "64 of 100, one person’s view: only ada has judged this."
    );
    let strength = &front.strengths.list[0];
    assert_eq!(strength.backed.to_string(), "One person’s view: ada");
    assert_eq!(front.needs[0].seen.to_string(), "3 of 3, seen by ada alone");
    assert!(
        front
            .differences
            .summary
            .to_string()
            .starts_with("Not known")
    );
    assert!(front.score.spread.to_string().starts_with("One review."));
    let all = serde_json::to_string(&front).unwrap();
    assert!(!all.to_lowercase().contains("agree"), "{all}");
}

#[test]
fn a_review_that_does_not_count_is_not_on_the_first_page() {
    let learning = Qualification::Learning {
        passed: 0,
        tried: 0,
        needed: 2,
    };
    let given = [("ada", Some(3)), ("grace", Some(0))];
    let grace = ReviewReport {
        qualification: learning,
        ..review("grace", 10)
    };
    let standing = Standing::Single {
        reviewer: "ada".to_owned(),
        score: 64,
    };
    let reviews = [review("ada", 64), grace];
    let front = front_of(&standing, &[criterion("Cause", 1, &given)], &reviews, &[]);
    let all = serde_json::to_string(&front).unwrap();
    assert!(!all.contains("grace"), "{all}");
}

#[test]
fn reviews_that_are_close_are_called_close_and_a_discussion_is_named() {
    let heading = |standing: &Standing, log: &[LogEntry]| {
        let reviews = [review("ada", 20), review("grace", 80)];
        let front = front_of(standing, &[], &reviews, log);
        front.verdict.headline.to_string()
    };
    let said = heading(&close(60, 66), &[]);
    assert!(
        said.contains("close together") && !said.contains("agree"),
        "{said}"
    );
    let entry = |number, done| LogEntry {
        number,
        by: "ada".to_owned(),
        at: Timestamp(0),
        done,
    };
    let discussed = Step::Discussed {
        participants: vec!["ada".to_owned(), "grace".to_owned()],
        summary: "The measurement is missing.".to_owned(),
    };
    let why = "Half of it is shown.".to_owned();
    let reopened = Step::Reopened { why: why.clone() };
    let disputed = Standing::Disputed {
        corrected: false,
        differences: Vec::new(),
        ready: true,
        lowest: 20,
        highest: 80,
    };
    let decided = Standing::Final {
        score: 55,
        by: "ada".to_owned(),
        at: Timestamp(0),
        why,
        lowest: 20,
        highest: 80,
        since: 0,
    };
    let log = [entry(1, discussed), entry(2, reopened)];
    let said = heading(&disputed, &log[..1]);
    assert!(
        said.starts_with("No score yet: 2 reviews are too far apart"),
        "{said}"
    );
    assert!(
        said.contains("Discussed by ada and grace. Nobody has decided"),
        "{said}"
    );
    let said = heading(&decided, &log[..1]);
    assert!(
        said.starts_with("55 of 100, decided by ada after 2 reviews."),
        "{said}"
    );
    assert!(
        said.contains("Discussed before by ada and grace."),
        "{said}"
    );
    // A discussion from before the reopening is not one about the reviews as they are now.
    assert!(!heading(&disputed, &log).contains("Discussed"));
}

#[test]
fn the_score_is_explained_by_the_rubric_and_the_rule() {
    let front = two();
    let spread = front.score.spread.to_string();
    assert!(
        spread.starts_with("2 reviews, from 60 to 66, 6 points apart."),
        "{spread}"
    );
    assert!(spread.contains("more than 15 points or, on a criterion, more than 1 level"));
    assert_eq!(
        front.score.scale.as_deref(),
        Some(
            "The strongest level on every criterion adds up to 100, one level less on each to 67, \
             2 levels less to 33, 3 levels less to 0."
        )
    );
    let levels = front.score.levels.unwrap().to_string();
    assert!(
        levels.starts_with("The levels given add up to 61 (ada), 67 (grace)."),
        "{levels}"
    );
}

fn result(check: &str, outcome: CheckOutcome, details: serde_json::Value) -> CheckResult {
    CheckResult {
        check: check.to_owned(),
        asserts: format!("It holds: {check}."),
        outcome,
        summary: String::new(),
        details,
        duration: 0,
    }
}

#[test]
fn checks_are_a_sentence_and_what_fails() {
    let of = |id: &str, outcome| result(id, outcome, serde_json::Value::Null);
    let mut results = vec![of("a", CheckOutcome::Pass), of("b", CheckOutcome::Error)];
    assert_eq!(checks::checks(&[]).sentence, "No hidden check has run.");
    assert_eq!(
        checks::checks(&results[..1]).sentence,
        "The only hidden check passes."
    );
    results.extend(["c", "d", "e", "f", "g"].map(|id| of(id, CheckOutcome::Fail)));
    let said = checks::checks(&results);
    assert_eq!(
        said.sentence,
        "1 of 7 hidden checks pass. 1 could not be determined."
    );
    assert_eq!((said.failing.len(), said.more), (4, 1));
    assert_eq!(said.failing[0], "It holds: c.");
}

#[test]
fn the_middle_of_three_levels_is_neither_a_strength_nor_a_gap() {
    let middle = CriterionReport {
        levels: vec![0, 1, 2],
        ..criterion("Cause", 1, &[("ada", Some(1))])
    };
    let front = front_of(&close(60, 60), &[middle], &[review("ada", 60)], &[]);
    assert!(titles(&front.strengths).is_empty() && titles(&front.gaps).is_empty());
    assert!(front.strengths.none.is_some());
}
