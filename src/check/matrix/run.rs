//! Runs variants, as many at once as allowed, and reports progress.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::cache::Cache;
use super::variant_run::Run;
use crate::SandboxFactory;
use crate::domain::event::CheckResult;
use crate::domain::ids::Digest;
use crate::pipeline::Base;
use crate::scenario::{Scenario, Variant};

pub trait Sandboxes: Send + Sync {
    /// Each sandbox that it makes is fresh and holds this variant.
    fn factory(&self, scenario: &Arc<Scenario>, variant: &Variant) -> Arc<dyn SandboxFactory>;
}

/// One run of a variant.
#[derive(Clone)]
pub struct Job {
    pub scenario: Arc<Scenario>,
    pub base: Arc<Base>,
    pub variant: Variant,
    /// Which of the repeats, from 1.
    pub repeat: u32,
    /// The digest of everything that the results depend on. `None`: the run is never remembered.
    pub key: Option<Digest>,
}

#[derive(Clone, Debug)]
pub enum Progress {
    Began {
        variant: String,
        repeat: u32,
    },
    /// One check has a result.
    Result {
        variant: String,
        repeat: u32,
        result: Box<CheckResult>,
    },
    /// A run has ended, or was remembered.
    Ended(Run),
}

/// Runs what is not remembered, `at_once` at a time, and keeps complete runs. After `until`, none
/// is begun, and the result lacks those that were not. `None` if it was
/// stopped; then every run that had begun was dropped.
pub async fn run_all(
    jobs: Vec<Job>,
    at_once: usize,
    sandboxes: Arc<dyn Sandboxes>,
    cache: Option<Cache>,
    progress: UnboundedSender<Progress>,
    until: Option<Instant>,
    stop: &CancellationToken,
) -> Option<Vec<Run>> {
    let mut runs = Vec::with_capacity(jobs.len());
    let mut waiting = Vec::new();
    for job in jobs {
        let remembered = cache
            .as_ref()
            .zip(job.key)
            .and_then(|(it, key)| it.get(key));
        if let Some(run) = remembered {
            let _ = progress.send(Progress::Ended(run.clone()));
            runs.push(run);
        } else {
            waiting.push(job);
        }
    }
    let mut waiting = waiting.into_iter();
    let mut running = JoinSet::new();
    loop {
        let in_time = until.is_none_or(|until| Instant::now() < until);
        while in_time && running.len() < at_once.max(1) {
            let Some(job) = waiting.next() else { break };
            let (sandboxes, progress) = (Arc::clone(&sandboxes), progress.clone());
            running.spawn(async move {
                let run = run_one(&job, sandboxes.as_ref(), &progress).await;
                (job.key, run)
            });
        }
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => {
                running.shutdown().await;
                return None;
            }
            ended = running.join_next() => ended,
        };
        let Some(ended) = ended else { break };
        // A run panics only because of a defect in a check, so the panic is passed on.
        let (key, run) = ended.unwrap_or_else(|error| {
            std::panic::resume_unwind(error.try_into_panic().unwrap_or_else(|it| Box::new(it)))
        });
        if let (Some(cache), Some(key), true) = (&cache, key, run.is_complete())
            && let Err(error) = cache.put(key, &run)
        {
            tracing::warn!(%error, "the result is not remembered");
        }
        let _ = progress.send(Progress::Ended(run.clone()));
        runs.push(run);
    }
    Some(runs)
}

async fn run_one(
    job: &Job,
    sandboxes: &dyn Sandboxes,
    progress: &UnboundedSender<Progress>,
) -> Run {
    let (variant, repeat) = (job.variant.to_string(), job.repeat);
    let _ = progress.send(Progress::Began {
        variant: variant.clone(),
        repeat,
    });
    let started = Instant::now();
    let factory = sandboxes.factory(&job.scenario, &job.variant);
    let mut results = Vec::new();
    crate::run(&job.scenario, &job.base, factory.as_ref(), |result| {
        let _ = progress.send(Progress::Result {
            variant: variant.clone(),
            repeat,
            result: Box::new(result.clone()),
        });
        results.push(result);
    })
    .await;
    Run {
        variant,
        repeat,
        results,
        seconds: started.elapsed().as_secs_f64(),
        remembered: false,
    }
}
