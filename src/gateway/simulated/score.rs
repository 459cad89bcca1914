//! Scores passages against the question: by shared words weighted by rarity, by similarity of
//! meaning, and by what a careful reader looks for: the right kind of value, machine and version.
//!
//! The numbers were tuned on the development questions of the Halden corpus and taken from the
//! middle of a plateau; `docs/simulated-models.md` says how this was measured.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicU64;

use super::super::embedder::Seat;
use super::super::minilm::ModelError;
use super::markdown::{Passage, passages};
use super::prompt::Prompt;
use super::synonyms::{group, with_phrases};
use super::terms::{Term, TermKind, terms};
use super::version::{Timeliness, timeliness};
use super::wanted_value::{WantedValue, wanted};

/// How many passages have their meaning compared; the others share too few words to matter.
const COMPARED: usize = 64;
/// Weight of shared words in the score; the rest is similarity of meaning.
const LEXICAL_SHARE: f32 = 0.6;
/// How much a word counts if the passage has a synonym of it.
const SYNONYM: f32 = 0.9;
/// How much a word counts if only the surroundings of the passage have it.
const NEARBY: f32 = 0.6;
/// An identifier counts as this many words.
const IDENTIFIER_WEIGHT: f32 = 1.5;
/// Subtracted when the question names an identifier, and the passage has another but not that one.
const OTHER_IDENTIFIER: f32 = 0.1;
/// Added when the passage has the kind of value that is asked for.
const VALUE: f32 = 0.15;
/// Added for the version that the question asks about, subtracted for others.
const VERSION: f32 = 0.3;
/// Added for the first block, less for later ones: retrieval puts the best block first.
const PRIMACY: f32 = 0.02;
/// Subtracted from the confidence when the context never mentions an identifier of the question.
const UNKNOWN_IDENTIFIER: f32 = 0.2;

#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub passage: Passage,
    /// Orders the passages.
    pub score: f32,
    /// Whether the passage is about the question at all, without preferences.
    pub confidence: f32,
}

/// All passages, best first; of equal ones, the earlier comes first.
pub(super) async fn rank(prompt: &Prompt, seat: &Seat) -> Result<Vec<Scored>, ModelError> {
    let question = Question::new(prompt);
    let blocks = prompt.blocks.iter().enumerate();
    let candidates: Vec<Candidate> = blocks
        .flat_map(|(at, block)| passages(at, &block.about, &block.text))
        .filter(|passage| !passage.text.ends_with('?'))
        .map(Candidate::new)
        .collect();
    let unknown = question
        .identifiers()
        .any(|term| !candidates.iter().any(|c| c.mentions(term)));
    let mut ranked = by_words(&question, candidates);
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    ranked.truncate(COMPARED);
    let meaning = likeness(prompt, &ranked, seat).await?;
    let mut scored: Vec<Scored> = ranked
        .into_iter()
        .zip(meaning)
        .map(|((candidate, words), meaning)| {
            let confidence = LEXICAL_SHARE * words + (1.0 - LEXICAL_SHARE) * meaning;
            let score = confidence + question.preference(&candidate, prompt.blocks.len());
            let doubt = if unknown { UNKNOWN_IDENTIFIER } else { 0.0 };
            Scored {
                passage: candidate.passage,
                score,
                confidence: confidence - doubt,
            }
        })
        .collect();
    scored.sort_by_key(|scored| scored.passage.block);
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(scored)
}

/// A passage in a form that can be compared.
struct Candidate {
    passage: Passage,
    own: Vec<Term>,
    nearby: HashSet<Term>,
    own_groups: HashSet<usize>,
    nearby_groups: HashSet<usize>,
}

impl Candidate {
    fn new(passage: Passage) -> Self {
        let own = terms(&with_phrases(&passage.text));
        let nearby: HashSet<Term> = terms(&with_phrases(&passage.surroundings))
            .into_iter()
            .collect();
        let own_groups = own.iter().filter_map(group).collect();
        let nearby_groups = nearby.iter().filter_map(group).collect();
        Self {
            passage,
            own,
            nearby,
            own_groups,
            nearby_groups,
        }
    }

    fn mentions(&self, term: &Term) -> bool {
        self.own.contains(term) || self.nearby.contains(term)
    }

    fn identifiers(&self) -> impl Iterator<Item = &Term> {
        self.own
            .iter()
            .chain(&self.nearby)
            .filter(|term| term.kind == TermKind::Identifier)
    }

    /// How well the passage covers one of the question's terms, from 0 to 1.
    fn covers(&self, term: &Term) -> f32 {
        let group = group(term);
        let in_group = |groups: &HashSet<usize>| group.is_some_and(|group| groups.contains(&group));
        if self.own.contains(term) {
            1.0
        } else if in_group(&self.own_groups) {
            SYNONYM
        } else if self.nearby.contains(term) {
            NEARBY
        } else if in_group(&self.nearby_groups) {
            NEARBY * SYNONYM
        } else {
            0.0
        }
    }
}

struct Question {
    terms: Vec<Term>,
    wanted: Vec<WantedValue>,
    timeliness: Vec<Timeliness>,
}

impl Question {
    fn new(prompt: &Prompt) -> Self {
        let mut terms = terms(&with_phrases(&prompt.question));
        terms.sort();
        terms.dedup();
        Self {
            terms,
            wanted: wanted(&prompt.question),
            timeliness: timeliness(&prompt.question, &prompt.blocks),
        }
    }

    fn identifiers(&self) -> impl Iterator<Item = &Term> {
        self.terms
            .iter()
            .filter(|term| term.kind == TermKind::Identifier)
    }

    /// What counts for a passage besides being about the question.
    fn preference(&self, candidate: &Candidate, blocks: usize) -> f32 {
        let block = candidate.passage.block;
        let mut preference = PRIMACY * (1.0 - count(block) / count(blocks));
        let names_others = candidate.identifiers().next().is_some();
        if names_others && self.identifiers().any(|term| !candidate.mentions(term)) {
            preference -= OTHER_IDENTIFIER;
        }
        let has = |value: &&WantedValue| {
            value.is_in(&candidate.passage.text, &candidate.own, &self.terms)
        };
        if !self.wanted.is_empty() {
            let had = count(self.wanted.iter().filter(has).count());
            preference += VALUE * had / count(self.wanted.len());
        }
        preference
            + match self.timeliness[block] {
                Timeliness::Right => VERSION,
                Timeliness::Neutral => 0.0,
                Timeliness::Wrong => -VERSION,
            }
    }
}

/// Scores by shared words, from 0 to 1.
fn by_words(question: &Question, candidates: Vec<Candidate>) -> Vec<(Candidate, f32)> {
    let weights = weights(question, &candidates);
    let total: f32 = weights.values().sum::<f32>().max(f32::EPSILON);
    let score = |candidate: &Candidate| {
        // In the question's order, so that rounding is always the same.
        let covered = question
            .terms
            .iter()
            .map(|term| weights[term] * candidate.covers(term));
        covered.sum::<f32>() / total
    };
    candidates
        .into_iter()
        .map(|candidate| {
            let score = score(&candidate);
            (candidate, score)
        })
        .collect()
}

/// The weight of each of the question's terms: the rarer among the passages, the larger.
fn weights<'a>(question: &'a Question, candidates: &[Candidate]) -> HashMap<&'a Term, f32> {
    let weight = |term: &Term| {
        let holders = count(candidates.iter().filter(|c| c.own.contains(term)).count());
        let rarity = (1.0 + (count(candidates.len()) - holders + 0.5) / (holders + 0.5)).ln();
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

/// The cosine similarity of the question with each passage under its heading.
async fn likeness(
    prompt: &Prompt,
    ranked: &[(Candidate, f32)],
    seat: &Seat,
) -> Result<Vec<f32>, ModelError> {
    let mut texts = vec![prompt.question.clone()];
    texts.extend(ranked.iter().map(|(candidate, _)| {
        let passage = &candidate.passage;
        format!("{} {}", passage.heading, passage.text)
            .trim()
            .to_owned()
    }));
    let vectors = seat.embed(texts, &AtomicU64::new(0)).await?.vectors;
    let Some((question, passages)) = vectors.split_first() else {
        return Ok(Vec::new());
    };
    let cosine = |vector: &[f32]| question.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
    Ok(passages
        .iter()
        .map(|vector| cosine(vector).max(0.0))
        .collect())
}

fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
