//! `halden eval`

use anyhow::{Context, Result, ensure};
use serde_json::json;

use halden::assistant::{Assistant, Composed};
use halden::config::{Config, Environment};
use halden::corpus::Corpus;
use halden::eval::metrics::{NDCG_DEPTH, first_ranks};
use halden::eval::{
    Case, Judge, JudgeSummary, Judged, MeasuredOn, Outcome, Question, Report, Span, read_questions,
    remember,
};
use halden::prompt::{Prompt, Registry};
use halden::retrieve::Leg;
use halden::scope::Scope;
use halden::text::sha256;

use super::session::Session;
use crate::cli::Eval;

/// What is measured, and by whom it is judged.
struct Harness<'a> {
    assistant: Assistant<'a>,
    prompt: Prompt,
    judge: Option<Judge<'a>>,
    corpus: Corpus,
    leg: Leg,
    no_answers: bool,
}

pub async fn run(config: &Config, environment: &Environment, arguments: Eval) -> Result<()> {
    let session = Session::open(config, environment)?;
    let release = Registry::new(&environment.prompts).release("answer", &arguments.label)?;
    let judge = arguments.judge.then(|| session.judge(&arguments.judge_label));
    let harness = Harness {
        assistant: session.assistant(),
        prompt: release.stable().clone(),
        judge: judge.transpose()?,
        corpus: Corpus::load(&arguments.corpus)?,
        leg: arguments.leg,
        no_answers: arguments.no_answers,
    };
    let mut outcomes = Vec::new();
    for question in read_questions(&arguments.questions)? {
        outcomes.push(harness.measure(question).await);
    }
    let mut report = Report::new(arguments.leg, &outcomes);
    report.judge = harness.judged(&outcomes)?;
    remember(&arguments.history, &report, &harness.measured_on(&arguments)?)?;
    super::print(&report)?;
    let (share, wanted) = (report.coverage.share, arguments.min_coverage.unwrap_or_default());
    ensure!(share >= wanted, "only {share} of the questions could be scored, not {wanted}");
    Ok(())
}

impl Harness<'_> {
    async fn measure(&self, question: Question) -> Outcome {
        let said = |error: anyhow::Error| format!("{error:#}");
        let ranks = self.ranks(&question).await.map_err(said);
        if self.no_answers {
            return Outcome { question, ranks, answer: None, judgement: None };
        }
        let composed = self.compose(&question).await.map_err(said);
        let judgement = match (&self.judge, &composed) {
            (Some(judge), Ok(composed)) => {
                Some(judge.judge(&case(&question, composed)).await.judgement)
            }
            _ => None,
        };
        let answer = Some(composed.map(|composed| composed.answer));
        Outcome { question, ranks, answer, judgement }
    }

    async fn ranks(&self, question: &Question) -> Result<Vec<Option<usize>>> {
        let gold = question.locate(&self.corpus)?;
        let scope = Scope::new(question.customer.as_deref())?;
        let retriever = &self.assistant.retriever;
        let found = retriever.search(&question.question, &scope, self.leg, NDCG_DEPTH).await?;
        let hits: Vec<Span> = found.iter().map(|candidate| (&candidate.record).into()).collect();
        Ok(first_ranks(&hits, &gold))
    }

    /// What is remembered is not what would be answered now.
    async fn compose(&self, question: &Question) -> Result<Composed> {
        let scope = Scope::new(question.customer.as_deref())?;
        self.assistant.compose(&self.prompt, &question.question, &scope, self.leg).await
    }

    fn judged(&self, outcomes: &[Outcome]) -> Result<Option<JudgeSummary>> {
        let Some(judge) = &self.judge else { return Ok(None) };
        let judged = outcomes.iter().filter_map(|outcome| {
            let judgement = outcome.judgement.clone()?;
            Some(Judged { id: outcome.question.id.clone(), judgement })
        });
        JudgeSummary::new(&judged.collect::<Vec<_>>(), Some(judge.name())).map(Some)
    }

    fn measured_on(&self, arguments: &Eval) -> Result<MeasuredOn> {
        let questions = std::fs::read(&arguments.questions)
            .with_context(|| format!("cannot read {}", arguments.questions.display()))?;
        let Prompt { version, label, sha256: prompt_sha256, .. } = &self.prompt;
        Ok(MeasuredOn {
            questions_sha256: sha256(&questions),
            prompt: json!({ "version": version, "label": label, "sha256": prompt_sha256 }),
            embedding_model: self.assistant.config.embed.model.clone(),
            chat_model: self.assistant.config.chat.model.clone(),
            index_epoch: self.assistant.index_epoch.clone(),
        })
    }
}

fn case(question: &Question, composed: &Composed) -> Case {
    Case {
        id: question.id.clone(),
        question: question.question.clone(),
        context: composed.context.clone(),
        answer: composed.answer.answer.clone(),
    }
}
