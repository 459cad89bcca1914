//! Answers questions: ties retrieval, packing, the prompt, the model and the validation together.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::answer_cache::{AnswerCache, CacheKey};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::generate::{Generated, Usage, generate};
use crate::index::Record;
use crate::pack::{pack, render};
use crate::prompt::Prompt;
use crate::retrieve::{Leg, Retriever};
use crate::scope::Scope;
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
    /// The resolved prompt.
    pub prompt: Prompt,
    /// The content of the index, for the cache's key.
    pub index_epoch: String,
    /// Remembers answers, unless switched off.
    pub cache: Option<AnswerCache>,
}

impl Assistant<'_> {
    /// Answers a question from what its asker may see.
    #[tracing::instrument(name = "answer", skip_all, fields(
        halden.prompt.version = self.prompt.version,
        halden.prompt.sha256 = self.prompt.sha256,
    ))]
    pub async fn answer(&self, question: &str, scope: &Scope, leg: Leg) -> Result<Answer> {
        let key = CacheKey {
            question,
            scope,
            prompt_sha256: &self.prompt.sha256,
            index_epoch: &self.index_epoch,
            config: self.config,
            release: env!("CARGO_PKG_VERSION"),
        };
        // Only what `ask` shows is remembered; other legs are for evaluation.
        let cache = self.cache.as_ref().filter(|_| leg == Leg::Reranked);
        if let Some(answer) = cache.and_then(|cache| cache.get::<Answer>(&key)) {
            tracing::info!("answered from the cache");
            return Ok(Answer { prompt: self.prompt_used(), ..answer });
        }
        let answer = self.compose(question, scope, leg).await?;
        let sound = answer.validation.problems.is_empty();
        if let Some(cache) = cache.filter(|_| sound) {
            cache.put(&key, &answer)?;
        }
        Ok(answer)
    }

    async fn compose(&self, question: &str, scope: &Scope, leg: Leg) -> Result<Answer> {
        let depth = self.config.pack.candidates;
        let candidates = self.retriever.search(question, scope, leg, depth).await?;
        let packed = pack(candidates, &self.config.pack);
        tracing::info!(
            chosen = packed.chosen.len(),
            dropped = packed.dropped.len(),
            tokens = packed.tokens,
            "context packed"
        );
        let variables = BTreeMap::from([
            ("context", render(&packed.chosen)),
            ("question", question.to_owned()),
        ]);
        let messages = self.prompt.template.render(&variables)?;
        let generated = generate(self.gateway, &self.config.chat, messages).await?;
        let context: Vec<Record> = packed.chosen.into_iter().map(|chosen| chosen.record).collect();
        let checked = validate(&generated.text, &context, generated.truncated);
        Ok(self.assemble(question, generated, checked, &context))
    }

    fn assemble(
        &self,
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
            prompt: self.prompt_used(),
            model: generated.model,
            usage: generated.usage,
            context: context.iter().map(block).collect(),
            validation: checked.validation,
        }
    }

    fn prompt_used(&self) -> PromptUsed {
        let Prompt { name, version, label, sha256, .. } = &self.prompt;
        PromptUsed {
            name: name.clone(),
            version: *version,
            label: label.clone(),
            sha256: sha256.clone(),
        }
    }
}
