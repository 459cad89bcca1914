//! Which version of a document a question is about: the one in force, unless it names a year.

use super::prompt::Block;
use super::terms::years;

/// What a block says about itself as one version among several.
struct Version {
    /// What the versions of one document have in common.
    series: Option<String>,
    id: String,
    from: Option<u32>,
    superseded: bool,
}

/// How a block's time relates to the question's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timeliness {
    /// The block is of the time that the question asks about, and another version is not.
    Right,
    /// The block says nothing about its time.
    Neutral,
    /// The block is of another time.
    Wrong,
}

/// Without a year in the question, superseded blocks are of the wrong time.
pub(super) fn timeliness(question: &str, blocks: &[Block]) -> Vec<Timeliness> {
    let versions: Vec<Version> = blocks.iter().map(Version::of).collect();
    let year = years(question).into_iter().min();
    versions
        .iter()
        .map(|version| version.timeliness(year, &versions))
        .collect()
}

impl Version {
    fn of(block: &Block) -> Self {
        let about = block.about.to_lowercase();
        let id = about
            .split([',', '\n'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        let series = id
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
            .to_owned();
        let dated = about
            .split_once("effective")
            .map_or(about.as_str(), |(_, rest)| rest);
        let words = [
            "superseded",
            "outdated",
            "archived",
            "expired",
            "withdrawn",
            "obsolete",
            "no longer",
        ];
        Self {
            series: Some(series).filter(|series| !series.is_empty()),
            id,
            from: years(dated).first().copied(),
            superseded: words.iter().any(|word| about.contains(word)),
        }
    }

    fn timeliness(&self, year: Option<u32>, all: &[Self]) -> Timeliness {
        let (Some(year), Some(from)) = (year, self.from) else {
            return if self.superseded {
                Timeliness::Wrong
            } else {
                Timeliness::Neutral
            };
        };
        let others = || all.iter().filter(|other| self.is_other_version(other));
        let began = |other: &Version| other.from.is_some_and(|other| other <= year);
        let replaced = others().any(|other| began(other) && other.from > Some(from));
        if from <= year && !replaced {
            let is_choice = self.superseded || others().next().is_some();
            return if is_choice {
                Timeliness::Right
            } else {
                Timeliness::Neutral
            };
        }
        let too_late = from > year && others().any(began);
        if self.superseded || too_late {
            Timeliness::Wrong
        } else {
            Timeliness::Neutral
        }
    }

    fn is_other_version(&self, other: &Self) -> bool {
        self.series.is_some() && self.series == other.series && self.id != other.id
    }
}

#[cfg(test)]
mod tests {
    use super::Timeliness::{Neutral, Right, Wrong};
    use super::*;

    #[test]
    fn the_version_in_force_unless_a_year_is_named() {
        let block = |about: &str| Block {
            about: about.to_owned(),
            ..Block::default()
        };
        let blocks = [
            block("policy/fuel-2021, effective 2021-01-01, superseded"),
            block("policy/fuel-2023, effective 2023-05-01, superseded"),
            block("policy/fuel-2025, effective 2025-03-01, current"),
            block("manual/pump, effective 2024-03-01, current"),
        ];
        assert_eq!(
            timeliness("What is it?", &blocks),
            [Wrong, Wrong, Neutral, Neutral]
        );
        assert_eq!(
            timeliness("What was it in 2022?", &blocks),
            [Right, Wrong, Wrong, Neutral]
        );
        assert_eq!(
            timeliness("And in 2023?", &blocks),
            [Wrong, Right, Wrong, Neutral]
        );
        assert_eq!(
            timeliness("And in 2026?", &blocks),
            [Wrong, Wrong, Right, Neutral]
        );
    }
}
