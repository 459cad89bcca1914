//! What keeps a review from being submitted.

use std::collections::HashSet;

use super::{AnswerScore, Claim, Evidence, LONGEST_LABEL, Review, Score, answer_levels, follows};
use crate::rubric::{Criterion, Rubric};

/// What a review is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub rubric: &'a Rubric,
    /// The sequence number of the trace's last event.
    pub last_seq: u64,
    /// Ids of the questions that were asked.
    pub asked: &'a [String],
    /// Ids of the constraints that a practitioner judges.
    pub constraints: &'a [String],
    /// The candidate's final note.
    pub final_note: &'a str,
}

/// Why a review cannot be submitted yet, in words for the practitioner.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewFlaw {
    #[error("\"{0}\" is not scored; choose a level or \"not observed\"")]
    Unscored(String),
    #[error("\"{0}\" has a level without a reason")]
    NoReason(String),
    #[error("\"{0}\" has no level with {1} points")]
    NoSuchLevel(String, u32),
    /// Not in the rubric, or scored twice.
    #[error("\"{0}\" is not a criterion of this rubric, or is scored twice")]
    UnknownCriterion(String),
    /// Not asked, or scored twice.
    #[error("\"{0}\" is not a question that was asked, or is scored twice")]
    UnknownQuestion(String),
    /// Not under the criterion, or marked twice: the criterion and the item.
    #[error("\"{0}\" has no item \"{1}\", or it is marked twice")]
    UnknownItem(String, String),
    #[error("\"{0}\" has items without a mark; mark them until a level follows")]
    ItemsOpen(String),
    /// The criterion, the level that follows from its items, and the one that was given.
    #[error("\"{0}\": level {1} follows from the items, not {2}; say why you depart from it")]
    LevelDeparts(String, u32, u32),
    #[error("evidence for \"{0}\" points outside the trace")]
    EvidenceOutside(String),
    #[error("evidence for \"{0}\" has a label that is not one line of {LONGEST_LABEL} characters")]
    LabelUnfit(String),
    #[error("the constraint \"{0}\" is not judged; say whether it was kept")]
    Unjudged(String),
    #[error("the constraint \"{0}\" was not kept or is unclear, without a reason")]
    ConstraintWithoutReason(String),
    /// Not one that a practitioner judges, or judged twice.
    #[error("\"{0}\" is not a constraint that you judge, or is judged twice")]
    UnknownConstraint(String),
    /// Not in the note, or not where it was marked.
    #[error("the claim \"{0}\" is not in the final note where it was marked")]
    ClaimElsewhere(String),
    #[error("the claim \"{0}\" is marked twice")]
    ClaimTwice(String),
    /// The claim, and the verdict that needs a moment.
    #[error("the claim \"{0}\" is {1}, but no pinned moment shows it")]
    ClaimUnproven(String, &'static str),
    /// The final score, or its reason.
    #[error("the final score and its reason are missing")]
    NoFinal,
    #[error("the final score must be from 0 to 100")]
    FinalOutOfRange,
    /// The final score, and what the levels add up to.
    #[error("the final score is {0}, but the levels add up to {1}; say why it departs from them")]
    DepartureWithoutReason(u32, u32),
}

impl Review {
    /// Everything that keeps this review from being submitted. Empty if nothing does.
    pub fn flaws(&self, judged: &Judged<'_>) -> Vec<ReviewFlaw> {
        let mut flaws = self.unknown(judged);
        for criterion in &judged.rubric.criterion {
            self.criterion_flaws(criterion, judged.last_seq, &mut flaws);
        }
        for question in judged.asked {
            match self.answers.iter().find(|it| it.question == *question) {
                None => flaws.push(ReviewFlaw::Unscored(question.clone())),
                Some(answer) => answer_flaws(answer, judged.last_seq, &mut flaws),
            }
        }
        for constraint in judged.constraints {
            self.constraint_flaws(constraint, judged.last_seq, &mut flaws);
        }
        for (index, claim) in self.claims.iter().enumerate() {
            claim_flaws(claim, &self.claims[..index], judged, &mut flaws);
        }
        match self.final_score {
            None => flaws.push(ReviewFlaw::NoFinal),
            Some(score) if score > 100 => flaws.push(ReviewFlaw::FinalOutOfRange),
            Some(_) if self.final_reason.trim().is_empty() => flaws.push(ReviewFlaw::NoFinal),
            Some(score) => {
                let sum = self.departs_from(judged.rubric);
                let silent = self.departure.trim().is_empty();
                flaws.extend(
                    sum.filter(|_| silent)
                        .map(|sum| ReviewFlaw::DepartureWithoutReason(score, sum)),
                );
            }
        }
        flaws
    }

    fn constraint_flaws(&self, id: &str, last: u64, flaws: &mut Vec<ReviewFlaw>) {
        let mark = self.constraints.iter().find(|it| it.constraint == id);
        let Some(mark) = mark.filter(|it| it.kept.is_some()) else {
            flaws.push(ReviewFlaw::Unjudged(id.to_owned()));
            return;
        };
        if mark.lacks_reason() {
            flaws.push(ReviewFlaw::ConstraintWithoutReason(id.to_owned()));
        }
        evidence_flaws(id, &mark.evidence, last, flaws);
    }

    fn criterion_flaws(&self, criterion: &Criterion, last: u64, flaws: &mut Vec<ReviewFlaw>) {
        let title = || criterion.title.clone();
        let Some(score) = self.score(&criterion.id) else {
            flaws.push(ReviewFlaw::Unscored(title()));
            return;
        };
        if score.reason.trim().is_empty() {
            flaws.push(ReviewFlaw::NoReason(title()));
        }
        if let Some(points) = score.points
            && criterion.rank(points).is_none()
        {
            flaws.push(ReviewFlaw::NoSuchLevel(title(), points));
        }
        evidence_flaws(&criterion.title, &score.evidence, last, flaws);
        item_flaws(criterion, score, last, flaws);
    }

    fn unknown(&self, judged: &Judged<'_>) -> Vec<ReviewFlaw> {
        let mut seen = HashSet::new();
        let criteria = self.scores.iter().filter(|score| {
            !judged
                .rubric
                .criterion
                .iter()
                .any(|criterion| criterion.id == score.criterion)
                || !seen.insert(&score.criterion)
        });
        let mut flaws: Vec<_> = criteria
            .map(|score| ReviewFlaw::UnknownCriterion(score.criterion.clone()))
            .collect();
        let mut seen = HashSet::new();
        let questions = self
            .answers
            .iter()
            .filter(|it| !judged.asked.contains(&it.question) || !seen.insert(&it.question));
        flaws.extend(questions.map(|it| ReviewFlaw::UnknownQuestion(it.question.clone())));
        let mut seen = HashSet::new();
        let constraints = self.constraints.iter().filter(|it| {
            !judged.constraints.contains(&it.constraint) || !seen.insert(&it.constraint)
        });
        flaws.extend(constraints.map(|it| ReviewFlaw::UnknownConstraint(it.constraint.clone())));
        flaws
    }
}

fn item_flaws(criterion: &Criterion, score: &Score, last: u64, flaws: &mut Vec<ReviewFlaw>) {
    let title = || criterion.title.clone();
    let mut seen = HashSet::new();
    for marked in &score.items {
        let known = criterion.item.iter().any(|it| it.id == marked.item);
        if !known || !seen.insert(&marked.item) {
            flaws.push(ReviewFlaw::UnknownItem(title(), marked.item.clone()));
        }
        evidence_flaws(&criterion.title, &marked.evidence, last, flaws);
    }
    let Some(given) = score.points.filter(|_| !criterion.item.is_empty()) else {
        return;
    };
    match follows(criterion, &score.items) {
        None => flaws.push(ReviewFlaw::ItemsOpen(title())),
        Some(level) if level != given && score.departure.trim().is_empty() => {
            flaws.push(ReviewFlaw::LevelDeparts(title(), level, given));
        }
        Some(_) => {}
    }
}

fn answer_flaws(answer: &AnswerScore, last: u64, flaws: &mut Vec<ReviewFlaw>) {
    let name = || answer.question.clone();
    if answer.reason.trim().is_empty() {
        flaws.push(ReviewFlaw::NoReason(name()));
    }
    if let Some(points) = answer.points
        && !answer_levels().iter().any(|level| level.points == points)
    {
        flaws.push(ReviewFlaw::NoSuchLevel(name(), points));
    }
    evidence_flaws(&answer.question, &answer.evidence, last, flaws);
}

fn evidence_flaws(of: &str, evidence: &[Evidence], last: u64, flaws: &mut Vec<ReviewFlaw>) {
    if !evidence.iter().all(|it| it.is_within(last)) {
        flaws.push(ReviewFlaw::EvidenceOutside(of.to_owned()));
    }
    if !evidence.iter().all(Evidence::has_fit_label) {
        flaws.push(ReviewFlaw::LabelUnfit(of.to_owned()));
    }
}

fn claim_flaws(claim: &Claim, before: &[Claim], judged: &Judged<'_>, flaws: &mut Vec<ReviewFlaw>) {
    if !claim.is_in(judged.final_note) {
        flaws.push(ReviewFlaw::ClaimElsewhere(claim.name()));
    }
    if before
        .iter()
        .any(|other| (other.from, other.to) == (claim.from, claim.to))
    {
        flaws.push(ReviewFlaw::ClaimTwice(claim.name()));
    }
    if claim.lacks_evidence() {
        flaws.push(ReviewFlaw::ClaimUnproven(
            claim.name(),
            claim.verdict.as_str(),
        ));
    }
    evidence_flaws(&claim.name(), &claim.evidence, judged.last_seq, flaws);
}

#[cfg(test)]
mod tests;
