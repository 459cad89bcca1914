//! From a request to the answer's text.

use super::super::embedder::Seat;
use super::super::error::ApiError;
use super::super::wire::ChatRequest;
use super::fields::Fields;
use super::instructions::Instructions;
use super::json_answer::Wanted;
use super::prompt::{Block, Prompt, dissect};
use super::score::{Scored, rank};
use super::{invent, judge};

/// Below this score, the reader takes the context not to contain the answer.
const ANSWERABLE: f32 = 0.36;
/// A second sentence is added when its score is within this much of the first one's.
const CLOSE: f32 = 0.08;

pub(super) async fn answer(request: &ChatRequest, seat: &Seat) -> Result<String, ApiError> {
    let messages = request.messages.iter();
    let mut prompt =
        dissect(messages.map(|message| (message.role.as_str(), message.text.as_str())));
    let instructions = Instructions::read(&prompt);
    let wanted = Wanted::read(&request.raw, &prompt.instructions);
    if instructions.judge && prompt.candidate.is_some() {
        return judge::judge(&prompt, wanted.as_ref(), seat).await;
    }
    if prompt.blocks.is_empty() {
        // Nothing marks the context, so all of the prompt may be context.
        let text = prompt.instructions.replace(&prompt.question, "");
        prompt.blocks.push(Block {
            number: 1,
            about: String::new(),
            text,
        });
    }
    let ranked = rank(&prompt, seat).await?;
    let reply = reply(&prompt, &instructions, &ranked);
    match wanted {
        Some(wanted) => reply.fill(&wanted),
        None => Ok(reply.plain(instructions.cite)),
    }
}

/// What the reader found, before it is put into words.
struct Reply {
    /// Each with the number of its block, if it comes from one.
    statements: Vec<(String, Option<u32>)>,
    abstained: bool,
    score: f32,
}

fn reply(prompt: &Prompt, instructions: &Instructions, ranked: &[Scored]) -> Reply {
    let score = ranked.first().map_or(0.0, |best| best.confidence);
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
        statements: vec![(text, None)],
        abstained,
        score,
    }
}

fn found(prompt: &Prompt, brief: bool, ranked: &[Scored]) -> Reply {
    let best = &ranked[0];
    let second = ranked
        .get(1)
        .filter(|second| !brief && best.score - second.score <= CLOSE);
    let statement = |scored: &Scored| {
        let passage = &scored.passage;
        let stop = if passage.text.ends_with(['.', '!', '"', ':']) {
            ""
        } else {
            "."
        };
        (
            format!("{}{stop}", passage.text),
            Some(prompt.blocks[passage.block].number),
        )
    };
    let statements = std::iter::once(best).chain(second).map(statement).collect();
    Reply {
        statements,
        abstained: false,
        score: best.confidence,
    }
}

impl Reply {
    fn plain(&self, cite: bool) -> String {
        let marked = self.statements.iter().map(|(text, block)| match block {
            Some(number) if cite => format!("{text} [{number}]"),
            _ => text.clone(),
        });
        marked.collect::<Vec<_>>().join(" ")
    }

    fn fill(&self, wanted: &Wanted) -> Result<String, ApiError> {
        let mut citations: Vec<u32> = self
            .statements
            .iter()
            .filter_map(|(_, block)| *block)
            .collect();
        citations.dedup();
        wanted.fill(&Fields {
            text: &self.plain(false),
            citations: &citations,
            holds: !self.abstained,
            score: self.score.clamp(0.0, 1.0),
            reason: if self.abstained {
                "Nothing in the context answers it."
            } else {
                "Read from the context."
            },
        })
    }
}
