//! What kind of value a question asks for, and whether a passage has one.

use super::terms::{Term, TermKind, number_word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WantedValue {
    Money,
    Time,
    Quantity,
    Share,
    Code,
    Person,
}

use WantedValue::{Code, Money, Person, Quantity, Share, Time};

/// Beginnings of words that show which kind of value is asked for.
const CUES: &[(WantedValue, &[&str])] = &[
    (
        Money,
        &[
            "how much",
            "price",
            "cost",
            "fee",
            "charge",
            "pay",
            "deposit",
            "surcharge",
            "rate",
        ],
    ),
    (
        Time,
        &[
            "how long",
            "how soon",
            "how late",
            "when ",
            "within what time",
            "how often",
            "notice",
            "what time",
            "how quickly",
        ],
    ),
    (
        Quantity,
        &[
            "how many",
            "how far",
            "how high",
            "how deep",
            "how heavy",
            "what depth",
            "torque",
            "how tight",
            "pressure",
            "weigh",
            "capacity",
            "frequency",
            "what load",
            "maximum",
            "limit",
            "interval",
            "distance",
        ],
    ),
    (Share, &["percent", "per cent", "share", "discount"]),
    (
        Code,
        &[
            "part number",
            "which code",
            "line code",
            "which component",
            "which part",
            "look like",
            "reference",
        ],
    ),
    (Person, &["who ", "whom"]),
];

/// Most questions ask for one kind, some for none.
pub(super) fn wanted(question: &str) -> Vec<WantedValue> {
    let question = format!(" {}", question.to_lowercase());
    let cued = |cues: &[&str]| cues.iter().any(|cue| question.contains(&format!(" {cue}")));
    CUES.iter()
        .filter(|(_, cues)| cued(cues))
        .map(|(value, _)| *value)
        .collect()
}

impl WantedValue {
    /// `own` are the passage's terms, `question` the question's.
    pub fn is_in(self, text: &str, own: &[Term], question: &[Term]) -> bool {
        match self {
            Money => {
                text.contains("EUR") || text.contains('€') || text.to_lowercase().contains("euro")
            }
            Time => has_time(text),
            Quantity => own.iter().any(|term| term.kind == TermKind::Number),
            Share => text.contains('%') || text.contains("per cent"),
            Code => own
                .iter()
                .any(|term| term.kind == TermKind::Identifier && !question.contains(term)),
            Person => has_name(text),
        }
    }
}

const UNITS: &[&str] = &["hour", "day", "minute", "week", "month", "year", "working"];

/// A number before a unit of time, a time of day, or a year.
fn has_time(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ')' | '-'))
        .map(|word| word.trim_end_matches(['.', ',']).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let of_day = |word: &str| word.contains(':') && word.split(':').all(is_number);
    let year = |word: &str| word.len() == 4 && matches!(word.parse(), Ok(1900..=2099));
    let unit = |word: &str| word == "h" || UNITS.iter().any(|unit| word.starts_with(unit));
    words.iter().any(|word| of_day(word) || year(word))
        || words
            .windows(2)
            .any(|pair| is_number(&pair[0]) && unit(&pair[1]))
}

fn is_number(word: &str) -> bool {
    number_word(word).is_some() || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Two capitalised words in a row, unless the first is only the beginning of a sentence.
fn has_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
    };
    words.windows(2).any(|pair| {
        capitalised(pair[0]) && capitalised(pair[1]) && pair[0].chars().all(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::super::terms::terms;
    use super::*;

    #[test]
    fn questions_tell_what_they_want_and_passages_what_they_have() {
        let has = |question: &str, passage: &str| {
            let wanted = wanted(question);
            assert!(!wanted.is_empty(), "{question}");
            wanted
                .iter()
                .all(|value| value.is_in(passage, &terms(passage), &terms(question)))
        };
        assert!(has("What does a day cost?", "Day: EUR 79"));
        assert!(!has("What does a day cost?", "Ask the depot."));
        assert!(has("How long is the grace?", "It is thirty minutes."));
        assert!(has("When do you open?", "From 06:30."));
        assert!(!has("When do you open?", "Class 3 opens."));
        assert!(has(
            "Which part number is it on the HX-27?",
            "HX-27 pin: HX27-4471-B"
        ));
        assert!(!has("Which part number is it on the HX-27?", "HX-27 pin"));
        assert!(has(
            "Who is head of service?",
            "The head of service is Tomas Brandt."
        ));
        assert!(wanted("Does it rain?").is_empty());
    }
}
