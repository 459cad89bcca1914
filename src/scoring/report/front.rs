//! The first page of a report, for somebody who has a minute: whether those who looked would
//! recommend the candidate and why, what was strong, what was missing, and how sure they are. Every
//! sentence is written here once, so that the page, the print and the file say the same.

mod checks;
mod differences;
pub mod figures;
mod findings;
mod judged;
mod needs;
mod quote;
mod score;
mod sentence;
mod verdict;

use serde::Serialize;
use ts_rs::TS;

use super::parts::{CriterionReport, ReviewReport};
use crate::domain::adjudication::{LogEntry, Standing};
use crate::domain::event::CheckResult;
use crate::domain::scoring_policy::Distances;
use checks::ChecksInWords;
use differences::Differences;
use figures::Figures;
use findings::Findings;
use needs::Need;
use score::ScoreInWords;
use verdict::Verdict;

#[derive(Clone, Debug, Serialize, TS)]
pub struct Front {
    pub verdict: Verdict,
    /// What the scenario exercises, in its author's words.
    pub skills: Vec<String>,
    /// The criteria, in the rubric's order.
    pub needs: Vec<Need>,
    pub strengths: Findings,
    pub gaps: Findings,
    pub score: ScoreInWords,
    pub differences: Differences,
    /// What the candidate was told about tools of their own, word for word; `None` if the trace
    /// does not have it.
    pub tools: Option<String>,
    pub checks: ChecksInWords,
    pub figures: Figures,
}

/// What the first page is made of.
pub struct Basis<'a> {
    pub standing: &'a Standing,
    pub criteria: &'a [CriterionReport],
    pub reviews: &'a [ReviewReport],
    pub log: &'a [LogEntry],
    pub checks: &'a [CheckResult],
    /// Reviews that are further apart are disputed.
    pub apart: Distances,
    pub skills: &'a [String],
    pub tools: Option<String>,
    pub figures: Figures,
}

pub fn front(basis: Basis<'_>) -> Front {
    let counted: Vec<&ReviewReport> = basis
        .reviews
        .iter()
        .filter(|review| review.qualification.counts())
        .collect();
    let judged = judged::judged(basis.criteria, &counted);
    Front {
        verdict: verdict::verdict(basis.standing, &counted, basis.log),
        skills: basis.skills.to_vec(),
        needs: needs::needs(&judged),
        strengths: findings::strengths(&judged, basis.apart.levels),
        gaps: findings::gaps(&judged, basis.apart.levels),
        score: score::score(&counted, basis.criteria, basis.apart),
        differences: differences::differences(&judged, &counted, basis.apart),
        tools: basis.tools,
        checks: checks::checks(basis.checks),
        figures: basis.figures,
    }
}

#[cfg(test)]
mod tests;
