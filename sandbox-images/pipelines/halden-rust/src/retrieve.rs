//! Finds candidates: a lexical leg, a dense leg, and what is made of both.

use std::str::FromStr;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::embed::Embedder;
use crate::fuse::reciprocal_ranks;
use crate::index::{DenseIndex, LexicalIndex, Record};
use crate::rerank::{RerankConfig, rerank};
use crate::scope::Scope;
use crate::stage;

/// `[retrieve]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetrieveConfig {
    /// How many candidates each leg gives.
    pub candidates: usize,
    /// The constant of reciprocal rank fusion.
    pub rrf_k: f64,
}

/// How far down the pipeline a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Leg {
    /// The lexical leg alone.
    Bm25,
    /// The dense leg alone.
    Dense,
    /// Both, fused.
    Fused,
    /// Both, fused and reranked: what answers are made from.
    Reranked,
}

impl FromStr for Leg {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        clap::ValueEnum::from_str(name, false)
    }
}

/// A chunk that may help to answer a question.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The chunk.
    pub record: Record,
    /// What it is ordered by; comparable only within one leg.
    pub score: f64,
    /// Its cosine similarity to the question, if the dense leg found it.
    pub cosine: Option<f64>,
}

/// The retrieval stage.
pub struct Retriever<'a> {
    /// The lexical index.
    pub lexical: &'a LexicalIndex,
    /// The dense index.
    pub dense: &'a DenseIndex,
    /// Embeds the question as the chunks were embedded.
    pub embedder: Embedder<'a>,
    /// How many candidates, and how they are fused.
    pub config: &'a RetrieveConfig,
    /// How they are reranked.
    pub rerank: &'a RerankConfig,
}

impl Retriever<'_> {
    /// The best `limit` candidates of a leg, best first.
    #[tracing::instrument(name = "retrieve", skip_all, fields(?leg, limit))]
    pub async fn search(
        &self,
        question: &str,
        scope: &Scope,
        leg: Leg,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        ensure!(!question.trim().is_empty(), "the question is empty");
        let depth = self.config.candidates.max(limit);
        let mut found = match leg {
            Leg::Bm25 => self.lexical_leg(question, scope, depth)?,
            Leg::Dense => self.dense_leg(question, scope, depth).await?,
            Leg::Fused | Leg::Reranked => {
                let lexical = self.lexical_leg(question, scope, depth)?;
                let dense = self.dense_leg(question, scope, depth).await?;
                reciprocal_ranks(vec![lexical, dense], self.config.rrf_k)
            }
        };
        // Both legs filter. If one ever does not, stop here rather than show a customer's papers.
        for candidate in &found {
            ensure!(
                scope.admits(&candidate.record.audience),
                "the {leg:?} leg returned a document outside the asker's scope"
            );
        }
        if leg == Leg::Reranked {
            found = rerank(question, found, self.rerank);
        }
        found.truncate(limit);
        Ok(found)
    }

    #[tracing::instrument(name = "lexical leg", skip_all, fields(results))]
    fn lexical_leg(&self, question: &str, scope: &Scope, limit: usize) -> Result<Vec<Candidate>> {
        let found = self.lexical.search(question, scope, limit)?;
        let candidate =
            |(record, score)| Candidate { record, score: f64::from(score), cosine: None };
        let found: Vec<_> = found.into_iter().map(candidate).collect();
        stage::tell(&found);
        Ok(found)
    }

    #[tracing::instrument(name = "dense leg", skip_all, fields(results))]
    async fn dense_leg(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        let vector = self.embedder.embed_one(question).await?;
        let found = self.dense.search(vector, scope, limit).await?;
        let candidate = |(record, cosine)| {
            let cosine = f64::from(cosine);
            Candidate { record, score: cosine, cosine: Some(cosine) }
        };
        let found: Vec<_> = found.into_iter().map(candidate).collect();
        stage::tell(&found);
        Ok(found)
    }
}
