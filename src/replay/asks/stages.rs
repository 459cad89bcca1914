//! The stages of a pipeline in their order, with what its spans and calls tell of each.
//!
//! A stage is a span. What it made is its attribute `results`: a list of texts, or of objects with
//! an `id` or `doc` and a `score`, perhaps as JSON text. What it decided are the attributes that
//! [`VERDICTS`] names. All of it is the pipeline's word, which the candidate can change.

use serde_json::Value;

use crate::replay::answers::{AskCallView, AskResultView, AskSpanView, AskStageView};

/// Results of one stage.
const RESULTS: usize = 100;

/// Stages, and words in the names of spans that tell of them.
const STAGES: [(&str, &[&str]); 6] = [
    ("lexical leg", &["lexical", "bm25"]),
    ("dense leg", &["dense", "vector"]),
    ("fused", &["fuse", "fusion"]),
    ("reranked", &["rerank"]),
    ("packed", &["pack"]),
    ("validation", &["valid"]),
];

/// Attributes that say what a stage decided, and how they are told.
const VERDICTS: [(&str, &str); 5] = [
    ("dropped", "left out"),
    ("tokens", "tokens"),
    ("grounded", "grounded"),
    ("abstained", "abstained"),
    ("problems", "problems"),
];

/// What is known of each stage.
pub fn stages(spans: &[AskSpanView], calls: &[AskCallView]) -> Vec<AskStageView> {
    let mut stages: Vec<_> = STAGES
        .iter()
        .map(|(stage, words)| of_span(stage, words, spans, calls))
        .collect();
    let chat = calls.iter().rfind(|it| it.kind == "model.chat");
    let missing = "No chat call went through the gateway while it ran: an answer from the \
                   pipeline's cache, or none.";
    let at = stages.len() - 1;
    for (place, stage, told) in [(at, "prompt", "as sent"), (at + 1, "answer", "as received")] {
        let says = chat.map_or(missing.to_owned(), |chat| {
            format!("{told}, in the call of {}, told by its time", chat.model)
        });
        stages.insert(
            place,
            stage_view(stage, chat.is_some(), says, chat.map(|it| it.seq)),
        );
    }
    stages
}

fn of_span(
    stage: &str,
    words: &[&str],
    spans: &[AskSpanView],
    calls: &[AskCallView],
) -> AskStageView {
    let told = |it: &&AskSpanView| words.iter().any(|word| it.name.contains(word));
    if let Some(span) = spans.iter().find(told) {
        let results = results(&span.attributes["results"]);
        let says = says(span, results.len());
        let mut view = stage_view(stage, true, says, Some(span.seq));
        view.results = results;
        return view;
    }
    let embedded = calls.iter().find(|it| it.kind == "model.embedding");
    if let (true, Some(call)) = (stage.starts_with("dense"), embedded) {
        let says = "The question was embedded; what the vector store answered is not in the trace.";
        return stage_view(stage, false, says.to_owned(), Some(call.seq));
    }
    let says = "The pipeline sent nothing about it.";
    stage_view(stage, false, says.to_owned(), None)
}

fn says(span: &AskSpanView, results: usize) -> String {
    let mut parts = vec![format!("took {} µs", span.duration)];
    let verdicts: Vec<String> = VERDICTS
        .iter()
        .filter_map(|(key, word)| Some((word, span.attributes.get(key)?)))
        .map(|(word, value)| match value.as_str() {
            Some("") => format!("{word}: none"),
            Some(text) => format!("{word}: {text}"),
            None => format!("{word}: {value}"),
        })
        .collect();
    match (results, verdicts.is_empty(), span.attributes.get("results")) {
        (0, true, None) => parts.push("its results were not sent".to_owned()),
        (0, false, None) => {}
        (some, ..) => parts.push(format!("{some} results")),
    }
    parts.extend(verdicts);
    parts.join("; ")
}

fn stage_view(stage: &str, known: bool, says: String, seq: Option<u64>) -> AskStageView {
    AskStageView {
        stage: stage.to_owned(),
        known,
        says,
        seq,
        results: Vec::new(),
    }
}

fn results(value: &Value) -> Vec<AskResultView> {
    let parsed;
    let value = match value.as_str() {
        Some(text) => {
            parsed = serde_json::from_str(text).unwrap_or(Value::Null);
            &parsed
        }
        None => value,
    };
    let listed = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let result = |it: &Value| {
        let id = it
            .as_str()
            .or_else(|| it["id"].as_str())
            .or_else(|| it["doc"].as_str())?;
        Some(AskResultView {
            id: id.chars().take(200).collect(),
            score: it["score"].as_f64(),
        })
    };
    listed.iter().take(RESULTS).filter_map(result).collect()
}
