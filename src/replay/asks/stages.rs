//! The stages of a pipeline in their order, with what its spans and calls show of each.
//!
//! All of this is the pipeline's word, and the candidate can change the pipeline.

use serde_json::Value;

use super::packed::packed;
use crate::domain::stage::{RESULTS, Ranked, STAGES, VERDICTS, ranked};
use crate::replay::answers::{AskCallView, AskResultView, AskSpanView, AskStageView};

/// The most results of one stage.
const MOST: usize = 100;
/// The stage that chooses what goes into the prompt.
const PACKED: &str = "packed";

pub fn stages(spans: &[AskSpanView], calls: &[AskCallView]) -> Vec<AskStageView> {
    let mut stages: Vec<_> = STAGES
        .iter()
        .map(|(stage, words)| of_span(stage, words, spans, calls))
        .collect();
    let chat = calls.iter().rfind(|it| it.kind == "model.chat");
    let missing = "No chat call went through the gateway while this question ran: the answer \
                   came from the pipeline's cache, or there was none.";
    let at = stages.len() - 1;
    for (place, stage, told) in [(at, "prompt", "as sent"), (at + 1, "answer", "as received")] {
        let says = chat.map_or(missing.to_owned(), |chat| {
            format!("{told}, in the call to {}, matched by time", chat.model)
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
    // An evaluation searches twice. What was packed came from the last search.
    let part = spans.iter().filter(told).map(|it| it.part).max();
    if let Some(span) = spans.iter().filter(told).find(|it| Some(it.part) == part) {
        let results = results(&span.attributes[RESULTS]);
        let says = says(span, results.len());
        let mut view = stage_view(stage, true, says, Some(span.seq));
        view.results = results;
        view.packed = (stage == PACKED).then(|| packed(span));
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
    match (results, verdicts.is_empty(), span.attributes.get(RESULTS)) {
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
        packed: None,
    }
}

fn results(value: &Value) -> Vec<AskResultView> {
    let view = |it: Ranked| AskResultView {
        id: it.id,
        score: it.score,
    };
    ranked(value, MOST).into_iter().map(view).collect()
}
