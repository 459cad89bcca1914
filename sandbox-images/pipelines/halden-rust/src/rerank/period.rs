//! The time or version that a question is about.

use crate::text::words;

/// A year or a version that a question names.
#[derive(Debug, PartialEq, Eq)]
pub enum Period {
    /// "in 2023": what was in force at the end of that year.
    Year(u32),
    /// "version 2".
    Version(u32),
}

const BEFORE: [&str; 3] = ["before", "until", "till"];

impl Period {
    /// The period that a question names, if any.
    pub fn of(question: &str) -> Option<Self> {
        let words = words(question);
        let version = words.windows(2).find_map(|pair| match pair {
            [word, number] if word == "version" => number.parse().ok().map(Self::Version),
            _ => None,
        });
        version.or_else(|| {
            let (at, year) = words.iter().enumerate().find_map(|(at, w)| Some((at, year(w)?)))?;
            let before = at > 0 && BEFORE.contains(&words[at - 1].as_str());
            Some(Self::Year(if before { year - 1 } else { year }))
        })
    }

    /// Whether a version with this date held then, given the dates of its series' versions.
    pub fn holds<'a>(
        &self,
        effective: &str,
        version: u32,
        mut dates: impl Iterator<Item = &'a str>,
    ) -> bool {
        match self {
            Self::Version(wanted) => version == *wanted,
            Self::Year(year) => {
                let end = format!("{year}-12-31");
                // ISO dates order like strings.
                let later = |date: &str| date > effective && date <= end.as_str();
                effective <= end.as_str() && !dates.any(later)
            }
        }
    }
}

fn year(word: &str) -> Option<u32> {
    word.parse().ok().filter(|year| (1980..2100).contains(year))
}
