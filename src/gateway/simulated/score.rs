//! Scores passages against the question: shared words weighed by rarity, likeness of meaning, and
//! what a careful reader minds: numbers where a number is asked for, the right machine, the version
//! in force.

use std::collections::{HashMap, HashSet};

use super::super::embedder::Embedder;
use super::super::minilm::ModelError;
use super::markdown::{Passage, passages};
use super::prompt::{Block, Prompt};
use super::terms::{Term, TermKind, terms, years};

/// Passages whose meaning is compared; the rest share too few words to matter.
const COMPARED: usize = 24;
/// Share of shared words in the score; the rest is likeness of meaning.
const LEXICAL_SHARE: f32 = 0.6;
/// How much a word counts that only the surroundings of a passage have.
const NEARBY: f32 = 0.6;
/// An identifier counts as this many words.
const IDENTIFIER_WEIGHT: f32 = 2.0;
/// Taken off when the question names an identifier, and the passage another but not that one.
const OTHER_IDENTIFIER: f32 = 0.15;
/// Added when the question asks for a number and the passage has one.
const NUMBER_WANTED: f32 = 0.06;
/// Taken off superseded blocks, unless the question asks about their time.
const SUPERSEDED: f32 = 0.25;

/// A passage and how well it answers.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub passage: Passage,
    pub score: f32,
}

/// All passages, best first; earlier blocks and sentences win ties.
pub(super) async fn rank(prompt: &Prompt, embedder: &Embedder) -> Result<Vec<Scored>, ModelError> {
    let all: Vec<Passage> = prompt
        .blocks
        .iter()
        .enumerate()
        .flat_map(|(at, block)| passages(at, &block.about, &block.text))
        .filter(|passage| !passage.text.ends_with('?'))
        .collect();
    let question = Question::new(&prompt.question);
    let mut scored = lexical(&question, all);
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    scored.truncate(COMPARED);
    compare_meaning(&prompt.question, &mut scored, embedder).await?;
    for scored in &mut scored {
        scored.score += adjustment(&question, &scored.passage, &prompt.blocks);
    }
    // Stable, and before it in reading order: earlier wins ties.
    scored.sort_by_key(|scored| scored.passage.block);
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(scored)
}

struct Question {
    terms: HashSet<Term>,
    years: Vec<u32>,
    wants_number: bool,
}

impl Question {
    fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        let asks = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        Self {
            terms: terms(text).into_iter().collect(),
            years: years(text),
            wants_number: asks(&[
                "how many",
                "how much",
                "how long",
                "how soon",
                "how often",
                "how far",
                "how late",
                "how old",
                "when",
                "what time",
                "which date",
                "price",
                "cost",
                "fee",
                "rate",
                "torque",
                "percent",
                "deposit",
                "charge",
                "number of",
                "interval",
                "capacity",
                "weigh",
            ]),
        }
    }

    fn identifiers(&self) -> impl Iterator<Item = &Term> {
        self.terms
            .iter()
            .filter(|term| term.kind == TermKind::Identifier)
    }
}

/// Scores by shared words: between 0 and `LEXICAL_SHARE`.
fn lexical(question: &Question, all: Vec<Passage>) -> Vec<Scored> {
    let own: Vec<HashSet<Term>> = all
        .iter()
        .map(|passage| terms(&passage.text).into_iter().collect())
        .collect();
    let weights = weights(question, &own);
    let total: f32 = weights.values().sum::<f32>().max(f32::EPSILON);
    let score = |passage: &Passage, own: &HashSet<Term>| {
        let nearby: HashSet<Term> = terms(&passage.surroundings).into_iter().collect();
        let matched = weights.iter().map(|(term, weight)| {
            if own.contains(*term) {
                *weight
            } else if nearby.contains(*term) {
                weight * NEARBY
            } else {
                0.0
            }
        });
        matched.sum::<f32>() / total * LEXICAL_SHARE
    };
    let scores: Vec<f32> = all
        .iter()
        .zip(&own)
        .map(|(passage, own)| score(passage, own))
        .collect();
    all.into_iter()
        .zip(scores)
        .map(|(passage, score)| Scored { passage, score })
        .collect()
}

/// What each of the question's terms is worth: the rarer among the passages, the more.
fn weights<'a>(question: &'a Question, own: &[HashSet<Term>]) -> HashMap<&'a Term, f32> {
    let count = |number: usize| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    let weight = |term: &Term| {
        let holders = count(own.iter().filter(|terms| terms.contains(term)).count());
        let rarity = (1.0 + (count(own.len()) - holders + 0.5) / (holders + 0.5)).ln();
        let kind = if term.kind == TermKind::Identifier {
            IDENTIFIER_WEIGHT
        } else {
            1.0
        };
        rarity * kind
    };
    question
        .terms
        .iter()
        .map(|term| (term, weight(term)))
        .collect()
}

async fn compare_meaning(
    question: &str,
    scored: &mut [Scored],
    embedder: &Embedder,
) -> Result<(), ModelError> {
    let mut texts = vec![question.to_owned()];
    texts.extend(scored.iter().map(|scored| {
        let about = scored
            .passage
            .surroundings
            .lines()
            .nth(1)
            .unwrap_or_default();
        format!("{about} {}", scored.passage.text).trim().to_owned()
    }));
    let vectors = embedder.embed(texts).await?.vectors;
    let Some((question, rest)) = vectors.split_first() else {
        return Ok(());
    };
    for (scored, vector) in scored.iter_mut().zip(rest) {
        let cosine: f32 = question.iter().zip(vector.iter()).map(|(a, b)| a * b).sum();
        scored.score += cosine.max(0.0) * (1.0 - LEXICAL_SHARE);
    }
    Ok(())
}

fn adjustment(question: &Question, passage: &Passage, blocks: &[Block]) -> f32 {
    let whole: HashSet<Term> = terms(&format!("{}\n{}", passage.text, passage.surroundings))
        .into_iter()
        .collect();
    let mut adjustment = 0.0;
    let other = whole.iter().any(|term| term.kind == TermKind::Identifier);
    if other && question.identifiers().any(|term| !whole.contains(term)) {
        adjustment -= OTHER_IDENTIFIER;
    }
    if question.wants_number && passage.text.chars().any(|c| c.is_ascii_digit()) {
        adjustment += NUMBER_WANTED;
    }
    let block = &blocks[passage.block];
    if is_superseded(block) && !asks_about_time_of(question, block) {
        adjustment -= SUPERSEDED;
    }
    adjustment
}

fn is_superseded(block: &Block) -> bool {
    let about = block.about.to_lowercase();
    let words = [
        "superseded",
        "outdated",
        "archived",
        "expired",
        "withdrawn",
        "obsolete",
        "no longer",
    ];
    words.iter().any(|word| about.contains(word))
}

fn asks_about_time_of(question: &Question, block: &Block) -> bool {
    let named = years(&block.about);
    question.years.iter().any(|year| named.contains(year))
}
