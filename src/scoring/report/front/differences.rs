//! Where the reviewers differ: who saw what.

use serde::Serialize;
use ts_rs::TS;

use super::judged::Judged;
use super::quote::{Quote, quote};
use super::sentence::{Sentence, plural};
use crate::domain::scoring_policy::Distances;
use crate::scoring::report::parts::{Mark, ReviewReport, Seen};

const LONGEST: usize = 280;

#[derive(Clone, Debug, Serialize, TS)]
pub struct Differences {
    /// How far they are together or apart on the whole.
    pub summary: Sentence,
    /// Everything on which they are too far apart, in the rubric's order, the final score last.
    pub list: Vec<Disagreement>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Disagreement {
    pub title: String,
    /// How far, in words.
    pub how: String,
    /// The weakest level first, then those who did not observe it.
    pub views: Vec<SeenBy>,
}

/// What one of them saw.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SeenBy {
    /// Such as "2 of 3".
    pub gave: String,
    /// What the level says.
    pub behaviour: Option<String>,
    pub quote: Quote,
    /// One that shows it, if they pinned one.
    pub moment: Option<Seen>,
}

pub fn differences(
    judged: &[Judged<'_>],
    counted: &[&ReviewReport],
    apart: Distances,
) -> Differences {
    let is_far = |it: &&Judged<'_>| it.is_split() || it.apart() > apart.levels as usize;
    let mut list: Vec<_> = judged.iter().filter(is_far).map(of_criterion).collect();
    list.extend(of_scores(counted, apart.points));
    Differences {
        summary: summary(judged, counted),
        list,
    }
}

fn summary(judged: &[Judged<'_>], counted: &[&ReviewReport]) -> Sentence {
    if counted.len() < 2 {
        return Sentence::of(match counted.len() {
            0 => "Not known: nobody whose review counts has judged this.",
            _ => "Not known: only one person has judged this.",
        });
    }
    let both = || {
        judged
            .iter()
            .filter(|it| it.seen.len() > 1 && !it.is_split())
    };
    let same = both().filter(|it| it.apart() == 0).count();
    let near = both().filter(|it| it.apart() == 1).count();
    let far = both().filter(|it| it.apart() > 1).count();
    let split = judged.iter().filter(|it| it.is_split()).count();
    let mut said = vec![format!(
        "The reviewers gave the same level on {same} of {}",
        plural(judged.len(), "criterion").replace("criterions", "criteria")
    )];
    let others = [
        (near, "they are one level apart"),
        (far, "they are further apart"),
        (split, "only some of them observed it"),
    ];
    let others = others.iter().filter(|(count, _)| *count > 0);
    said.extend(others.map(|(count, how)| format!("on {count} {how}")));
    Sentence::of(format!("{}.", said.join("; ")))
}

fn of_criterion(it: &Judged<'_>) -> Disagreement {
    let best = it.best();
    let seen = it.seen.iter().map(|(_, mark)| *mark);
    let unseen = it.criterion.marks.iter();
    let unseen = unseen.filter(|mark| it.unseen.contains(&&*mark.reviewer));
    let view = |mark: &Mark| SeenBy {
        gave: mark.points.map_or("not observed".into(), |points| {
            format!("{points} of {best}")
        }),
        behaviour: mark.behaviour.clone(),
        quote: quote(&mark.reviewer, &mark.reason, LONGEST),
        moment: mark.evidence.first().cloned(),
    };
    Disagreement {
        title: it.criterion.title.clone(),
        how: if it.is_split() {
            "only some observed it".to_owned()
        } else {
            format!("{} apart", plural(it.apart(), "level"))
        },
        views: seen.chain(unseen).map(view).collect(),
    }
}

fn of_scores(counted: &[&ReviewReport], most: u32) -> Option<Disagreement> {
    let mut given: Vec<_> = counted
        .iter()
        .filter_map(|it| Some((it.final_score?, it)))
        .collect();
    given.sort_by_key(|(score, _)| *score);
    let distance = given.last()?.0 - given.first()?.0;
    (distance > most).then(|| Disagreement {
        title: "Final score".to_owned(),
        how: format!("{} apart", plural(distance as usize, "point")),
        views: given
            .iter()
            .map(|(score, it)| SeenBy {
                gave: format!("{score} of 100"),
                behaviour: None,
                quote: quote(&it.reviewer, &it.final_reason, LONGEST),
                moment: None,
            })
            .collect(),
    })
}
