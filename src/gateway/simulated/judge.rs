//! Judging an answer: against a reference if there is one, otherwise against the context.

use std::collections::HashSet;
use std::sync::atomic::AtomicU64;

use super::super::embedder::Seat;
use super::super::error::ApiError;
use super::super::minilm::ModelError;
use super::fields::Fields;
use super::json_answer::Wanted;
use super::markdown::passages;
use super::prompt::Prompt;
use super::sentences::sentences;
use super::terms::{Term, TermKind, terms};

/// An answer passes if it scores at least this.
const PASSING: f32 = 0.6;
/// The most that an answer scores if its numbers differ from the reference's.
const WRONG_NUMBERS: f32 = 0.2;
/// The share of a sentence's words that a passage must contain to support it.
const SUPPORT: f32 = 0.6;

struct Verdict {
    score: f32,
    reason: &'static str,
}

/// Judges the prompt's candidate answer. The caller makes sure that there is one.
pub(super) async fn judge(
    prompt: &Prompt,
    wanted: Option<&Wanted>,
    seat: &Seat,
) -> Result<String, ApiError> {
    let candidate = prompt.candidate.as_deref().unwrap_or_default().trim();
    let verdict = match prompt.reference.as_deref().map(str::trim) {
        Some(reference) => against_reference(candidate, reference, seat).await?,
        None => against_context(candidate, prompt),
    };
    let holds = verdict.score >= PASSING;
    let word = if holds { "PASS" } else { "FAIL" };
    match wanted {
        Some(wanted) => wanted.fill(&Fields {
            text: if holds { "pass" } else { "fail" },
            citations: &[],
            holds,
            score: verdict.score,
            reason: verdict.reason,
        }),
        None => Ok(format!("{word}: {}", verdict.reason)),
    }
}

async fn against_reference(
    candidate: &str,
    reference: &str,
    seat: &Seat,
) -> Result<Verdict, ModelError> {
    let (given, expected) = (term_set(candidate), term_set(reference));
    let exact = |term: &&Term| term.kind != TermKind::Word;
    if expected
        .iter()
        .filter(exact)
        .any(|term| !given.contains(term))
    {
        let reason = "A number or identifier of the reference is missing or different.";
        return Ok(Verdict {
            score: WRONG_NUMBERS,
            reason,
        });
    }
    let texts = vec![candidate.to_owned(), reference.to_owned()];
    let vectors = seat.embed(texts, &AtomicU64::new(0)).await?.vectors;
    let alike: f32 = vectors[0]
        .iter()
        .zip(vectors[1].iter())
        .map(|(a, b)| a * b)
        .sum();
    let score = share(&expected, &given).max(alike).clamp(0.0, 1.0);
    let reason = if score >= PASSING {
        "It agrees with the reference."
    } else {
        "It does not say what the reference says."
    };
    Ok(Verdict { score, reason })
}

fn against_context(candidate: &str, prompt: &Prompt) -> Verdict {
    let blocks = prompt.blocks.iter().enumerate();
    let context: Vec<HashSet<Term>> = blocks
        .flat_map(|(at, block)| passages(at, &block.about, &block.text))
        .map(|passage| term_set(&format!("{}\n{}", passage.text, passage.surroundings)))
        .collect();
    let mut sentences = sentences(&without_citations(candidate));
    sentences.retain(|sentence| !terms(sentence).is_empty());
    let supported = |sentence: &&String| {
        let claim = term_set(sentence);
        context.iter().any(|passage| supports(passage, &claim))
    };
    let count = |number: usize| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    let held = sentences.iter().filter(supported).count();
    let score = count(held) / count(sentences.len()).max(1.0);
    if held == sentences.len() && held > 0 {
        Verdict {
            score,
            reason: "The context supports every sentence.",
        }
    } else {
        // One unsupported sentence fails an answer, however long the rest is.
        let score = score.min(PASSING - 0.1);
        Verdict {
            score,
            reason: "The context does not support every sentence.",
        }
    }
}

fn supports(passage: &HashSet<Term>, claim: &HashSet<Term>) -> bool {
    let exact = claim.iter().filter(|term| term.kind != TermKind::Word);
    exact.into_iter().all(|term| passage.contains(term)) && share(claim, passage) >= SUPPORT
}

fn share(wanted: &HashSet<Term>, given: &HashSet<Term>) -> f32 {
    let count = |number: usize| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    let held = wanted.iter().filter(|term| given.contains(term)).count();
    count(held) / count(wanted.len()).max(1.0)
}

fn term_set(text: &str) -> HashSet<Term> {
    terms(text).into_iter().collect()
}

fn without_citations(text: &str) -> String {
    let mut kept = String::new();
    for (at, part) in text.split('[').enumerate() {
        let number = part
            .split_once(']')
            .filter(|(inside, _)| inside.parse::<u32>().is_ok());
        match number.filter(|_| at > 0) {
            Some((_, rest)) => kept.push_str(rest),
            None => kept.push_str(part),
        }
    }
    kept
}
