//! Runs a scenario's checks against one candidate's workspace.

use std::time::Instant;

use super::kinds;
use super::outcome::Verdict;
use super::scene::Scene;
use super::verification::SandboxFactory;
use crate::domain::event::CheckResult;
use crate::pipeline::Base;
use crate::scenario::Scenario;
use crate::scenario::check_spec::{CheckSpec, Place};

/// Runs every check, in the order of the situations that they examine, and passes each
/// result on when it is known. Every check gets a result. A check that cannot be judged is
/// an error, never a pass.
pub async fn run(
    scenario: &Scenario,
    base: &Base,
    factory: &dyn SandboxFactory,
    mut on_result: impl FnMut(CheckResult) + Send,
) {
    for place in [Place::Clean, Place::Live] {
        let checks = in_order(&scenario.manifest.check, place);
        if checks.is_empty() {
            continue;
        }
        let started = Instant::now();
        let opened = match place {
            Place::Clean => factory.open().await,
            Place::Live => factory.open_live().await,
        };
        let sandbox = match opened {
            Ok(sandbox) => sandbox,
            Err(fault) => {
                for check in checks {
                    on_result(result(check, Verdict::error(fault.to_string()), started));
                }
                continue;
            }
        };
        let mut scene = Scene::new(scenario, base, factory, sandbox.as_ref(), place);
        for check in checks {
            let started = Instant::now();
            let verdict = kinds::run(check, &mut scene).await;
            on_result(result(check, verdict, started));
        }
    }
}

/// The checks of a place: earlier situations first, then in the order of the manifest.
fn in_order(checks: &[CheckSpec], place: Place) -> Vec<&CheckSpec> {
    let mut checks: Vec<_> = checks.iter().filter(|it| it.r#where == place).collect();
    checks.sort_by_key(|check| check.run.phase());
    checks
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
