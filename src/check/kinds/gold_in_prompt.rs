//! What the retrieval found reaches the model, as seen in prompts captured at the gateway.

use serde_json::json;

use super::captured;
use super::gold;
use super::metrics::mean;
use super::wording::contains;
use crate::commands::{self, Found, PipelineQuestion};
use crate::documents::Documents;
use crate::outcome::{Trouble, Verdict};
use crate::pipeline::question::Question;
use crate::scenario::check_spec::{GoldInPrompt, Leg, Phase};
use crate::scene::Scene;

/// With fewer questions a share is meaningless.
const FEWEST: usize = 5;
/// An estimate: characters that count as one token.
const TOKEN_CHARS: usize = 4;

pub async fn run(parameters: &GoldInPrompt, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let mut questions = scene.questions(&parameters.questions)?;
    questions.retain(|question| question.answerable && !question.spans.is_empty());
    let documents = scene.documents()?;
    let asked: Vec<_> = questions.iter().map(gold::asked).collect();
    let within = parameters.within;
    let found = commands::search(scene.sandbox, &asked, Leg::Fused, within).await?;
    let counting = found_gold(&questions, &found, &documents, within);
    if counting.len() < FEWEST {
        let problem = format!(
            "the fused search finds the gold of {} of {} questions among {within} hits; fewer \
             than {FEWEST} say nothing about prompts",
            counting.len(),
            questions.len()
        );
        return Err(Trouble::Unjudged(problem));
    }
    let asked: Vec<_> = counting.iter().map(|(asked, _)| asked.clone()).collect();
    let prompts = captured::prompts(scene.sandbox, &asked).await?;

    let (mut total, mut missed, mut largest) = (0.0, Vec::new(), 0);
    for ((asked, passages), prompts) in counting.iter().zip(&prompts) {
        let sizes = prompts
            .iter()
            .map(|it| it.chars().count().div_ceil(TOKEN_CHARS));
        largest = sizes.max().unwrap_or(0).max(largest);
        let reached = |passage: &&&str| prompts.iter().any(|prompt| contains(prompt, passage));
        let reached = passages.iter().filter(reached).count();
        if reached < passages.len() {
            missed.push(asked.id);
        }
        #[expect(clippy::cast_precision_loss, reason = "passages of a question are few")]
        let reached = reached as f64;
        total += mean(reached, passages.len());
    }
    let share = mean(total, counting.len());
    let too_large = parameters.most_tokens.is_some_and(|most| largest > most);
    let mut summary = format!(
        "{share:.3} of what the search found for {} questions is in their prompts; at least {:.3} \
         is expected",
        counting.len(),
        parameters.at_least
    );
    if let Some(most) = parameters.most_tokens {
        let size = format!("the largest has {largest} tokens, at most {most} are allowed");
        summary = format!("{summary}; {size}");
    }
    let details = json!({
        "share": share, "questions": counting.len(), "missed": missed, "largest_prompt": largest,
    });
    Ok(Verdict::decide(
        share >= parameters.at_least && !too_large,
        summary,
        details,
    ))
}

/// The questions whose gold the search found, with the passages that it found: only these could have
/// reached the model.
fn found_gold<'a>(
    questions: &'a [Question],
    found: &[Found],
    documents: &'a Documents,
    within: usize,
) -> Vec<(PipelineQuestion<'a>, Vec<&'a str>)> {
    let mut counting = Vec::new();
    for (question, found) in questions.iter().zip(found) {
        let hits = &found.hits[..found.hits.len().min(within)];
        let passage = |span| {
            hits.iter()
                .find_map(|hit| gold::covered(hit, span, documents))
        };
        let passages: Vec<&str> = question.spans.iter().filter_map(passage).collect();
        if !passages.is_empty() {
            counting.push((gold::asked(question), passages));
        }
    }
    counting
}
