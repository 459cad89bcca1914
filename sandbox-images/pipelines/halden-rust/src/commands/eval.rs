//! `halden eval`

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use halden::assistant::Assistant;
use halden::config::{Config, Environment};
use halden::corpus::Corpus;
use halden::eval::metrics::first_ranks;
use halden::eval::{Outcome, Question, Report, read_questions};
use halden::retrieve::Leg;
use halden::scope::Scope;

use super::session::Session;
use crate::cli::Eval;

/// Deep enough for every metric that is reported.
const DEPTH: usize = 10;

pub async fn run(config: &Config, environment: &Environment, arguments: Eval) -> Result<()> {
    let session = Session::open(config, environment)?;
    let assistant = session.assistant(&arguments.label, false)?;
    let corpus = Corpus::load(&arguments.corpus)?;
    let mut outcomes = Vec::new();
    for question in read_questions(&arguments.questions)? {
        let ranks = ranks(&assistant, &question, &corpus, arguments.leg).await;
        let answer = if arguments.no_answers {
            None
        } else {
            Some(answer(&assistant, &question, arguments.leg).await)
        };
        let said = |error| format!("{error:#}");
        let (ranks, answer) = (ranks.map_err(said), answer.map(|a| a.map_err(said)));
        outcomes.push(Outcome { question, ranks, answer });
    }
    let report = Report::new(arguments.leg, &outcomes);
    remember(&arguments.history, &report, &assistant)?;
    super::print(&report)
}

async fn ranks(
    assistant: &Assistant<'_>,
    question: &Question,
    corpus: &Corpus,
    leg: Leg,
) -> Result<Vec<Option<usize>>> {
    let gold = question.locate(corpus)?;
    let scope = Scope::new(question.customer.as_deref())?;
    let found = assistant.retriever.search(&question.question, &scope, leg, DEPTH).await?;
    let hits: Vec<_> = found.into_iter().map(|candidate| candidate.record).collect();
    Ok(first_ranks(&hits, &gold))
}

async fn answer(
    assistant: &Assistant<'_>,
    question: &Question,
    leg: Leg,
) -> Result<halden::assistant::Answer> {
    let scope = Scope::new(question.customer.as_deref())?;
    assistant.answer(&question.question, &scope, leg).await
}

/// One line for each run, with what it was a run of.
fn remember(history: &Path, report: &Report, assistant: &Assistant<'_>) -> Result<()> {
    let at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let line = json!({
        "at": at,
        "questions": report.questions,
        "coverage": report.coverage,
        "leg": report.leg,
        "recall_at_5": report.recall_at_5,
        "mrr": report.mrr,
        "ndcg_at_10": report.ndcg_at_10,
        "answer_accuracy": report.answer_accuracy,
        "abstention": report.abstention,
        "prompt": { "version": assistant.prompt.version, "sha256": assistant.prompt.sha256 },
        "embedding_model": assistant.config.embed.model,
        "chat_model": assistant.config.chat.model,
        "index_epoch": assistant.index_epoch,
    });
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(history)
        .with_context(|| format!("cannot write {}", history.display()))?;
    writeln!(file, "{line}")?;
    Ok(())
}
