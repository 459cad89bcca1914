//! Criteria and answers, as each reviewer scored them.

use super::ScoreBook;
use super::corrections::of_criterion;
use super::parts::{AnswerReport, CorrectedMark, CriterionReport, Mark};
use super::seen::{moment, seen};
use crate::domain::ids::SessionId;
use crate::domain::review::{Evidence, answer_levels};
use crate::domain::rubric::{Criterion, Level};
use crate::scenario::manifest::Question;
use crate::store::reviews::SubmittedReview;
use crate::store::{Store, StoreError};
use crate::trace::projections::Asked;

/// How authors begin a level that continues the level below it.
const CONTINUES: &str = "As before";

/// What a mark is made of.
#[derive(Clone, Copy)]
struct Given<'a> {
    points: Option<u32>,
    reason: &'a str,
    evidence: &'a [Evidence],
    corrected: Option<&'a CorrectedMark>,
}

pub(super) async fn criterion_report(
    store: &Store,
    book: &ScoreBook,
    session: SessionId,
    criterion: &Criterion,
) -> Result<CriterionReport, StoreError> {
    let mut marks = Vec::new();
    for review in book.of(session) {
        let Some(score) = book.as_it_stands(review).score(&criterion.id) else {
            continue;
        };
        let corrected = of_criterion(book, review, &criterion.id);
        let given = Given {
            corrected: corrected.as_ref(),
            points: score.points,
            reason: &score.reason,
            evidence: &score.evidence,
        };
        marks.push(mark(store, review, given, &criterion.level).await?);
    }
    let counted = || marks.iter().filter(|it| book.counts(&it.reviewer));
    let ranks = || counted().filter_map(|it| criterion.rank(it.blind_points()?));
    let apart = (ranks().count() > 1)
        .then(|| ranks().max().zip(ranks().min()))
        .flatten()
        .map(|(high, low)| high - low);
    Ok(CriterionReport {
        split: ranks().count() > 0 && counted().any(|it| it.blind_points().is_none()),
        apart,
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        question: criterion.question.clone(),
        weight: criterion.weight,
        levels: criterion.level.iter().map(|level| level.points).collect(),
        marks,
    })
}

/// First the scenario's questions, then those that an older version of it asked.
pub(super) async fn answer_reports(
    store: &Store,
    book: &ScoreBook,
    session: SessionId,
    specs: &[Question],
    asked: Vec<Asked>,
) -> Result<Vec<AnswerReport>, StoreError> {
    let mut reports = Vec::new();
    for spec in specs {
        let found = asked.iter().find(|it| it.question.question == spec.id);
        reports.push(answer_report(store, book, session, Some(spec), found).await?);
    }
    for it in asked {
        if !specs.iter().any(|spec| spec.id == it.question.question) {
            reports.push(answer_report(store, book, session, None, Some(&it)).await?);
        }
    }
    Ok(reports)
}

async fn answer_report(
    store: &Store,
    book: &ScoreBook,
    session: SessionId,
    spec: Option<&Question>,
    asked: Option<&Asked>,
) -> Result<AnswerReport, StoreError> {
    let id = asked.map(|it| it.question.question.clone());
    let question = id.or(spec.map(|it| it.id.clone())).unwrap_or_default();
    let asks = asked.map(|it| it.question.asks.clone());
    let mut marks = Vec::new();
    for review in book.of(session) {
        let scored = review.review.answers.iter();
        for answer in scored.filter(|it| it.question == question) {
            let given = Given {
                corrected: None,
                points: answer.points,
                reason: &answer.reason,
                evidence: &answer.evidence,
            };
            marks.push(mark(store, review, given, &answer_levels()).await?);
        }
    }
    let answer = asked.and_then(Asked::answer);
    Ok(AnswerReport {
        question,
        asks: asks.or(spec.map(|it| it.asks.clone())).unwrap_or_default(),
        strong: spec.map(|it| it.strong.clone()),
        when: spec.map(|it| it.when.to_string()).unwrap_or_default(),
        asked: asked.map(|it| moment(it.seq, it.active, "question.asked")),
        answered: answer.map(|it| moment(it.seq, it.active, "question.answered")),
        answer: answer.map(|it| it.said.text.clone()),
        unfinished: asked.is_some_and(Asked::is_unfinished),
        marks,
    })
}

async fn mark(
    store: &Store,
    review: &SubmittedReview,
    given: Given<'_>,
    levels: &[Level],
) -> Result<Mark, StoreError> {
    Ok(Mark {
        reviewer: review.reviewer.clone(),
        points: given.points,
        behaviour: given.points.and_then(|points| behaviour(levels, points)),
        reason: given.reason.to_owned(),
        evidence: seen(store, review.session, given.evidence).await?,
        corrected: given.corrected.cloned(),
    })
}

/// What a level says, so that it can be read alone: one that continues the level below comes after
/// it.
fn behaviour(levels: &[Level], points: u32) -> Option<String> {
    let place = levels.iter().position(|level| level.points == points)?;
    let mut first = place;
    while first > 0 && levels[first].behaviour.starts_with(CONTINUES) {
        first -= 1;
    }
    let said = levels[first..=place].iter().map(|it| it.behaviour.as_str());
    Some(said.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_continues_the_one_below_comes_after_it() {
        let said = [
            "Guesses.",
            "Looks.",
            "As before, and shows it.",
            "As before, twice.",
        ];
        let level = |(points, said): (u32, &str)| Level {
            points,
            behaviour: said.to_owned(),
        };
        let levels: Vec<_> = (0..).zip(said).map(level).collect();
        let of = |points| behaviour(&levels, points);
        assert_eq!(of(1).as_deref(), Some("Looks."));
        assert_eq!(
            of(3).as_deref(),
            Some("Looks. As before, and shows it. As before, twice.")
        );
        assert_eq!(of(4), None);
    }
}
