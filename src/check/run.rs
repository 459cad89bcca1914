//! Runs a scenario's checks against one candidate's workspace.

use std::time::Instant;

use futures_util::future::BoxFuture;

use super::kinds;
use super::outcome::Verdict;
use super::scene::Scene;
use super::verification::{SandboxFault, VerificationSandbox};
use crate::domain::event::CheckResult;
use crate::scenario::check_spec::CheckSpec;
use crate::scenario::{Base, Scenario};

/// Makes verification sandboxes for one candidate's final workspace.
pub trait SandboxFactory: Send + Sync {
    /// Makes a fresh one; dropping it removes it.
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn VerificationSandbox>, SandboxFault>>;
}

/// Runs every check in the manifest's order and hands each result on as it is known. Every check
/// gets a result, whatever happens: what cannot be found out is an error, never a pass.
pub async fn run(
    scenario: &Scenario,
    base: &Base,
    factory: &dyn SandboxFactory,
    mut on_result: impl FnMut(CheckResult) + Send,
) {
    let checks = &scenario.manifest.check;
    let sandbox = match factory.open().await {
        Ok(sandbox) => sandbox,
        Err(fault) => {
            for check in checks {
                on_result(result(
                    check,
                    Verdict::error(fault.to_string()),
                    Instant::now(),
                ));
            }
            return;
        }
    };
    let mut scene = Scene::new(scenario, base, sandbox.as_ref());
    for check in checks {
        let started = Instant::now();
        let verdict = kinds::run(check, &mut scene).await;
        on_result(result(check, verdict, started));
    }
}

fn result(check: &CheckSpec, verdict: Verdict, started: Instant) -> CheckResult {
    CheckResult {
        check: check.id.clone(),
        asserts: check.asserts.clone(),
        outcome: verdict.outcome,
        summary: verdict.summary,
        details: verdict.details,
        duration: i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX),
    }
}
