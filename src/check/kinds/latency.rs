//! How long an answer takes, compared with the healthy pipeline on
//! the same questions, in alternation.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::commands::{argv, succeed};
use crate::outcome::{Trouble, Verdict};
use crate::pipeline::PipelineManifest;
use crate::pipeline::question::Question;
use crate::scenario::check_spec::{Latency, Phase};
use crate::scene::Scene;
use crate::verification::VerificationSandbox;

/// More questions do not improve the median.
const MOST_QUESTIONS: usize = 15;
/// The median of fewer is chance.
const FEWEST: usize = 3;
const LIMIT: Duration = Duration::from_secs(60);

/// The time to start a command is measured too, and subtracted.
pub async fn run(parameters: &Latency, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let mut questions = scene.questions(&parameters.questions)?;
    questions.truncate(MOST_QUESTIONS);
    if questions.len() < FEWEST {
        let problem = format!("a median needs {FEWEST} questions or more");
        return Err(Trouble::Unjudged(problem));
    }
    let candidate = scene.sandbox;
    let healthy = scene.healthy().await?;
    let (mut nothing, mut seen, mut compared) = (Vec::new(), Vec::new(), Vec::new());
    for question in &questions {
        nothing.push(timed(candidate, argv(&["/usr/bin/true"])).await?);
        compared.push(timed(healthy, ask(candidate.pipeline(), question)).await?);
        seen.push(timed(candidate, ask(candidate.pipeline(), question)).await?);
    }
    Ok(judge(
        parameters,
        median(nothing),
        median(seen),
        median(compared),
    ))
}

fn judge(parameters: &Latency, nothing: Duration, seen: Duration, healthy: Duration) -> Verdict {
    let without_start = |time: Duration| time.saturating_sub(nothing).max(Duration::from_millis(1));
    let (seen, healthy) = (without_start(seen), without_start(healthy));
    let ratio = seen.as_secs_f64() / healthy.as_secs_f64();
    let summary = format!(
        "an answer takes {} ms, {ratio:.2} times the {} ms of the healthy pipeline; at most {:.2} \
         times is allowed",
        seen.as_millis(),
        healthy.as_millis(),
        parameters.most_ratio
    );
    let details = json!({
        "median_ms": seen.as_millis(), "healthy_median_ms": healthy.as_millis(), "ratio": ratio,
    });
    Verdict::decide(ratio <= parameters.most_ratio, summary, details)
}

fn ask(pipeline: &PipelineManifest, question: &Question) -> Vec<String> {
    let mut words = pipeline.argv(["ask"]);
    if let Some(customer) = &question.customer {
        words.extend(["--customer".to_owned(), customer.clone()]);
    }
    words.extend(["--".to_owned(), question.text.clone()]);
    words
}

async fn timed(sandbox: &dyn VerificationSandbox, argv: Vec<String>) -> Result<Duration, Trouble> {
    let started = Instant::now();
    succeed(sandbox, &sandbox.pipeline().named("ask"), argv, LIMIT).await?;
    Ok(started.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::CheckOutcome::{Fail, Pass};

    #[test]
    fn the_median_without_the_start_is_compared() {
        let parameters = Latency {
            questions: String::new(),
            most_ratio: 2.0,
        };
        let millis = Duration::from_millis;
        assert_eq!(
            median(vec![millis(900), millis(10), millis(20)]),
            millis(20)
        );
        let outcome = |seen| judge(&parameters, millis(50), millis(seen), millis(150)).outcome;
        assert_eq!((outcome(250), outcome(251)), (Pass, Fail));
    }
}
