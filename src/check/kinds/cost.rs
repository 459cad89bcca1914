//! Tokens spent on answering questions, compared with the healthy pipeline on the same questions.

use serde_json::json;

use super::gold;
use crate::commands::{self, PipelineQuestion};
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{Cost, Phase};
use crate::scene::Scene;
use crate::verification::VerificationSandbox;

pub async fn run(parameters: &Cost, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let questions = scene.questions(&parameters.questions)?;
    let asked: Vec<_> = questions.iter().map(gold::asked).collect();
    let candidate = tokens(scene.sandbox, &asked).await?;
    let healthy = tokens(scene.healthy().await?, &asked).await?;
    judge(parameters, candidate, healthy, asked.len())
}

fn judge(
    parameters: &Cost,
    candidate: u64,
    healthy: u64,
    questions: usize,
) -> Result<Verdict, Trouble> {
    if healthy == 0 {
        let problem = "the healthy pipeline asked no model, so there is nothing to compare with";
        return Err(Trouble::Unjudged(problem.into()));
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of tokens are small")]
    let ratio = candidate as f64 / healthy as f64;
    let summary = format!(
        "{questions} questions take {candidate} tokens, {ratio:.2} times the {healthy} of the \
         healthy pipeline; at most {:.2} times is allowed",
        parameters.most_ratio
    );
    let details = json!({ "tokens": candidate, "healthy_tokens": healthy, "ratio": ratio });
    // A pipeline that does not call the model is not cheap, it is broken.
    Ok(Verdict::decide(
        candidate > 0 && ratio <= parameters.most_ratio,
        summary,
        details,
    ))
}

async fn tokens(
    sandbox: &dyn VerificationSandbox,
    asked: &[PipelineQuestion<'_>],
) -> Result<u64, Trouble> {
    let before = sandbox.calls().len();
    commands::ask(sandbox, asked).await?;
    let calls = sandbox.calls();
    let made = calls.get(before..).unwrap_or_default();
    Ok(made.iter().map(|call| call.tokens).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::CheckOutcome::{Fail, Pass};

    #[test]
    fn a_ratio_above_the_bound_fails_and_so_does_nothing_at_all() {
        let parameters = Cost {
            questions: String::new(),
            most_ratio: 1.5,
        };
        let outcome = |tokens| judge(&parameters, tokens, 100, 5).unwrap().outcome;
        assert_eq!((outcome(150), outcome(151), outcome(0)), (Pass, Fail, Fail));
        assert!(judge(&parameters, 100, 0, 5).is_err());
    }
}
