//! Recall@k or nDCG@k of the questions' spans, judged by the host's own documents.

use serde_json::json;

use super::gold;
use super::metrics;
use crate::commands;
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::{Phase, RankMetric, Retrieval};
use crate::scene::Scene;

pub async fn run(parameters: &Retrieval, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let mut questions = scene.questions(&parameters.questions)?;
    questions.retain(|question| question.answerable && !question.spans.is_empty());
    let documents = scene.documents()?;
    let asked: Vec<_> = questions.iter().map(gold::asked).collect();
    let found = commands::search(scene.sandbox, &asked, parameters.leg, parameters.k).await?;

    let k = parameters.k;
    let mut total = 0.0;
    let mut missed = Vec::new();
    for (question, found) in questions.iter().zip(&found) {
        let hits = &found.hits[..found.hits.len().min(k)];
        let ranks = gold::ranks(&question.spans, hits, &documents);
        if ranks.contains(&None) {
            missed.push(question.id.as_str());
        }
        total += match parameters.metric {
            RankMetric::Recall => metrics::recall(&ranks, k),
            RankMetric::Ndcg => metrics::ndcg(&ranks, k),
        };
    }
    let mean = metrics::mean(total, questions.len());
    let name = match parameters.metric {
        RankMetric::Recall => "recall",
        RankMetric::Ndcg => "nDCG",
    };
    let summary = format!(
        "{name}@{k} is {mean:.3} over {} questions; at least {:.3} is expected",
        questions.len(),
        parameters.at_least
    );
    let details = json!({
        "metric": name, "mean": mean, "questions": questions.len(), "missed": missed,
    });
    Ok(Verdict::decide(
        mean >= parameters.at_least && !questions.is_empty(),
        summary,
        details,
    ))
}
