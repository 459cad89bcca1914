//! `halden ask`

use anyhow::{Result, ensure};
use serde::Serialize;

use halden::assistant::Answer;
use halden::config::{Config, Environment};
use halden::retrieve::Leg;
use halden::scope::Scope;

use super::session::{Session, batch};
use crate::cli::Ask;

#[derive(Serialize)]
struct Batch {
    results: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    #[serde(flatten)]
    outcome: Outcome,
}

/// In a batch, one question that fails does not lose the others' answers.
#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Answered(Box<Answer>),
    Failed { error: String },
}

pub async fn run(config: &Config, environment: &Environment, arguments: Ask) -> Result<()> {
    let session = Session::open(config, environment)?;
    let assistant = session.assistant(&arguments.label, true)?;
    let asked = &arguments.asked;
    let Some(questions) = batch(asked)? else {
        let scope = Scope::new(asked.customer.as_deref())?;
        let question = asked.question.as_deref().unwrap_or_default();
        return super::print(&assistant.answer(question, &scope, Leg::Reranked).await?);
    };
    let mut results = Vec::with_capacity(questions.len());
    let mut failures = 0;
    for question in questions {
        let scope = Scope::new(question.customer.as_deref())?;
        let outcome = match assistant.answer(&question.question, &scope, Leg::Reranked).await {
            Ok(answer) => Outcome::Answered(Box::new(answer)),
            Err(error) => {
                failures += 1;
                Outcome::Failed { error: format!("{error:#}") }
            }
        };
        results.push(Named { id: question.id, outcome });
    }
    super::print(&Batch { results })?;
    ensure!(failures == 0, "{failures} questions could not be answered");
    Ok(())
}
