//! Adds up what was measured.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metrics::{Scores, as_f64, mean};
use super::{JudgeSummary, Judgement, Question, Verdict, accepts};
use crate::assistant::Answer;
use crate::retrieve::Leg;

/// What happened to one question.
pub struct Outcome {
    /// The question.
    pub question: Question,
    /// The rank of each gold span, or why the search could not be scored.
    pub ranks: Result<Vec<Option<usize>>, String>,
    /// The answer, if one was asked for, or why there is none.
    pub answer: Option<Result<Answer, String>>,
    /// What the judge said of the answer, if it was asked.
    pub judgement: Option<Judgement>,
}

/// The result of an evaluation.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Everything that was asked.
    pub questions: usize,
    /// How much of it could be scored. Look here before believing anything below.
    pub coverage: Coverage,
    /// Over answerable questions, as are the next two.
    pub recall_at_5: f64,
    /// Mean reciprocal rank.
    pub mrr: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg_at_10: f64,
    /// Over answerable questions; null when no answers were asked for.
    pub answer_accuracy: Option<f64>,
    /// Over all questions; null when no answers were asked for.
    pub abstention: Option<Abstention>,
    /// Whether answers keep to their context; null without `--judge`.
    pub judge: Option<JudgeSummary>,
    /// The same by kind of document.
    pub by_kind: BTreeMap<String, KindReport>,
    /// The leg that was measured.
    pub leg: Leg,
    /// The answerable questions that went wrong, and the unanswerable ones that were answered.
    pub misses: Vec<Miss>,
}

/// How much could be scored.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Questions with known spans.
    pub answerable: usize,
    /// Questions whose right answer is that there is none.
    pub unanswerable: usize,
    /// Questions whose search failed; each counts as zero.
    pub failed_searches: usize,
    /// Questions whose answer failed; each counts as wrong.
    pub failed_answers: usize,
    /// Answers whose verdict could not be had; none of them passes.
    pub unscored_verdicts: usize,
    /// Questions of which nothing failed, as a share of all.
    pub share: f64,
}

/// How well the assistant knows what it does not know. Null where nothing can be divided.
#[derive(Debug, PartialEq, Serialize)]
pub struct Abstention {
    /// The share of abstentions that were right.
    pub precision: Option<f64>,
    /// The share of unanswerable questions on which it abstained.
    pub recall: Option<f64>,
}

/// The scores of one kind.
#[derive(Debug, Serialize)]
pub struct KindReport {
    /// Answerable questions.
    pub questions: usize,
    /// Recall.
    pub recall_at_5: f64,
    /// Mean reciprocal rank.
    pub mrr: f64,
    /// Normalised discounted cumulative gain.
    pub ndcg_at_10: f64,
    /// Answer accuracy.
    pub answer_accuracy: Option<f64>,
}

/// A question that went wrong.
#[derive(Debug, Serialize)]
pub struct Miss {
    /// The question's name.
    pub id: String,
    /// `search`, `answer`, `abstained`, `answered`, `unfaithful` or `unscored`.
    pub what: &'static str,
    /// What was seen.
    pub detail: String,
}

impl Outcome {
    fn ranks(&self) -> &[Option<usize>] {
        self.ranks.as_deref().unwrap_or_default()
    }

    fn given(&self) -> Option<&Answer> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().ok())
    }

    fn scored(&self) -> bool {
        let failed = matches!(self.answer, Some(Err(_))) || self.unscored_verdict();
        self.ranks.is_ok() && !failed
    }

    fn unscored_verdict(&self) -> bool {
        self.judgement.as_ref().is_some_and(|judged| judged.verdict == Verdict::Unscored)
    }

    fn abstained(&self) -> bool {
        self.given().is_some_and(|answer| answer.abstained)
    }

    fn correct(&self) -> bool {
        let right =
            |answer: &Answer| !answer.abstained && accepts(&answer.answer, &self.question.accept);
        self.given().is_some_and(right)
    }

    fn misses(&self) -> Vec<Miss> {
        let miss = |what, detail| Miss { id: self.question.id.clone(), what, detail };
        let mut misses = Vec::new();
        match &self.ranks {
            Err(error) => misses.push(miss("search", error.clone())),
            Ok(ranks) if self.question.answerable && Scores::of(ranks).recall_at_5 < 1.0 => {
                misses.push(miss("search", format!("spans first covered at {ranks:?}")));
            }
            Ok(_) => {}
        }
        match &self.answer {
            Some(Err(error)) => misses.push(miss("answer", error.clone())),
            Some(Ok(answer)) if self.question.answerable && !self.correct() => {
                let what = if answer.abstained { "abstained" } else { "answer" };
                misses.push(miss(what, answer.answer.clone()));
            }
            Some(Ok(answer)) if !self.question.answerable && !answer.abstained => {
                misses.push(miss("answered", answer.answer.clone()));
            }
            _ => {}
        }
        if let Some(judged) = self.judgement.as_ref().filter(|judged| judged.is_miss()) {
            misses.push(miss(judged.verdict.miss(), judged.reason.clone()));
        }
        misses
    }
}

impl Report {
    /// Adds up outcomes.
    pub fn new(leg: Leg, outcomes: &[Outcome]) -> Self {
        let (answerable, unanswerable): (Vec<&Outcome>, Vec<&Outcome>) =
            outcomes.iter().partition(|outcome| outcome.question.answerable);
        let overall = KindReport::new(&answerable);
        let mut kinds: BTreeMap<String, Vec<&Outcome>> = BTreeMap::new();
        for outcome in &answerable {
            kinds.entry(outcome.question.kind.clone()).or_default().push(outcome);
        }
        Self {
            questions: outcomes.len(),
            coverage: Coverage::new(outcomes, answerable.len(), unanswerable.len()),
            recall_at_5: overall.recall_at_5,
            mrr: overall.mrr,
            ndcg_at_10: overall.ndcg_at_10,
            answer_accuracy: overall.answer_accuracy,
            abstention: Abstention::new(outcomes),
            judge: None,
            by_kind: kinds.into_iter().map(|(k, of_kind)| (k, KindReport::new(&of_kind))).collect(),
            leg,
            misses: outcomes.iter().flat_map(Outcome::misses).collect(),
        }
    }
}

impl Coverage {
    fn new(outcomes: &[Outcome], answerable: usize, unanswerable: usize) -> Self {
        let count =
            |is: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
        Self {
            answerable,
            unanswerable,
            failed_searches: count(|outcome| outcome.ranks.is_err()),
            failed_answers: count(|outcome| matches!(outcome.answer, Some(Err(_)))),
            unscored_verdicts: count(Outcome::unscored_verdict),
            share: mean(as_f64(count(Outcome::scored)), outcomes.len()),
        }
    }
}

impl KindReport {
    fn new(outcomes: &[&Outcome]) -> Self {
        let count = outcomes.len();
        let each: Vec<Scores> = outcomes.iter().map(|o| Scores::of(o.ranks())).collect();
        let scores = Scores::mean(&each);
        let asked = outcomes.iter().any(|outcome| outcome.answer.is_some());
        let correct = outcomes.iter().filter(|outcome| outcome.correct()).count();
        Self {
            questions: count,
            recall_at_5: scores.recall_at_5,
            mrr: scores.reciprocal_rank,
            ndcg_at_10: scores.ndcg_at_10,
            answer_accuracy: asked.then(|| mean(as_f64(correct), count)),
        }
    }
}

impl Abstention {
    fn new(outcomes: &[Outcome]) -> Option<Self> {
        if outcomes.iter().all(|outcome| outcome.answer.is_none()) {
            return None;
        }
        let unanswerable = outcomes.iter().filter(|o| !o.question.answerable);
        let abstained = outcomes.iter().filter(|o| o.abstained()).count();
        let right = unanswerable.clone().filter(|o| o.abstained()).count();
        let share = |of: usize| (of > 0).then(|| mean(as_f64(right), of));
        Some(Self { precision: share(abstained), recall: share(unanswerable.count()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(answerable: bool, ranks: Result<Vec<Option<usize>>, String>) -> Outcome {
        let line = serde_json::json!({
            "id": "q", "question": "?", "customer": null, "answerable": answerable,
            "kind": "policy", "accept": ["14 days"],
        });
        Outcome {
            question: serde_json::from_value(line).unwrap(),
            ranks,
            answer: None,
            judgement: None,
        }
    }

    fn answered(answerable: bool, answer: Result<&str, &str>) -> Outcome {
        let answer = answer.map_err(str::to_owned).map(|text| {
            serde_json::from_value(serde_json::json!({
                "question": "?", "answer": text, "abstained": text == "unknown", "citations": [],
                "prompt": {"name": "answer", "version": 1, "label": null, "sha256": ""},
                "model": "m", "usage": {"prompt_tokens": 0, "completion_tokens": 0}, "context": [],
                "validation": {"grounded": true, "problems": []},
            }))
            .unwrap()
        });
        let ranks = Ok(if answerable { vec![Some(1)] } else { Vec::new() });
        Outcome { answer: Some(answer), ..outcome(answerable, ranks) }
    }

    #[test]
    fn failures_stay_in_the_denominator() {
        let outcomes = [outcome(true, Ok(vec![Some(1)])), outcome(true, Err("no answer".into()))];
        let report = Report::new(Leg::Fused, &outcomes);
        assert!((report.recall_at_5 - 0.5).abs() < 1e-9);
        assert_eq!(report.coverage.failed_searches, 1);
        assert_eq!(report.answer_accuracy, None);
    }

    #[test]
    fn accuracy_and_abstention_count_every_question_that_was_asked() {
        let outcomes = [
            answered(true, Ok("It is 14 days.")),
            answered(true, Ok("unknown")),
            answered(true, Err("cut off")),
            answered(false, Ok("unknown")),
            answered(false, Ok("It is 14 days.")),
            answered(false, Err("cut off")),
        ];
        let report = Report::new(Leg::Reranked, &outcomes);
        assert!((report.answer_accuracy.unwrap() - 1.0 / 3.0).abs() < 1e-9);
        let abstention = report.abstention.unwrap();
        assert!((abstention.precision.unwrap() - 0.5).abs() < 1e-9);
        assert!((abstention.recall.unwrap() - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(report.coverage.failed_answers, 2);
        assert_eq!(report.misses.len(), 4);
    }

    #[test]
    fn coverage_counts_a_question_once_however_much_of_it_failed() {
        let unscored = Judgement::unscored("not JSON");
        let outcomes = [
            answered(true, Ok("It is 14 days.")),
            Outcome { judgement: Some(unscored), ..answered(true, Ok("It is 14 days.")) },
            Outcome { ranks: Err("down".into()), ..answered(true, Err("down")) },
            answered(false, Ok("unknown")),
        ];
        let report = Report::new(Leg::Reranked, &outcomes);
        assert!((report.coverage.share - 0.5).abs() < 1e-9);
        assert_eq!(report.coverage.unscored_verdicts, 1);
        assert!(report.misses.iter().any(|miss| miss.what == "unscored"));
    }
}
