//! No text is longer than the embedder reads: the rest would not be in its vector.

use serde_json::json;

use super::embedded;
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{EmbeddingWindow, Phase};
use crate::scene::Scene;

/// Examples in the details.
const SHOWN: usize = 5;

pub async fn run(parameters: &EmbeddingWindow, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let texts = embedded::texts(&scene.first_ingest());
    let model = scene.factory.text_model();
    let lengths = model.word_pieces(texts.clone()).await?;
    let most = parameters.most_word_pieces;
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let too_long = lengths.iter().filter(|length| **length > most).count();
    let examples: Vec<_> = texts
        .iter()
        .zip(&lengths)
        .filter(|(_, length)| **length > most)
        .take(SHOWN)
        .map(|(text, length)| {
            let begins: String = text.chars().take(80).collect();
            json!({ "word_pieces": length, "begins": begins })
        })
        .collect();
    let summary = format!(
        "{too_long} of {} texts of the first ingest have more than {most} word pieces; the longest \
         has {longest}",
        texts.len()
    );
    let details = json!({
        "texts": texts.len(), "too_long": too_long, "longest": longest, "examples": examples,
    });
    // An ingest that embeds nothing has not shown that it respects the limit.
    Ok(Verdict::decide(
        too_long == 0 && !texts.is_empty(),
        summary,
        details,
    ))
}
