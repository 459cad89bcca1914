//! The opened stores and clients that searching and answering share.

use anyhow::{Context, Result};

use halden::answer_cache::AnswerCache;
use halden::answer_log::AnswerLog;
use halden::assistant::Assistant;
use halden::config::{Config, Environment};
use halden::desk::Desk;
use halden::embed::Embedder;
use halden::eval::{Judge, Question, read_questions};
use halden::gateway::Gateway;
use halden::index::{DenseIndex, Fingerprint, LexicalIndex, Manifest};
use halden::prompt::Registry;
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

    /// Everything that answering takes.
    pub fn assistant(&self) -> Assistant<'_> {
        let remembers = self.config.cache.enabled;
        Assistant {
            retriever: self.retriever(),
            gateway: &self.gateway,
            config: self.config,
            index_epoch: self.manifest.epoch(),
            cache: remembers.then(|| AnswerCache::new(&self.environment.state)),
        }
    }

    /// The assistant as those who ask meet it.
    pub fn desk(&self) -> Desk<'_> {
        Desk { assistant: self.assistant(), log: AnswerLog::new(&self.environment.state) }
    }

    /// The judge of an evaluation.
    pub fn judge(&self, label: &str) -> Result<Judge<'_>> {
        judge(self.config, self.environment, &self.gateway, label)
    }
}

/// The judge, which needs no store.
pub fn judge<'a>(
    config: &'a Config,
    environment: &Environment,
    gateway: &'a Gateway,
    label: &str,
) -> Result<Judge<'a>> {
    let release = Registry::new(&environment.prompts).release("judge", label)?;
    Ok(Judge { gateway, config: &config.judge, prompt: release.stable().clone() })
}

/// Where the lexical index is.
pub fn lexical_folder(environment: &Environment) -> std::path::PathBuf {
    environment.state.join("bm25")
}

/// The questions of a `--batch`, or nothing for a single question.
pub fn batch(asked: &Asked) -> Result<Option<Vec<Question>>> {
    asked.batch.as_deref().map(read_questions).transpose()
}
