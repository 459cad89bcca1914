//! Brings a verification sandbox to each situation that checks examine, once.

use std::ops::Range;
use std::time::Duration;

use super::commands;
use super::documents::{self, Documents};
use super::kinds::store_counts::{self, StoreCounts};
use super::outcome::{Trouble, at_fault};
use super::verification::{Exit, Finished, ObservedCall, SandboxFactory, VerificationSandbox};
use crate::pipeline::Base;
use crate::pipeline::folder::Files;
use crate::pipeline::question::Question;
use crate::scenario::Scenario;
use crate::scenario::check_spec::{Phase, Place};

/// How long a build may take if no check says otherwise.
const BUILD_LIMIT: Duration = Duration::from_mins(5);

/// A sandbox, the situation that it is in, and what was measured so far.
pub struct Scene<'a> {
    pub scenario: &'a Scenario,
    pub base: &'a Base,
    pub sandbox: &'a dyn VerificationSandbox,
    /// Makes further sandboxes.
    pub factory: &'a dyn SandboxFactory,
    place: Place,
    reached: Phase,
    /// Why a situation was not reached. No later one can be reached either.
    stuck: Option<Trouble>,
    built: Option<Finished>,
    first_ingest: Range<usize>,
    second_ingest: Range<usize>,
    refreshed: Option<StoreCounts>,
    rebuilt: Option<StoreCounts>,
    /// The healthy pipeline, after its first ingest.
    healthy: Option<Box<dyn VerificationSandbox>>,
}

impl<'a> Scene<'a> {
    /// The situation of a fresh sandbox. In a live one, the stores are as the candidate left them;
    /// nothing is ingested before the stores are emptied for comparison.
    pub fn new(
        scenario: &'a Scenario,
        base: &'a Base,
        factory: &'a dyn SandboxFactory,
        sandbox: &'a dyn VerificationSandbox,
        place: Place,
    ) -> Self {
        Self {
            scenario,
            base,
            sandbox,
            factory,
            place,
            reached: Phase::Fresh,
            stuck: None,
            built: None,
            first_ingest: 0..0,
            second_ingest: 0..0,
            refreshed: None,
            rebuilt: None,
            healthy: None,
        }
    }

    /// Builds the pipeline at most once.
    pub async fn build(&mut self, limit: Duration) -> Result<Finished, Trouble> {
        if let Some(finished) = &self.built {
            return Ok(finished.clone());
        }
        let finished = commands::build(self.sandbox, limit).await?;
        Ok(self.built.insert(finished).clone())
    }

    /// Advances to a situation. Situations only go forward; [`super::run`]
    /// has sorted the checks accordingly.
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

    /// The model calls of the first ingest.
    pub fn first_ingest(&self) -> Vec<ObservedCall> {
        self.calls_in(&self.first_ingest)
    }

    /// The model calls of the second ingest.
    pub fn second_ingest(&self) -> Vec<ObservedCall> {
        self.calls_in(&self.second_ingest)
    }

    /// What the stores held after the second ingest, then after they were filled from nothing.
    /// `None` before that.
    pub fn counts(&self) -> Option<(&StoreCounts, &StoreCounts)> {
        self.refreshed.as_ref().zip(self.rebuilt.as_ref())
    }

    /// The questions that a check names.
    pub fn questions(&self, which: &str) -> Result<Vec<Question>, Trouble> {
        self.scenario.questions(self.base, which).map_err(at_fault)
    }

    /// The documents of the first ingest, as the host knows them.
    pub fn documents(&self) -> Result<Documents, Trouble> {
        documents::read(self.corpus()?)
    }

    /// The healthy pipeline in a sandbox of its own, with the documents of the first ingest.
    pub async fn healthy(&mut self) -> Result<&dyn VerificationSandbox, Trouble> {
        if self.healthy.is_none() {
            let sandbox = self.factory.open_healthy().await?;
            let finished = commands::build(sandbox.as_ref(), BUILD_LIMIT).await?;
            well_built("the build of the healthy pipeline", &finished)?;
            self.lay_corpus(sandbox.as_ref())?;
            commands::ingest(sandbox.as_ref()).await?;
            self.healthy = Some(sandbox);
        }
        self.healthy
            .as_deref()
            .ok_or_else(|| Trouble::Scenario("there is no healthy pipeline".into()))
    }

    fn calls_in(&self, range: &Range<usize>) -> Vec<ObservedCall> {
        let calls = self.sandbox.calls();
        calls.get(range.clone()).unwrap_or_default().to_vec()
    }

    async fn advance(&mut self) -> Result<(), Trouble> {
        let live = self.place == Place::Live;
        self.reached = match self.reached {
            Phase::Fresh => {
                let finished = self.build(BUILD_LIMIT).await?;
                well_built("the build", &finished)?;
                Phase::Built
            }
            Phase::Built => {
                if !live {
                    self.lay_corpus(self.sandbox)?;
                    self.first_ingest = self.ingest().await?;
                }
                Phase::Ingested
            }
            Phase::Ingested => {
                if !live {
                    self.change_data()?;
                    self.second_ingest = self.ingest().await?;
                }
                self.refreshed = Some(store_counts::read(self.sandbox).await?);
                Phase::Refreshed
            }
            Phase::Refreshed => {
                store_counts::empty_stores(self.sandbox).await?;
                commands::ingest(self.sandbox).await?;
                self.rebuilt = Some(store_counts::read(self.sandbox).await?);
                Phase::Rebuilt
            }
            Phase::Rebuilt => Phase::Rebuilt,
        };
        Ok(())
    }

    /// The range in [`VerificationSandbox::calls`] of the calls that this ingest made.
    async fn ingest(&self) -> Result<Range<usize>, Trouble> {
        let from = self.sandbox.calls().len();
        commands::ingest(self.sandbox).await?;
        Ok(from..self.sandbox.calls().len())
    }

    /// The host's own copies, whatever the candidate did to theirs.
    fn corpus(&self) -> Result<Files, Trouble> {
        let mut files = self.base.corpus().map_err(at_fault)?;
        let overlay = self.scenario.beneath("overlay").into_iter();
        files.extend(overlay.filter(|(path, _)| path.starts_with("corpus/")));
        if let Some(before) = &self.scenario.manifest.verification.before
            && self.place == Place::Clean
        {
            files.extend(self.scenario.beneath(before));
        }
        Ok(files)
    }

    fn lay_corpus(&self, sandbox: &dyn VerificationSandbox) -> Result<(), Trouble> {
        sandbox.remove("corpus")?;
        for (path, file) in self.corpus()? {
            sandbox.put_file(&path, &file.bytes)?;
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

fn well_built(what: &str, finished: &Finished) -> Result<(), Trouble> {
    if finished.exit == Exit::Status(0) {
        return Ok(());
    }
    Err(Trouble::Command {
        what: what.into(),
        how: "failed".into(),
        stderr: String::from_utf8_lossy(&finished.stderr).into_owned(),
    })
}
