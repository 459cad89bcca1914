//! The level that follows from what a reviewer saw.

use super::items::{ItemMark, Marked};
use crate::rubric::Criterion;

/// The points of the level that follows from the marks: the strongest level whose items, and those
/// of all weaker levels, were seen. `None` if the criterion has no items, or while one of them that
/// would decide has no mark.
pub fn follows(criterion: &Criterion, marks: &[Marked]) -> Option<u32> {
    if criterion.item.is_empty() {
        return None;
    }
    let mut reached = criterion.level.first()?.points;
    for level in criterion.level.iter().skip(1) {
        let needed = criterion.item.iter().filter(|it| it.level == level.points);
        let mut open = false;
        for item in needed {
            let mark = marks.iter().find(|it| it.item == item.id);
            match mark.and_then(|it| it.mark) {
                Some(ItemMark::Seen) => {}
                Some(ItemMark::NotSeen | ItemMark::Contradicted) => return Some(reached),
                None => open = true,
            }
        }
        if open {
            return None;
        }
        reached = level.points;
    }
    Some(reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::{Item, Level};

    fn criterion(items: &[(&str, u32)]) -> Criterion {
        let level = [0, 1, 2, 5].map(|points| Level {
            points,
            behaviour: format!("worth {points}"),
        });
        Criterion {
            id: "proof".into(),
            title: "Proof".into(),
            question: "?".into(),
            weight: 1,
            level: level.to_vec(),
            item: items
                .iter()
                .map(|(id, level)| Item {
                    id: (*id).to_owned(),
                    level: *level,
                    says: "Something.".into(),
                })
                .collect(),
        }
    }

    fn marks(all: &[(&str, ItemMark)]) -> Vec<Marked> {
        let marked = all.iter().map(|(item, mark)| Marked {
            item: (*item).to_owned(),
            mark: Some(*mark),
            evidence: Vec::new(),
        });
        marked.collect()
    }

    #[test]
    fn the_level_is_the_strongest_below_the_first_gap() {
        use ItemMark::{Contradicted, NotSeen, Seen};
        let criterion = criterion(&[("ran", 1), ("each-way", 2), ("before", 2), ("guard", 5)]);
        for (marked, level) in [
            (&[][..], None),
            (&[("ran", NotSeen)], Some(0)),
            (&[("ran", Contradicted), ("guard", Seen)], Some(0)),
            (&[("ran", Seen), ("each-way", Seen)], None),
            (&[("ran", Seen), ("before", NotSeen)], Some(1)),
            (&[("ran", Seen), ("each-way", Seen), ("before", Seen)], None),
            (
                &[
                    ("ran", Seen),
                    ("each-way", Seen),
                    ("before", Seen),
                    ("guard", NotSeen),
                ],
                Some(2),
            ),
            (
                &[
                    ("ran", Seen),
                    ("each-way", Seen),
                    ("before", Seen),
                    ("guard", Seen),
                ],
                Some(5),
            ),
        ] {
            assert_eq!(follows(&criterion, &marks(marked)), level, "{marked:?}");
        }
    }

    #[test]
    fn a_level_without_items_is_reached_with_the_one_below() {
        let criterion = criterion(&[("guard", 5)]);
        let seen = marks(&[("guard", ItemMark::Seen)]);
        assert_eq!(follows(&criterion, &seen), Some(5));
        let missing = marks(&[("guard", ItemMark::NotSeen)]);
        assert_eq!(follows(&criterion, &missing), Some(2));
    }

    #[test]
    fn without_items_nothing_follows() {
        assert_eq!(follows(&criterion(&[]), &[]), None);
    }
}
