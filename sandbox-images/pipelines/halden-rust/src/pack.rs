//! Chooses what goes into the prompt: by rank, within a budget of tokens, each thing once.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::chunk::word_pieces;
use crate::index::Record;
use crate::retrieve::Candidate;
use crate::text::{numbers, words};

/// `[pack]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackConfig {
    /// How many candidates are considered.
    pub candidates: usize,
    /// The tokens that the context may take.
    pub budget_tokens: usize,
    /// From which similarity of their words on two texts say the same.
    pub duplicate_similarity: f64,
}

/// The chosen context, best first, and what was left out.
#[derive(Debug, Default)]
pub struct Packed {
    /// What goes into the prompt.
    pub chosen: Vec<Candidate>,
    /// What does not, and why.
    pub dropped: Vec<(Candidate, Dropped)>,
    /// The tokens that the chosen blocks take, estimated.
    pub tokens: usize,
}

/// Why a candidate is not in the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// It says what a better one says.
    Duplicate,
    /// It does not fit any more.
    OverBudget,
}

/// Fills the budget from the best candidate down.
pub fn pack(candidates: Vec<Candidate>, config: &PackConfig) -> Packed {
    let mut packed = Packed::default();
    for candidate in candidates {
        let cost = word_pieces(&block(packed.chosen.len() + 1, &candidate.record));
        let repeats = |chosen: &Candidate| {
            says_the_same(&chosen.record, &candidate.record, config.duplicate_similarity)
        };
        let reason = if packed.chosen.iter().any(repeats) {
            Dropped::Duplicate
        } else if packed.tokens + cost > config.budget_tokens {
            Dropped::OverBudget
        } else {
            packed.tokens += cost;
            packed.chosen.push(candidate);
            continue;
        };
        let (doc, chunk) = candidate.record.key();
        tracing::info!(doc, chunk, ?reason, "left out of the prompt");
        packed.dropped.push((candidate, reason));
    }
    packed
}

/// The context of a prompt: numbered blocks, each with its source.
pub fn render(chosen: &[Candidate]) -> String {
    let blocks = chosen.iter().zip(1..).map(|(candidate, n)| block(n, &candidate.record));
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn block(number: usize, record: &Record) -> String {
    let Record { doc, effective, status, title, section, text, .. } = record;
    let heading = if section.is_empty() { title.clone() } else { format!("{title} › {section}") };
    format!("[{number}] ({doc}, effective {effective}, {status}) {heading}\n{}", text.trim())
}

/// Near-duplicates differ in a few words and in no number: two versions of a policy read almost
/// alike, and the number that changed is the answer.
fn says_the_same(a: &Record, b: &Record, threshold: f64) -> bool {
    if a.doc == b.doc && a.start < b.end && b.start < a.end {
        return true;
    }
    let set = |text: &str| words(text).into_iter().collect::<HashSet<_>>();
    let (a_words, b_words) = (set(&a.text), set(&b.text));
    let common = a_words.intersection(&b_words).count();
    let all = a_words.len() + b_words.len() - common;
    #[expect(clippy::cast_precision_loss, reason = "a chunk has a few hundred words")]
    let similarity = if all == 0 { 1.0 } else { common as f64 / all as f64 };
    similarity >= threshold && numbers(&a.text) == numbers(&b.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: PackConfig =
        PackConfig { candidates: 20, budget_tokens: 120, duplicate_similarity: 0.8 };

    fn candidates(texts: &[&str]) -> Vec<Candidate> {
        texts
            .iter()
            .enumerate()
            .map(|(chunk, text)| Candidate {
                record: Record::sample("policy/a", chunk, text),
                score: 0.0,
                cosine: None,
            })
            .collect()
    }

    fn chosen(packed: &Packed) -> Vec<usize> {
        packed.chosen.iter().map(|c| c.record.chunk).collect()
    }

    #[test]
    fn repetitions_are_dropped_but_a_changed_number_is_not_a_repetition() {
        let packed = pack(
            candidates(&[
                "You may cancel free of charge until 72 hours before the start.",
                "You may cancel free of charge until 72 hours before the start!",
                "You may cancel free of charge until 120 hours before the start.",
            ]),
            &CONFIG,
        );
        assert_eq!(chosen(&packed), [0, 2]);
        assert_eq!(packed.dropped[0].1, Dropped::Duplicate);
    }

    #[test]
    fn the_budget_is_spent_from_the_top_and_never_exceeded() {
        let long = "alpha beta gamma delta ".repeat(40);
        let packed = pack(candidates(&["first one", &long, "last words"]), &CONFIG);
        assert_eq!(chosen(&packed), [0, 2]);
        assert_eq!(packed.dropped[0].1, Dropped::OverBudget);
        assert!(packed.tokens <= CONFIG.budget_tokens);
        assert!(word_pieces(&render(&packed.chosen)) <= packed.tokens);
    }

    #[test]
    fn blocks_are_numbered_and_name_their_source() {
        let packed = pack(candidates(&["One.", "Two."]), &CONFIG);
        let context = render(&packed.chosen);
        assert!(context.starts_with("[1] (policy/a, effective 2025-03-01, current) Sample\nOne."));
        assert!(context.contains("\n\n[2] (policy/a, "));
    }
}
