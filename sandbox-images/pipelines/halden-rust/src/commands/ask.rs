//! `halden ask`

use anyhow::{Result, ensure};
use serde::Serialize;

use halden::assistant::Answer;
use halden::config::{Config, Environment};
use halden::prompt::Registry;

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
    let desk = session.desk();
    let release = Registry::new(&environment.prompts).release("answer", &arguments.label)?;
    let asked = &arguments.asked;
    let Some(questions) = batch(asked)? else {
        let question = asked.question.as_deref().unwrap_or_default();
        return super::print(&desk.answer(&release, question, asked.customer.as_deref()).await?);
    };
    let mut results = Vec::with_capacity(questions.len());
    let mut failures = 0;
    for question in questions {
        let customer = question.customer.as_deref();
        let outcome = match desk.answer(&release, &question.question, customer).await {
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
