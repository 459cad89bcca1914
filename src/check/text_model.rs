//! The gateway's embedding model, as checks use it.

use futures_util::future::BoxFuture;

use super::verification::{SandboxFault, TextModel};
use crate::gateway::Embedder;

impl TextModel for Embedder {
    fn word_pieces(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<usize>, SandboxFault>> {
        Box::pin(async move { self.lengths(texts).await.map_err(fault) })
    }

    fn vectors(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<Vec<f32>>, SandboxFault>> {
        Box::pin(async move {
            let embedded = self.embed(texts).await.map_err(fault)?;
            Ok(embedded.vectors.iter().map(|it| it.to_vec()).collect())
        })
    }
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}
