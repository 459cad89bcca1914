//! Checks an answer against the context it was given. Nothing is corrected: problems are reported
//! beside the answer, and whoever shows it decides.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::index::{Record, stems};
use crate::text::{numbers, words};

/// What the prompt tells the model to say when the documents do not hold the answer.
pub const ABSTENTION: &str = "I don't know based on the documents I have.";
/// The share of an answer's terms that its sources must contain.
const GROUNDED: f64 = 0.6;

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// Whether the answer's words and all of its numbers are in the blocks it cites.
    pub grounded: bool,
    /// What is wrong, in words.
    pub problems: Vec<String>,
}

/// An answer, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whether the model said that it does not know.
    pub abstained: bool,
    /// The indexes of the cited context blocks, from zero, in order of citation.
    pub cited: Vec<usize>,
    /// The verdict.
    pub validation: Validation,
}

/// Checks an answer.
pub fn validate(answer: &str, context: &[Record], truncated: bool) -> Checked {
    let mut problems = Vec::new();
    if truncated {
        problems.push("truncated: the model reached its token limit".to_owned());
    }
    let abstained = abstains(answer);
    let (cited, unknown) = citations(answer, context.len());
    problems.extend(unknown.iter().map(|n| format!("cites [{n}], which is not in the context")));
    if abstained {
        let validation = Validation { grounded: true, problems };
        return Checked { abstained, cited: Vec::new(), validation };
    }
    if cited.is_empty() {
        problems.push("cites nothing".to_owned());
    }
    let sources: Vec<&Record> = cited.iter().map(|at| &context[*at]).collect();
    let grounded = !sources.is_empty() && is_grounded(&uncited(answer), &sources, &mut problems);
    Checked { abstained, cited, validation: Validation { grounded, problems } }
}

/// Whether an answer is that the documents do not say.
pub fn abstains(answer: &str) -> bool {
    words(answer).join(" ").contains(&words(ABSTENTION).join(" "))
}

fn is_grounded(answer: &str, sources: &[&Record], problems: &mut Vec<String>) -> bool {
    let text: String =
        sources.iter().map(|r| r.embedded_text() + "\n" + &r.effective + "\n").collect();
    let known: HashSet<String> = stems(&text).into_iter().collect();
    let said: BTreeSet<String> = stems(answer).into_iter().collect();
    let supported = said.iter().filter(|term| known.contains(*term)).count();
    let known_numbers: HashSet<String> = numbers(&text).into_iter().collect();
    let invented: Vec<String> =
        numbers(answer).into_iter().filter(|n| !known_numbers.contains(n)).collect();
    if !invented.is_empty() {
        problems.push(format!("numbers that are not in the sources: {}", invented.join(", ")));
    }
    #[expect(clippy::cast_precision_loss, reason = "an answer has a few dozen terms")]
    let share = if said.is_empty() { 0.0 } else { supported as f64 / said.len() as f64 };
    if share < GROUNDED {
        problems.push(format!("only {:.0} % of its terms are in the sources", share * 100.0));
    }
    invented.is_empty() && share >= GROUNDED
}

/// The blocks that an answer cites, and the numbers that name no block.
fn citations(answer: &str, blocks: usize) -> (Vec<usize>, Vec<usize>) {
    let mut cited = Vec::new();
    let mut unknown = Vec::new();
    for number in answer.split('[').skip(1).filter_map(|rest| rest.split_once(']')) {
        for number in number.0.split(',').filter_map(|n| n.trim().parse::<usize>().ok()) {
            let (list, entry) = match number {
                1.. if number <= blocks => (&mut cited, number - 1),
                _ => (&mut unknown, number),
            };
            if !list.contains(&entry) {
                list.push(entry);
            }
        }
    }
    (cited, unknown)
}

/// The answer without its citations.
fn uncited(answer: &str) -> String {
    let mut pieces = answer.split('[');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(piece.split_once(']').map_or(piece, |(_, after)| after));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Vec<Record> {
        vec![
            Record::sample(
                "policy/a",
                0,
                "A full refund is given until 72 hours before the start.",
            ),
            Record::sample("policy/b", 0, "Late returns have a grace of 30 minutes."),
        ]
    }

    #[test]
    fn an_answer_from_its_source_is_grounded() {
        let checked =
            validate("Full refund until 72 hours before the start. [1]", &context(), false);
        assert_eq!(checked.cited, [0]);
        assert!(checked.validation.grounded && checked.validation.problems.is_empty());
    }

    #[test]
    fn invented_numbers_wrong_sources_and_unknown_blocks_are_problems() {
        let problems = |answer| validate(answer, &context(), false).validation;
        assert!(!problems("Full refund until 48 hours before the start. [1]").grounded);
        assert!(!problems("Full refund until 72 hours before the start. [2]").grounded);
        assert!(!problems("Full refund until 72 hours before the start.").grounded);
        let unknown = problems("Full refund until 72 hours before the start. [1] [7]");
        assert_eq!(unknown.problems, ["cites [7], which is not in the context"]);
    }

    #[test]
    fn abstention_and_truncation_are_recognised() {
        let checked = validate("I don’t know, based on the documents I have.", &context(), false);
        assert!(checked.abstained);
        let cut = validate("A full refund is [1]", &context(), true);
        assert!(cut.validation.problems[0].starts_with("truncated"));
    }
}
