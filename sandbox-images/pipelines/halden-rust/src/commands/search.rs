//! `halden search`

use anyhow::Result;
use serde::Serialize;

use halden::config::{Config, Environment};
use halden::corpus::Status;
use halden::retrieve::{Candidate, Leg, Retriever};
use halden::scope::Scope;

use super::session::{Session, batch};
use crate::cli::Search;

#[derive(Serialize)]
struct Found {
    question: String,
    leg: Leg,
    hits: Vec<Hit>,
}

#[derive(Serialize)]
struct Hit {
    rank: usize,
    score: f64,
    doc: String,
    chunk: usize,
    start: usize,
    end: usize,
    title: String,
    version: u32,
    status: Status,
    text: String,
}

#[derive(Serialize)]
struct Named {
    id: String,
    #[serde(flatten)]
    found: Found,
}

#[derive(Serialize)]
struct Batch {
    results: Vec<Named>,
}

pub async fn run(config: &Config, environment: &Environment, arguments: Search) -> Result<()> {
    let session = Session::open(config, environment)?;
    let retriever = session.retriever();
    let Search { asked, leg, k } = &arguments;
    if let Some(questions) = batch(asked)? {
        let mut results = Vec::with_capacity(questions.len());
        for question in questions {
            let customer = question.customer.as_deref();
            let found = search(&retriever, &question.question, customer, *leg, *k).await?;
            results.push(Named { id: question.id, found });
        }
        return super::print(&Batch { results });
    }
    let question = asked.question.as_deref().unwrap_or_default();
    super::print(&search(&retriever, question, asked.customer.as_deref(), *leg, *k).await?)
}

async fn search(
    retriever: &Retriever<'_>,
    question: &str,
    customer: Option<&str>,
    leg: Leg,
    k: usize,
) -> Result<Found> {
    let candidates = retriever.search(question, &Scope::new(customer)?, leg, k).await?;
    let hits = candidates.into_iter().zip(1..).map(|(candidate, rank)| hit(rank, candidate));
    Ok(Found { question: question.to_owned(), leg, hits: hits.collect() })
}

fn hit(rank: usize, candidate: Candidate) -> Hit {
    let Candidate { record, score, .. } = candidate;
    Hit {
        rank,
        score,
        doc: record.doc,
        chunk: record.chunk,
        start: record.start,
        end: record.end,
        title: record.title,
        version: record.version,
        status: record.status,
        text: record.text,
    }
}
