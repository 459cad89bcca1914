use super::super::{ClaimVerdict, ConstraintMark, Evidence, ItemMark, Kept, Marked, Pinned, Score};
use super::*;
use crate::rubric::{Item, Level};

const NOTE: &str = "Größe war falsch 🙂; recall rose to 0.9.";

fn claim(from: u32, to: u32, text: &str) -> Claim {
    Claim {
        from,
        to,
        text: text.into(),
        verdict: ClaimVerdict::Unsupported,
        reason: String::new(),
        evidence: Vec::new(),
    }
}

fn flaws_of(claims: Vec<Claim>, answers: Vec<AnswerScore>) -> Vec<ReviewFlaw> {
    let review = Review {
        claims,
        answers,
        final_score: Some(50),
        final_reason: "Half.".into(),
        ..Review::default()
    };
    review.flaws(&Judged {
        rubric: &Rubric::default(),
        last_seq: 9,
        asked: &["why".to_owned()],
        constraints: &[],
        final_note: NOTE,
    })
}

fn answered(points: Option<u32>) -> Vec<AnswerScore> {
    vec![AnswerScore {
        question: "why".into(),
        points,
        reason: "Seen.".into(),
        evidence: Vec::new(),
    }]
}

#[test]
fn claims_stand_in_the_note_counted_in_characters() {
    let fits = vec![claim(20, 39, "recall rose to 0.9."), claim(0, 5, "Größe")];
    assert_eq!(flaws_of(fits, answered(Some(3))), Vec::new());
    for (from, to, text) in [
        (21, 40, "recall rose to 0.9."),
        (0, 5, "Groesse"),
        (5, 5, ""),
        (32, 60, "to 0.9."),
    ] {
        let flaws = flaws_of(vec![claim(from, to, text)], answered(None));
        assert_eq!(flaws.len(), 1, "{from}-{to} {text}: {flaws:?}");
        assert!(matches!(flaws[0], ReviewFlaw::ClaimElsewhere(_)));
    }
}

#[test]
fn a_verdict_needs_a_moment_within_the_trace() {
    let mut it = claim(0, 5, "Größe");
    it.verdict = ClaimVerdict::Contradicted;
    let flaws = flaws_of(vec![it.clone()], answered(None));
    assert!(matches!(
        flaws[..],
        [ReviewFlaw::ClaimUnproven(_, "contradicted")]
    ));
    it.evidence.push(Evidence {
        from_seq: 3,
        to_seq: 10,
        ..Evidence::default()
    });
    let flaws = flaws_of(vec![it.clone()], answered(None));
    assert!(matches!(flaws[..], [ReviewFlaw::EvidenceOutside(_)]));
    it.evidence[0].to_seq = 9;
    assert_eq!(flaws_of(vec![it.clone()], answered(None)), Vec::new());
    let flaws = flaws_of(vec![it.clone(), it], answered(None));
    assert!(matches!(flaws[..], [ReviewFlaw::ClaimTwice(_)]));
}

#[test]
fn every_question_that_was_asked_is_scored_once() {
    assert_eq!(
        flaws_of(Vec::new(), Vec::new()),
        [ReviewFlaw::Unscored("why".into())]
    );
    let twice = [answered(Some(1)), answered(Some(2))].concat();
    assert_eq!(
        flaws_of(Vec::new(), twice),
        [ReviewFlaw::UnknownQuestion("why".into())]
    );
    assert_eq!(
        flaws_of(Vec::new(), answered(Some(4))),
        [ReviewFlaw::NoSuchLevel("why".into(), 4)]
    );
}

#[test]
fn a_review_from_before_claims_is_readable() {
    let old = r#"{"scores":[],"final_score":7,"final_reason":"x","submitted_at":5}"#;
    let review: Review = serde_json::from_str(old).unwrap();
    assert_eq!(review.final_score, Some(7));
    assert!(review.claims.is_empty() && review.answers.is_empty());
    assert!(review.constraints.is_empty() && review.departure.is_empty());
}

#[test]
fn evidence_from_before_labels_is_a_moment_without_one() {
    let old = r#"{"from_seq":3,"to_seq":4,"note":"there"}"#;
    let evidence: Evidence = serde_json::from_str(old).unwrap();
    assert_eq!(
        (evidence.label.as_str(), evidence.what),
        ("", Pinned::Moment)
    );
}

fn levelled() -> Rubric {
    let level = [0, 4].map(|points| Level {
        points,
        behaviour: String::new(),
    });
    Rubric {
        criterion: vec![Criterion {
            id: "cause".into(),
            title: "The cause".into(),
            question: "?".into(),
            weight: 1,
            level: level.to_vec(),
            item: Vec::new(),
        }],
        ..Rubric::default()
    }
}

fn scored(final_score: u32, departure: &str) -> Review {
    Review {
        scores: vec![Score {
            criterion: "cause".into(),
            points: Some(4),
            reason: "Seen.".into(),
            ..Score::default()
        }],
        final_score: Some(final_score),
        final_reason: "Sound.".into(),
        departure: departure.into(),
        ..Review::default()
    }
}

fn of(review: &Review, constraints: &[&str]) -> Vec<ReviewFlaw> {
    let constraints: Vec<String> = constraints.iter().map(|it| (*it).to_owned()).collect();
    review.flaws(&Judged {
        rubric: &levelled(),
        last_seq: 9,
        asked: &[],
        constraints: &constraints,
        final_note: NOTE,
    })
}

#[test]
fn a_score_more_than_ten_points_from_the_levels_needs_a_reason_of_its_own() {
    assert_eq!(of(&scored(90, ""), &[]), []);
    let far = ReviewFlaw::DepartureWithoutReason(89, 100);
    assert_eq!(of(&scored(89, " "), &[]), [far]);
    assert_eq!(of(&scored(89, "The repair is fragile."), &[]), []);
    let mut unobserved = scored(5, "");
    unobserved.scores[0].points = None;
    assert_eq!(of(&unobserved, &[]), []);
}

#[test]
fn every_constraint_that_a_practitioner_judges_is_judged_once() {
    let mark = |constraint: &str, kept, reason: &str| ConstraintMark {
        constraint: constraint.into(),
        kept,
        reason: reason.into(),
        evidence: Vec::new(),
    };
    let with = |constraints| Review {
        constraints,
        ..scored(100, "")
    };
    let unjudged = || ReviewFlaw::Unjudged("dear".into());
    assert_eq!(of(&with(Vec::new()), &["dear"]), [unjudged()]);
    assert_eq!(
        of(&with(vec![mark("dear", None, "x")]), &["dear"]),
        [unjudged()]
    );
    assert_eq!(
        of(&with(vec![mark("dear", Some(Kept::Yes), "")]), &["dear"]),
        []
    );
    for kept in [Kept::No, Kept::Unclear] {
        let silent = ReviewFlaw::ConstraintWithoutReason("dear".into());
        assert_eq!(
            of(&with(vec![mark("dear", Some(kept), "")]), &["dear"]),
            [silent]
        );
        assert_eq!(
            of(&with(vec![mark("dear", Some(kept), "Seen.")]), &["dear"]),
            []
        );
    }
    let unknown = ReviewFlaw::UnknownConstraint("dear".into());
    let kept = || mark("dear", Some(Kept::Yes), "");
    assert_eq!(of(&with(vec![kept()]), &[]), [unknown]);
    let twice = ReviewFlaw::UnknownConstraint("dear".into());
    assert_eq!(of(&with(vec![kept(), kept()]), &["dear"]), [twice]);
}

#[test]
fn a_label_is_one_short_line() {
    let mut review = scored(100, "");
    let labelled = |label: String| Evidence {
        from_seq: 1,
        to_seq: 1,
        label,
        ..Evidence::default()
    };
    for (label, fit) in [
        ("ü".repeat(LONGEST_LABEL), true),
        ("x".repeat(LONGEST_LABEL + 1), false),
        ("one\ntwo".into(), false),
    ] {
        review.scores[0].evidence = vec![labelled(label)];
        let unfit = [ReviewFlaw::LabelUnfit("The cause".into())];
        assert_eq!(of(&review, &[]).is_empty(), fit);
        assert!(fit || of(&review, &[]) == unfit);
    }
}

/// One criterion whose best level has two items.
fn with_items() -> Rubric {
    let mut rubric = levelled();
    let level = rubric.criterion[0].best();
    rubric.criterion[0].item = ["ran", "measured"]
        .map(|id| Item {
            id: id.to_owned(),
            level,
            says: "It is there.".to_owned(),
        })
        .to_vec();
    rubric
}

fn marked(marks: &[(&str, Option<ItemMark>)]) -> Vec<Marked> {
    let of = |(item, mark): &(&str, Option<ItemMark>)| Marked {
        item: (*item).to_owned(),
        mark: *mark,
        evidence: Vec::new(),
    };
    marks.iter().map(of).collect()
}

#[test]
fn a_level_follows_from_its_items_or_says_why_it_departs() {
    use ItemMark::{Contradicted, NotSeen, Seen};
    let flaws = |points, departure: &str, marks: &[(&str, Option<ItemMark>)]| {
        let mut review = scored(100, "All of it.");
        review.scores[0].points = points;
        review.scores[0].departure = departure.to_owned();
        review.scores[0].items = marked(marks);
        review.flaws(&Judged {
            rubric: &with_items(),
            last_seq: 9,
            asked: &[],
            constraints: &[],
            final_note: NOTE,
        })
    };
    let title = || "The cause".to_owned();
    let open = || vec![ReviewFlaw::ItemsOpen(title())];
    let both = [("ran", Some(Seen)), ("measured", Some(Seen))];
    let one = [("ran", Some(Seen)), ("measured", Some(NotSeen))];
    assert_eq!(flaws(Some(4), "", &both), Vec::new());
    assert_eq!(flaws(Some(4), "", &[("ran", Some(Seen))]), open());
    assert_eq!(flaws(Some(4), "", &[both[0], ("measured", None)]), open());
    let departs = vec![ReviewFlaw::LevelDeparts(title(), 0, 4)];
    assert_eq!(flaws(Some(4), " ", &one), departs);
    assert_eq!(flaws(Some(4), "By another way.", &one), Vec::new());
    assert_eq!(flaws(Some(4), "", &[("ran", Some(Contradicted))]), departs);
    assert_eq!(flaws(None, "", &[]), Vec::new(), "nothing was observed");
    let unknown = |item: &str| vec![ReviewFlaw::UnknownItem(title(), item.to_owned())];
    assert_eq!(flaws(None, "", &[("other", Some(Seen))]), unknown("other"));
    assert_eq!(flaws(None, "", &[both[0], both[0]]), unknown("ran"));
}
