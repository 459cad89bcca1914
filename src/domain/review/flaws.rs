//! What keeps a review from being submitted.

use std::collections::HashSet;

use super::{AnswerScore, Claim, Review, answer_levels};
use crate::rubric::{Criterion, Rubric};

/// What a review is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub rubric: &'a Rubric,
    /// The sequence number of the trace's last event.
    pub last_seq: u64,
    /// Ids of the questions that were asked.
    pub asked: &'a [String],
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
    #[error("evidence for \"{0}\" points outside the trace")]
    EvidenceOutside(String),
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
        for (index, claim) in self.claims.iter().enumerate() {
            claim_flaws(claim, &self.claims[..index], judged, &mut flaws);
        }
        match self.final_score {
            None => flaws.push(ReviewFlaw::NoFinal),
            Some(score) if score > 100 => flaws.push(ReviewFlaw::FinalOutOfRange),
            Some(_) if self.final_reason.trim().is_empty() => flaws.push(ReviewFlaw::NoFinal),
            Some(_) => {}
        }
        flaws
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
        if !score.evidence.iter().all(|it| it.is_within(last)) {
            flaws.push(ReviewFlaw::EvidenceOutside(title()));
        }
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
        flaws
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
    if !answer.evidence.iter().all(|it| it.is_within(last)) {
        flaws.push(ReviewFlaw::EvidenceOutside(name()));
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
    if !claim
        .evidence
        .iter()
        .all(|it| it.is_within(judged.last_seq))
    {
        flaws.push(ReviewFlaw::EvidenceOutside(claim.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClaimVerdict, Evidence};
    use super::*;

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
            note: String::new(),
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
    }
}
