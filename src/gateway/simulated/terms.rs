//! Words as the reader compares them: stemmed, with numbers and identifiers kept separate.

use std::cell::LazyCell;

use rust_stemmers::{Algorithm, Stemmer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum TermKind {
    /// A common word, stemmed.
    Word,
    /// A number, a date or a time, without thousands separators.
    Number,
    /// Letters and digits together, such as `HX-27`, without dashes.
    Identifier,
}

/// A word in the form in which words are compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Term {
    pub text: String,
    pub kind: TermKind,
}

thread_local! {
    static STEMMER: LazyCell<Stemmer> = const { LazyCell::new(|| Stemmer::create(Algorithm::English)) };
}

/// The terms of a text in order, without words that carry no meaning.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ',' | ':');
    let mut terms = Vec::new();
    for run in text.split(|c: char| !joined(c)) {
        let run = run.trim_matches(|c: char| !c.is_alphanumeric());
        if is_identifier(run) {
            let text = run
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
                .to_lowercase();
            terms.push(Term {
                text,
                kind: TermKind::Identifier,
            });
        } else {
            terms.extend(run.split('-').flat_map(parts).filter_map(term));
        }
    }
    terms
}

pub(super) fn years(text: &str) -> Vec<u32> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let years = runs
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok());
    years.filter(|year| (1900..2100).contains(year)).collect()
}

/// Numbers keep their inner punctuation; everything else is split at it.
fn parts(run: &str) -> Vec<&str> {
    let run = run.trim_matches(|c: char| !c.is_alphanumeric());
    if run.starts_with(|c: char| c.is_ascii_digit()) {
        return vec![run];
    }
    run.split(['.', ',', ':']).collect()
}

fn term(word: &str) -> Option<Term> {
    if word.is_empty() {
        return None;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let text = word.replace(',', "").to_lowercase();
        return Some(Term {
            text,
            kind: TermKind::Number,
        });
    }
    let lower = word.to_lowercase();
    if STOP_WORDS.contains(&lower.as_str()) {
        return None;
    }
    if let Some(number) = number_word(&lower) {
        return Some(Term {
            text: number.to_string(),
            kind: TermKind::Number,
        });
    }
    let text = STEMMER.with(|stemmer| stemmer.stem(&lower).into_owned());
    Some(Term {
        text,
        kind: TermKind::Word,
    })
}

/// `HX-27`, `GN60-0213-A`, `CX-25-00000`, `R7`: capitals and digits.
fn is_identifier(run: &str) -> bool {
    let capital = run.starts_with(|c: char| c.is_uppercase());
    let digit = run.chars().any(|c| c.is_ascii_digit());
    let plain = run.chars().all(|c| c.is_alphanumeric() || c == '-');
    capital && digit && plain && run.len() <= 32
}

/// The value of a number word: up to twenty, and the tens.
pub(super) fn number_word(lower: &str) -> Option<usize> {
    let unit = UNITS.iter().position(|name| *name == lower);
    unit.or_else(|| {
        TENS.iter()
            .position(|name| *name == lower)
            .map(|at| (at + 2) * 10)
    })
}

const UNITS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: &[&str] = &[
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "been", "but", "by", "can", "could", "did", "do", "does", "for", "from", "get", "had", "has",
    "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "may",
    "me", "might", "much", "must", "my", "of", "on", "or", "our", "please", "s", "shall", "she",
    "should", "so", "some", "such", "t", "tell", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "would", "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn words_are_stemmed_and_identifiers_kept_whole() {
        assert_eq!(
            texts("Refunds for cancelled bookings"),
            ["refund", "cancel", "book"]
        );
        assert_eq!(
            texts("EUR 1,200 within thirty-six or two hours"),
            ["eur", "1200", "within", "30", "6", "2", "hour"]
        );
        assert_eq!(texts("06:30-17:00"), ["06:30", "17:00"]);
    }

    #[test]
    fn years_are_found_in_dates() {
        assert_eq!(
            years("effective 2023-05-01, was it 14 days in 2021?"),
            [2023, 2021]
        );
    }
}
