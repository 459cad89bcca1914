//! From a request to the answer's text.

use super::super::embedder::Embedder;
use super::super::minilm::ModelError;
use super::super::wire::ChatRequest;
use super::instructions::Instructions;
use super::json_answer::{Fields, Wanted};
use super::prompt::{Block, Prompt, dissect};
use super::score::{Scored, rank};
use super::{invent, judge};

/// Below this score, the context is taken not to have the answer.
const ANSWERABLE: f32 = 0.5;
/// A second sentence is added when it scores within this of the first.
const CLOSE: f32 = 0.08;

/// Reads a prompt and answers it.
pub(super) async fn answer(
    request: &ChatRequest,
    embedder: &Embedder,
) -> Result<String, ModelError> {
    let messages = request.messages.iter();
    let mut prompt =
        dissect(messages.map(|message| (message.role.as_str(), message.text.as_str())));
    let instructions = Instructions::read(&prompt);
    let wanted = Wanted::read(&request.raw, &prompt.instructions);
    if instructions.judge && prompt.candidate.is_some() {
        return judge::judge(&prompt, wanted.as_ref(), embedder).await;
    }
    if prompt.blocks.is_empty() {
        // Nothing marks the context, so all of it may be context.
        let text = prompt.instructions.replace(&prompt.question, "");
        prompt.blocks.push(Block {
            number: 1,
            about: String::new(),
            text,
        });
    }
    let reply = reply(&prompt, &instructions, &rank(&prompt, embedder).await?);
    Ok(match wanted {
        Some(wanted) => wanted.fill(&reply.fields()),
        None => reply.plain(instructions.cite),
    })
}

/// What the reader found, before it is put in words.
struct Reply {
    text: String,
    citations: Vec<u32>,
    abstained: bool,
    score: f32,
}

fn reply(prompt: &Prompt, instructions: &Instructions, ranked: &[Scored]) -> Reply {
    let score = ranked.first().map_or(0.0, |best| best.score);
    if score >= ANSWERABLE {
        return found(prompt, instructions.brief, ranked);
    }
    let (text, abstained) = if let Some(words) = &instructions.abstention {
        (words.clone(), true)
    } else if instructions.grounded {
        ("The context does not say.".to_owned(), true)
    } else {
        (invent::invented(&prompt.question), false)
    };
    Reply {
        text,
        citations: Vec::new(),
        abstained,
        score,
    }
}

fn found(prompt: &Prompt, brief: bool, ranked: &[Scored]) -> Reply {
    let mut chosen = vec![&ranked[0]];
    if let Some(second) = ranked.get(1)
        && !brief
        && ranked[0].score - second.score <= CLOSE
    {
        chosen.push(second);
    }
    let mut citations: Vec<u32> = chosen
        .iter()
        .map(|scored| prompt.blocks[scored.passage.block].number)
        .collect();
    citations.dedup();
    let text = chosen
        .iter()
        .map(|scored| scored.passage.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    Reply {
        text,
        citations,
        abstained: false,
        score: ranked[0].score,
    }
}

impl Reply {
    fn plain(&self, cite: bool) -> String {
        let marks: String = self
            .citations
            .iter()
            .filter(|_| cite)
            .map(|number| format!(" [{number}]"))
            .collect();
        format!("{}{marks}", self.text)
    }

    fn fields(&self) -> Fields<'_> {
        Fields {
            text: &self.text,
            citations: &self.citations,
            holds: !self.abstained,
            score: self.score.clamp(0.0, 1.0),
            reason: if self.abstained {
                "Nothing in the context answers it."
            } else {
                "Read from the context."
            },
        }
    }
}
