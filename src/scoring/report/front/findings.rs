//! Strengths and gaps: the criteria whose level is in the upper or in the lower half, as far as the
//! reviewers are close, each with one reason and one moment.

use std::cmp::Reverse;

use serde::Serialize;
use ts_rs::TS;

use super::judged::Judged;
use super::quote::{Quote, quote};
use super::sentence::{Sentence, plural};
use crate::scoring::report::parts::{Mark, Seen};

/// On the first page. The table of criteria has the others.
const MOST: usize = 3;
const LONGEST: usize = 280;

#[derive(Clone, Debug, Serialize, TS)]
pub struct Findings {
    /// The clearest first.
    pub list: Vec<Finding>,
    /// How many more there are.
    #[ts(type = "number")]
    pub more: usize,
    /// Why the list is empty, if it is.
    pub none: Option<String>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Finding {
    pub title: String,
    /// Such as "2 of 3".
    pub level: String,
    /// What the level says.
    pub behaviour: String,
    /// Who gave it.
    pub backed: Sentence,
    pub quote: Quote,
    /// One that shows it, if a reviewer pinned one.
    pub moment: Option<Seen>,
}

/// The level that all reviewers see reached is in the upper half.
pub fn strengths(judged: &[Judged<'_>], apart: u32) -> Findings {
    let mut strong: Vec<(&Judged<'_>, usize)> = close(judged, apart)
        .filter_map(|it| Some((it, it.seen.first()?.0)))
        .filter(|(it, rank)| rank * 2 > it.top())
        .collect();
    strong.sort_by_key(|(it, rank)| {
        let short_of_top = it.top() - rank;
        (short_of_top, it.apart(), Reverse(it.criterion.weight))
    });
    let none = "No criterion is in the upper half of its levels for every reviewer.";
    findings(&strong, "At least this level for", judged, none)
}

/// The level that no reviewer sees exceeded is in the lower half.
pub fn gaps(judged: &[Judged<'_>], apart: u32) -> Findings {
    let mut weak: Vec<(&Judged<'_>, usize)> = close(judged, apart)
        .filter_map(|it| Some((it, it.seen.last()?.0)))
        .filter(|(it, rank)| rank * 2 < it.top())
        .collect();
    weak.sort_by_key(|(it, rank)| (*rank, it.apart(), Reverse(it.criterion.weight)));
    let none = "No criterion is in the lower half of its levels for every reviewer.";
    findings(&weak, "At most this level for", judged, none)
}

fn close<'a, 'b>(judged: &'b [Judged<'a>], apart: u32) -> impl Iterator<Item = &'b Judged<'a>> {
    judged
        .iter()
        .filter(move |it| !it.is_split() && it.apart() <= apart as usize)
}

fn findings(
    found: &[(&Judged<'_>, usize)],
    differing: &str,
    judged: &[Judged<'_>],
    none: &str,
) -> Findings {
    let list = found.iter().take(MOST);
    let list: Vec<_> = list
        .filter_map(|(it, rank)| finding(it, *rank, differing))
        .collect();
    let nothing = judged.iter().all(|it| it.seen.is_empty());
    let none = if nothing {
        "Nothing was judged yet."
    } else {
        none
    };
    Findings {
        none: list.is_empty().then(|| none.to_owned()),
        more: found.len().saturating_sub(MOST),
        list,
    }
}

/// With the reason of somebody who gave that very level, preferably with a moment that shows it.
fn finding(it: &Judged<'_>, rank: usize, differing: &str) -> Option<Finding> {
    let gave = || it.seen.iter().filter(|(given, _)| *given == rank);
    let shown = gave().find(|(_, mark)| !mark.evidence.is_empty());
    let mark: &Mark = shown.or_else(|| gave().next())?.1;
    Some(Finding {
        title: it.criterion.title.clone(),
        level: format!("{} of {}", it.criterion.levels.get(rank)?, it.best()),
        behaviour: mark.behaviour.clone().unwrap_or_default(),
        backed: backed(it, differing),
        quote: quote(&mark.reviewer, &mark.reason, LONGEST),
        moment: mark.evidence.first().cloned(),
    })
}

fn backed(it: &Judged<'_>, differing: &str) -> Sentence {
    let names: Vec<&str> = it.seen.iter().map(|(_, mark)| &*mark.reviewer).collect();
    match names.as_slice() {
        [only] => Sentence::of("One person’s view: ").name(only),
        _ if it.apart() == 0 => Sentence::of("Agreed by ").names(&names),
        _ => Sentence::of(format!("{differing} "))
            .names(&names)
            .text(format!(", {} apart", plural(it.apart(), "level"))),
    }
}
