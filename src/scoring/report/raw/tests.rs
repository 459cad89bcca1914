use super::*;
use crate::domain::review::Score;
use crate::domain::rubric::Level;

fn criterion(id: &str) -> Criterion {
    let level = [0, 1, 2, 3].map(|points| Level {
        points,
        behaviour: format!("{points}"),
    });
    Criterion {
        id: id.to_owned(),
        title: id.to_uppercase(),
        question: String::new(),
        weight: 1,
        level: level.into(),
        item: Vec::new(),
    }
}

fn rubric() -> Rubric {
    Rubric {
        criterion: vec![criterion("cause"), criterion("words")],
        ..Rubric::default()
    }
}

fn review(
    session: SessionId,
    reviewer: &str,
    cause: Option<u32>,
    words: Option<u32>,
    score: u32,
) -> SubmittedReview {
    let of = |criterion: &str, points| Score {
        criterion: criterion.to_owned(),
        points,
        reason: String::new(),
        ..Score::default()
    };
    SubmittedReview {
        session,
        reviewer: reviewer.to_owned(),
        review: Review {
            scores: vec![of("cause", cause), of("words", words)],
            final_score: Some(score),
            ..Review::default()
        },
    }
}

fn raw_of(reviews: &[SubmittedReview]) -> RawAgreement {
    let mut sessions: BTreeMap<SessionId, Vec<&SubmittedReview>> = BTreeMap::new();
    for review in reviews {
        sessions.entry(review.session).or_default().push(review);
    }
    let rubrics = sessions.keys().map(|it| (*it, rubric())).collect();
    raw(&sessions, &rubrics)
}

#[test]
fn one_session_says_who_differs_on_what_and_by_how_much() {
    let session = SessionId::generate();
    let found = raw_of(&[
        review(session, "grace", Some(2), Some(3), 40),
        review(session, "ada", Some(2), Some(0), 60),
    ]);
    assert_eq!(
        (found.all.compared, found.all.equal, found.all.within_one),
        (2, 1, 1)
    );
    let [pair] = &found.pairs[..] else {
        panic!("one pair");
    };
    assert_eq!(pair.reviewers, ("ada".to_owned(), "grace".to_owned()));
    assert_eq!(pair.scores, (60, 40));
    let [words] = &pair.differing[..] else {
        panic!("one difference");
    };
    assert_eq!((&*words.title, words.points), ("WORDS", (Some(0), Some(3))));
    assert_eq!(words.apart, Some(3));
}

#[test]
fn the_criterion_that_splits_people_comes_first_and_so_does_the_pair_furthest_apart() {
    let (one, other) = (SessionId::generate(), SessionId::generate());
    let found = raw_of(&[
        review(one, "ada", Some(2), Some(1), 50),
        review(one, "grace", Some(2), None, 51),
        review(other, "ada", Some(2), Some(1), 50),
        review(other, "grace", Some(3), Some(1), 90),
    ]);
    let titles: Vec<_> = found.criteria.iter().map(|it| &*it.title).collect();
    assert_eq!(titles, ["WORDS", "CAUSE"]);
    assert_eq!(found.criteria[0].counts.one_sided, 1);
    assert_eq!(found.criteria[1].most, 1);
    assert_eq!(found.pairs[0].session, other);
    assert_eq!(found.pairs[1].differing[0].apart, None);
}

#[test]
fn many_pairs_are_bounded_and_counted() {
    let session = SessionId::generate();
    let names: Vec<String> = (0..12).map(|it| format!("r{it:02}")).collect();
    let reviews: Vec<_> = names
        .iter()
        .map(|name| review(session, name, Some(1), Some(1), 50))
        .collect();
    let found = raw_of(&reviews);
    assert_eq!((found.pairs.len(), found.more), (MOST, 66 - MOST));
    assert_eq!(found.all.equal, 132);
}
