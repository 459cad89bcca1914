//! What the score means: how far the reviews spread, and what the rubric's levels would add up to.

use serde::Serialize;
use ts_rs::TS;

use super::sentence::{Sentence, plural};
use crate::domain::scoring_policy::Distances;
use crate::scoring::report::parts::{CriterionReport, ReviewReport};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScoreInWords {
    pub spread: Sentence,
    /// What the rubric's levels would add up to; `None` if all have the same points.
    pub scale: Option<String>,
    /// What the levels of each reviewer add up to; `None` without a level.
    pub levels: Option<Sentence>,
}

pub fn score(
    counted: &[&ReviewReport],
    criteria: &[CriterionReport],
    apart: Distances,
) -> ScoreInWords {
    ScoreInWords {
        spread: spread(counted, apart),
        scale: scale(criteria),
        levels: levels(counted),
    }
}

fn spread(counted: &[&ReviewReport], apart: Distances) -> Sentence {
    let scores = || counted.iter().filter_map(|it| it.final_score);
    let (Some(lowest), Some(highest)) = (scores().min(), scores().max()) else {
        return Sentence::of("No review counts yet, so nothing is known about the score.");
    };
    if counted.len() == 1 {
        return Sentence::of(
            "One review. A second one would show how much the score depends on who gave it.",
        );
    }
    let rule = format!(
        "Reviewers who are more than {} or, on a criterion, more than {} apart are asked to \
         discuss it or to have a third review, before anybody decides.",
        plural(apart.points as usize, "point"),
        plural(apart.levels as usize, "level"),
    );
    let distance = match highest - lowest {
        0 => format!("all gave {lowest}"),
        points => {
            let points = plural(points as usize, "point");
            format!("from {lowest} to {highest}, {points} apart")
        }
    };
    Sentence::of(format!("{} reviews, {distance}. {rule}", counted.len()))
}

/// "The strongest level on every criterion adds up to 100, one level less on each to 67, …".
fn scale(criteria: &[CriterionReport]) -> Option<String> {
    let most = criteria.iter().map(|it| it.levels.len()).max()?;
    let mut said = Vec::new();
    for below in 0..most {
        let sum = sum(criteria, below)?;
        said.push(match below {
            0 => format!("The strongest level on every criterion adds up to {sum}"),
            1 => format!("one level less on each to {sum}"),
            _ => format!("{below} levels less to {sum}"),
        });
    }
    (said.len() > 1).then(|| format!("{}.", said.join(", ")))
}

/// The weighted share of the points if every criterion is `below` levels under its strongest, or
/// at its weakest.
fn sum(criteria: &[CriterionReport], below: usize) -> Option<u32> {
    let (mut reached, mut possible) = (0, 0);
    for criterion in criteria {
        let best = u64::from(*criterion.levels.last()?);
        let place = criterion.levels.len().saturating_sub(below + 1);
        let weight = u64::from(criterion.weight);
        // In thousandths, so that criteria with different points can be added.
        let points = weight * 1_000 * u64::from(criterion.levels[place]);
        if let Some(share) = points.checked_div(best) {
            reached += share;
            possible += weight;
        }
    }
    let share = (reached / 10 + possible / 2).checked_div(possible)?;
    u32::try_from(share).ok()
}

fn levels(counted: &[&ReviewReport]) -> Option<Sentence> {
    let sums = counted
        .iter()
        .filter_map(|it| Some((&it.reviewer, it.from_levels?)));
    let mut said = Sentence::of("The levels given add up to ");
    let mut first = true;
    for (reviewer, sum) in sums {
        let before = if first { "" } else { ", " };
        said = said
            .text(format!("{before}{sum} ("))
            .name(reviewer)
            .text(")");
        first = false;
    }
    (!first)
        .then(|| said.text(". The final score is a judgement of its own and need not be equal."))
}
