//! The opened stores and clients that searching and answering share.

use anyhow::{Context, Result};

use halden::answer_cache::AnswerCache;
use halden::assistant::Assistant;
use halden::config::{Config, Environment};
use halden::embed::Embedder;
use halden::eval::{Question, read_questions};
use halden::gateway::Gateway;
use halden::index::{DenseIndex, Fingerprint, LexicalIndex, Manifest};
use halden::prompt::{Registry, Selector};
use halden::retrieve::Retriever;

use crate::cli::Asked;

/// Everything that is open while questions are answered.
pub struct Session<'a> {
    config: &'a Config,
    environment: &'a Environment,
    gateway: Gateway,
    lexical: LexicalIndex,
    dense: DenseIndex,
    manifest: Manifest,
}

impl<'a> Session<'a> {
    /// Opens what an earlier ingest made, and refuses what was made for another model.
    pub fn open(config: &'a Config, environment: &'a Environment) -> Result<Self> {
        let manifest = Manifest::load(&environment.state)?
            .context("nothing has been ingested yet; run `halden ingest`")?;
        manifest.require(&Fingerprint::of(config))?;
        Ok(Self {
            config,
            environment,
            gateway: Gateway::new(environment, &config.retry)?,
            lexical: LexicalIndex::open(&lexical_folder(environment))?,
            dense: DenseIndex::new(&environment.qdrant_url, config.embed.dimensions)?,
            manifest,
        })
    }

    /// The retrieval stage.
    pub fn retriever(&self) -> Retriever<'_> {
        Retriever {
            lexical: &self.lexical,
            dense: &self.dense,
            embedder: Embedder::new(&self.gateway, &self.config.embed),
            config: &self.config.retrieve,
            rerank: &self.config.rerank,
        }
    }

    /// The whole assistant, with the prompt that a label means now. An evaluation must not see
    /// remembered answers.
    pub fn assistant(&self, label: &str, may_remember: bool) -> Result<Assistant<'_>> {
        let registry = Registry::new(&self.environment.prompts);
        let remembers = may_remember && self.config.cache.enabled;
        Ok(Assistant {
            retriever: self.retriever(),
            gateway: &self.gateway,
            config: self.config,
            prompt: registry.resolve("answer", &Selector::Label(label.to_owned()))?,
            index_epoch: self.manifest.epoch(),
            cache: remembers.then(|| AnswerCache::new(&self.environment.state)),
        })
    }
}

/// Where the lexical index is.
pub fn lexical_folder(environment: &Environment) -> std::path::PathBuf {
    environment.state.join("bm25")
}

/// The questions of a `--batch`, or nothing for a single question.
pub fn batch(asked: &Asked) -> Result<Option<Vec<Question>>> {
    asked.batch.as_deref().map(read_questions).transpose()
}
