//! Held-back questions are answered correctly, and the pipeline abstains
//! where the documents say nothing.

use serde_json::json;

use super::gold;
use super::wording::contains;
use crate::commands::{self, Answered};
use crate::outcome::{Trouble, Verdict};
use crate::pipeline::question::Question;
use crate::scenario::check_spec::{Answers, Phase};
use crate::scene::Scene;

pub async fn run(parameters: &Answers, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let questions = scene.questions(&parameters.questions)?;
    let asked: Vec<_> = questions.iter().map(gold::asked).collect();
    let answered = commands::ask(scene.sandbox, &asked).await?;

    let pairs = questions.iter().zip(&answered);
    let wrong: Vec<&str> = pairs
        .filter(|(question, answered)| !is_right(question, answered))
        .map(|(question, _)| question.id.as_str())
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are small")]
    let share = 1.0 - wrong.len() as f64 / questions.len().max(1) as f64;
    let summary = format!(
        "{share:.3} of {} questions are answered correctly; at least {:.3} is expected",
        questions.len(),
        parameters.at_least
    );
    let details = json!({ "right": share, "questions": questions.len(), "wrong": wrong });
    Ok(Verdict::decide(
        share >= parameters.at_least && !questions.is_empty(),
        summary,
        details,
    ))
}

fn is_right(question: &Question, answered: &Answered) -> bool {
    if !question.answerable || answered.abstained {
        return answered.abstained && !question.answerable;
    }
    let answer = answered.answer.as_deref().unwrap_or_default();
    question
        .accept
        .iter()
        .any(|accepted| contains(answer, accepted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(answerable: bool) -> Question {
        Question {
            id: "q".into(),
            text: "How long?".into(),
            customer: None,
            answer: None,
            kind: None,
            accept: vec!["72 hours".into(), "three days".into()],
            answerable,
            spans: Vec::new(),
        }
    }

    fn answered(answer: &str, abstained: bool) -> Answered {
        Answered {
            id: "q".into(),
            answer: Some(answer.into()),
            abstained,
        }
    }

    #[test]
    fn an_accepted_wording_is_right_and_abstaining_is_right_only_without_an_answer() {
        assert!(is_right(
            &question(true),
            &answered("Up to 72\u{a0}Hours before.", false)
        ));
        assert!(!is_right(&question(true), &answered("5 days", false)));
        assert!(!is_right(&question(true), &answered("72 hours", true)));
        assert!(is_right(&question(false), &answered("", true)));
        assert!(!is_right(&question(false), &answered("72 hours", false)));
    }
}
