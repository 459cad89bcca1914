//! The library as it is today, for invitations and for people who look at scenarios.

use super::Editions;
use crate::scenario::{Scenario, ScenarioError};

/// Why a scenario of today's library cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error("There is no scenario \"{0}\".")]
    Unknown(String),
    #[error("the scenario \"{slug}\" cannot be read: {cause}")]
    Unreadable { slug: String, cause: ScenarioError },
    /// The folder of the scenarios.
    #[error("the library cannot be listed: {0}")]
    Library(ScenarioError),
    #[error("reading the library: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl Editions {
    /// Every scenario that can be read, by name. The log names the others.
    pub async fn scenarios_today(&self) -> Result<Vec<Scenario>, LibraryError> {
        let library = self.library().clone();
        let read = move || {
            let mut scenarios = Vec::new();
            for slug in library.slugs().map_err(LibraryError::Library)? {
                match Scenario::load(&library, &slug) {
                    Ok(scenario) => scenarios.push(scenario),
                    Err(error) => tracing::error!(slug, %error, "a scenario is left out"),
                }
            }
            Ok(scenarios)
        };
        tokio::task::spawn_blocking(read).await?
    }

    /// The scenario of this name, read from its folder.
    pub async fn scenario_today(&self, slug: String) -> Result<Scenario, LibraryError> {
        let library = self.library().clone();
        let read = move || {
            let slugs = library.slugs().map_err(LibraryError::Library)?;
            if !slugs.contains(&slug) {
                return Err(LibraryError::Unknown(slug));
            }
            let loaded = Scenario::load(&library, &slug);
            loaded.map_err(|cause| LibraryError::Unreadable { slug, cause })
        };
        tokio::task::spawn_blocking(read).await?
    }
}
