//! Answers questions: ties retrieval, packing, the prompt, the model and the validation together.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use tracing::Span;

use crate::answer_cache::{AnswerCache, CacheKey};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::generate::{Generated, Usage, generate};
use crate::index::Record;
use crate::pack::{Packed, pack, render};
use crate::prompt::Prompt;
use crate::retrieve::{Candidate, Leg, Retriever};
use crate::scope::Scope;
use crate::stage;
use crate::validate::{Checked, Validation, validate};

/// An answer and everything that it was made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// The answer, with its citations.
    pub answer: String,
    /// Whether the answer is that the documents do not say.
    pub abstained: bool,
    /// The cited chunks.
    pub citations: Vec<Citation>,
    /// The prompt.
    pub prompt: PromptUsed,
    /// The model that answered.
    pub model: String,
    /// What it cost.
    pub usage: Usage,
    /// The chunks that the model was given, in order.
    pub context: Vec<ContextBlock>,
    /// Whether the answer stands on its sources.
    pub validation: Validation,
    /// Whether it was remembered; its usage is then what it cost when it was made.
    #[serde(default)]
    pub cached: bool,
}

/// An answer with the context as the model read it.
pub struct Composed {
    /// The answer.
    pub answer: Answer,
    /// The rendered blocks.
    pub context: String,
}

/// A cited chunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The document.
    pub doc: String,
    /// The chunk's place in it.
    pub chunk: usize,
}

/// The version of the prompt that was used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PromptUsed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The label that led to it.
    pub label: Option<String>,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// A chunk that the model was given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContextBlock {
    /// The document.
    pub doc: String,
    /// The chunk's place in it.
    pub chunk: usize,
    /// First byte of the body that it covers.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Everything that answering needs.
pub struct Assistant<'a> {
    /// Finds the context.
    pub retriever: Retriever<'a>,
    /// Writes the answer.
    pub gateway: &'a Gateway,
    /// Models, limits and weights.
    pub config: &'a Config,
    /// The content of the index, for the cache's key.
    pub index_epoch: String,
    /// Remembers answers, unless switched off.
    pub cache: Option<AnswerCache>,
}

impl Assistant<'_> {
    /// Answers a question from what its asker may see.
    #[tracing::instrument(name = "answer", skip_all, fields(
        halden.prompt.version = prompt.version,
        halden.prompt.sha256 = prompt.sha256,
    ))]
    pub async fn answer(&self, prompt: &Prompt, question: &str, scope: &Scope) -> Result<Answer> {
        let key = CacheKey {
            question,
            scope,
            prompt_sha256: &prompt.sha256,
            index_epoch: &self.index_epoch,
            config: self.config,
            release: env!("CARGO_PKG_VERSION"),
        };
        if let Some(answer) = self.cache.as_ref().and_then(|cache| cache.get::<Answer>(&key)) {
            tracing::info!("answered from the cache");
            return Ok(Answer { prompt: prompt.into(), cached: true, ..answer });
        }
        let answer = self.compose(prompt, question, scope, Leg::Reranked).await?.answer;
        let sound = answer.validation.problems.is_empty();
        if let Some(cache) = self.cache.as_ref().filter(|_| sound) {
            cache.put(&key, &answer)?;
        }
        Ok(answer)
    }

    /// Makes an answer, whatever is remembered, from the candidates of a leg.
    pub async fn compose(
        &self,
        prompt: &Prompt,
        question: &str,
        scope: &Scope,
        leg: Leg,
    ) -> Result<Composed> {
        let depth = self.config.pack.candidates;
        let candidates = self.retriever.search(question, scope, leg, depth).await?;
        let packed = self.pack(candidates);
        let rendered = render(&packed.chosen);
        let variables =
            BTreeMap::from([("context", rendered.clone()), ("question", question.to_owned())]);
        let messages = prompt.template.render(&variables)?;
        let generated = generate(self.gateway, &self.config.chat, messages).await?;
        let context: Vec<Record> = packed.chosen.into_iter().map(|chosen| chosen.record).collect();
        let checked = checked(&generated, &context);
        let answer = assemble(prompt, question, generated, checked, &context);
        Ok(Composed { answer, context: rendered })
    }

    #[tracing::instrument(name = "pack", skip_all, fields(results, dropped, tokens))]
    fn pack(&self, candidates: Vec<Candidate>) -> Packed {
        let packed = pack(candidates, &self.config.pack);
        stage::tell(&packed.chosen);
        let span = Span::current();
        span.record("dropped", packed.dropped.len());
        span.record("tokens", packed.tokens);
        packed
    }
}

#[tracing::instrument(name = "validate", skip_all, fields(abstained, grounded, problems))]
fn checked(generated: &Generated, context: &[Record]) -> Checked {
    let checked = validate(&generated.text, context, generated.truncated);
    let span = Span::current();
    span.record("abstained", checked.abstained);
    span.record("grounded", checked.validation.grounded);
    span.record("problems", checked.validation.problems.join("; "));
    checked
}

fn assemble(
    prompt: &Prompt,
    question: &str,
    generated: Generated,
    checked: Checked,
    context: &[Record],
) -> Answer {
    let citation = |at: &usize| {
        let Record { doc, chunk, .. } = &context[*at];
        Citation { doc: doc.clone(), chunk: *chunk }
    };
    let block = |record: &Record| {
        let Record { doc, chunk, start, end, .. } = record;
        ContextBlock { doc: doc.clone(), chunk: *chunk, start: *start, end: *end }
    };
    Answer {
        question: question.to_owned(),
        answer: generated.text.trim().to_owned(),
        abstained: checked.abstained,
        citations: checked.cited.iter().map(citation).collect(),
        prompt: prompt.into(),
        model: generated.model,
        usage: generated.usage,
        context: context.iter().map(block).collect(),
        validation: checked.validation,
        cached: false,
    }
}

impl From<&Prompt> for PromptUsed {
    fn from(prompt: &Prompt) -> Self {
        let Prompt { name, version, label, sha256, .. } = prompt;
        let (name, version, label) = (name.clone(), *version, label.clone());
        Self { name, version, label, sha256: sha256.clone() }
    }
}
