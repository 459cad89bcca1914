//! Brings a verification sandbox to the situations that checks examine, each once.

use std::ops::Range;
use std::time::Duration;

use super::kinds::store_counts::{self, StoreCounts};
use super::outcome::Trouble;
use super::pipeline;
use super::verification::{Exit, Finished, ObservedCall, VerificationSandbox};
use crate::scenario::check_spec::Phase;
use crate::scenario::{Base, Scenario};

/// How long a build may take when no check says otherwise.
const BUILD_LIMIT: Duration = Duration::from_mins(5);

/// A sandbox, how far it is, and what was measured on the way.
pub struct Scene<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its base.
    pub base: &'a Base,
    /// The sandbox.
    pub sandbox: &'a dyn VerificationSandbox,
    reached: Phase,
    /// What went wrong on the way to a situation: no later one can be reached.
    stuck: Option<Trouble>,
    built: Option<Finished>,
    second_ingest: Range<usize>,
    refreshed: Option<StoreCounts>,
    rebuilt: Option<StoreCounts>,
}

impl<'a> Scene<'a> {
    /// The situation of a fresh sandbox.
    pub fn new(
        scenario: &'a Scenario,
        base: &'a Base,
        sandbox: &'a dyn VerificationSandbox,
    ) -> Self {
        Self {
            scenario,
            base,
            sandbox,
            reached: Phase::Fresh,
            stuck: None,
            built: None,
            second_ingest: 0..0,
            refreshed: None,
            rebuilt: None,
        }
    }

    /// Builds the pipeline, once.
    pub async fn build(&mut self, limit: Duration) -> Result<Finished, Trouble> {
        if let Some(finished) = &self.built {
            return Ok(finished.clone());
        }
        let finished = pipeline::build(self.sandbox, limit).await?;
        Ok(self.built.insert(finished).clone())
    }

    /// Goes on to a situation. Situations only follow one another: [`Scenario::load`] has seen to
    /// it that no check wants an earlier one.
    pub async fn reach(&mut self, phase: Phase) -> Result<(), Trouble> {
        while self.reached < phase {
            if let Some(trouble) = &self.stuck {
                return Err(trouble.clone());
            }
            if let Err(trouble) = self.advance().await {
                self.stuck = Some(trouble.clone());
                return Err(trouble);
            }
        }
        Ok(())
    }

    /// The model calls of the second ingest.
    pub fn second_ingest(&self) -> Vec<ObservedCall> {
        self.sandbox
            .calls()
            .get(self.second_ingest.clone())
            .unwrap_or_default()
            .to_vec()
    }

    /// What the stores held after the second ingest, and when they were filled from nothing.
    pub fn counts(&self) -> Option<(&StoreCounts, &StoreCounts)> {
        self.refreshed.as_ref().zip(self.rebuilt.as_ref())
    }

    async fn advance(&mut self) -> Result<(), Trouble> {
        self.reached = match self.reached {
            Phase::Fresh => {
                self.need_build().await?;
                self.lay_corpus()?;
                pipeline::ingest(self.sandbox).await?;
                Phase::Ingested
            }
            Phase::Ingested => {
                self.change_data()?;
                let from = self.sandbox.calls().len();
                pipeline::ingest(self.sandbox).await?;
                self.second_ingest = from..self.sandbox.calls().len();
                self.refreshed = Some(store_counts::read(self.sandbox).await?);
                Phase::Refreshed
            }
            Phase::Refreshed => {
                store_counts::empty_stores(self.sandbox).await?;
                pipeline::ingest(self.sandbox).await?;
                self.rebuilt = Some(store_counts::read(self.sandbox).await?);
                Phase::Rebuilt
            }
            Phase::Rebuilt => Phase::Rebuilt,
        };
        Ok(())
    }

    async fn need_build(&mut self) -> Result<(), Trouble> {
        let finished = self.build(BUILD_LIMIT).await?;
        if finished.exit == Exit::Status(0) {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
        Err(Trouble::Command {
            what: "the build".into(),
            how: "failed".into(),
            stderr,
        })
    }

    /// The documents as they are known to the host, whatever the candidate did to theirs.
    fn lay_corpus(&self) -> Result<(), Trouble> {
        self.sandbox.remove("corpus")?;
        let mut files = self.base.corpus().map_err(at_fault)?;
        let overlay = self.scenario.beneath("overlay").into_iter();
        files.extend(overlay.filter(|(path, _)| path.starts_with("corpus/")));
        if let Some(before) = &self.scenario.manifest.verification.before {
            files.extend(self.scenario.beneath(before));
        }
        for (path, file) in files {
            self.sandbox.put_file(&path, &file.bytes)?;
        }
        Ok(())
    }

    fn change_data(&self) -> Result<(), Trouble> {
        let verification = &self.scenario.manifest.verification;
        if let Some(after) = &verification.after {
            for (path, file) in self.scenario.beneath(after) {
                self.sandbox.put_file(&path, &file.bytes)?;
            }
        }
        for path in &verification.removed {
            self.sandbox.remove(path)?;
        }
        Ok(())
    }
}

/// For `map_err` on what reading a scenario answers.
pub fn at_fault(error: impl std::fmt::Display) -> Trouble {
    Trouble::Scenario(error.to_string())
}
