//! What the role needs and what was seen of it, a line for each criterion.

use serde::Serialize;
use ts_rs::TS;

use super::judged::Judged;
use super::sentence::{Sentence, plural};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Need {
    pub criterion: String,
    pub title: String,
    /// Share of all weights in percent, rounded.
    pub share: u32,
    pub seen: Sentence,
}

pub fn needs(judged: &[Judged<'_>]) -> Vec<Need> {
    let weights = judged.iter().map(|it| it.criterion.weight);
    let all = weights.sum::<u32>().max(1);
    judged
        .iter()
        .map(|it| Need {
            criterion: it.criterion.id.clone(),
            title: it.criterion.title.clone(),
            share: (it.criterion.weight * 100 + all / 2) / all,
            seen: seen(it),
        })
        .collect()
}

fn seen(it: &Judged<'_>) -> Sentence {
    let best = it.best();
    let points = |place: Option<&(usize, _)>| {
        let level = place.and_then(|(rank, _)| it.criterion.levels.get(*rank));
        level.copied().unwrap_or(0)
    };
    let (lowest, highest) = (points(it.seen.first()), points(it.seen.last()));
    let of_best = if lowest == highest {
        format!("{lowest} of {best}")
    } else {
        format!("{lowest} to {highest} of {best}")
    };
    match (it.seen.as_slice(), it.unseen.as_slice()) {
        ([], []) => Sentence::of("not judged"),
        ([], _) => Sentence::of("not observed"),
        (_, [_, ..]) => Sentence::of(format!("{of_best}; not observed by ")).names(&it.unseen),
        ([(_, only)], []) => Sentence::of(format!("{of_best}, seen by "))
            .name(&only.reviewer)
            .text(" alone"),
        (several, []) if it.apart() == 0 => {
            let who = match several.len() {
                2 => "both agree".to_owned(),
                many => format!("all {many} agree"),
            };
            Sentence::of(format!("{of_best}, {who}"))
        }
        _ => Sentence::of(format!("{of_best}, {} apart", plural(it.apart(), "level"))),
    }
}
