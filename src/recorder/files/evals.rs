//! Evaluations: lines that the pipeline appends to its history in the workspace.
//!
//! The content before the appended lines must be the file as it was. So a rewritten history yields
//! no evaluations; that it was rewritten is recorded as a change like any other.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::event::{EvalCompleted, EventBody};
use crate::domain::ids::Digest;

/// The file in which a pipeline keeps its history: the last two parts of the path.
const HISTORY: [&str; 2] = ["evals", "history.jsonl"];
/// The most evaluations that are read from one change. The file itself has them all.
const RUNS: usize = 50;
/// The longest line that is read, in bytes.
const LINE: usize = 64 * 1024;
/// The most metrics, and the most circumstances, of one evaluation.
const NAMES: usize = 64;
/// The most characters of a name.
const NAME: usize = 128;
/// The most characters of a circumstance.
const TEXT: usize = 256;
/// How deep names may be nested.
const DEPTH: usize = 4;

/// The evaluations that a change adds to a history.
pub(super) fn completed(change: &EventBody, contents: &[Vec<u8>]) -> Vec<EvalCompleted> {
    let (path, before, content) = match (change, contents) {
        (EventBody::FileChanged { path, before, .. }, [content]) if is_history(path) => {
            (path, before, content)
        }
        _ => return Vec::new(),
    };
    let known = match before.and_then(|before| before.content) {
        None if before.is_some() => return Vec::new(),
        None => 0,
        Some(known) => {
            let length = usize::try_from(known.length).unwrap_or(usize::MAX);
            match content.get(..length) {
                Some(start) if Digest::of(start) == known.blob => line_start(start),
                _ => return Vec::new(),
            }
        }
    };
    let lines_before = content[..known].split(|byte| *byte == b'\n').count() as u64 - 1;
    // The text after the last line feed is not a whole line yet.
    let whole = content[known..].split_inclusive(|byte| *byte == b'\n');
    let whole = whole.filter(|line| line.ends_with(b"\n"));
    (lines_before + 1..)
        .zip(whole)
        .filter_map(|(number, line)| run(path, number, line))
        .take(RUNS)
        .collect()
}

fn is_history(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next() == Some(HISTORY[1]) && parts.next() == Some(HISTORY[0])
}

/// The start of the line that was incomplete when the file ended here.
fn line_start(known: &[u8]) -> usize {
    let last = known.iter().rposition(|byte| *byte == b'\n');
    last.map_or(0, |at| at + 1)
}

fn run(path: &str, line: u64, text: &[u8]) -> Option<EvalCompleted> {
    if text.len() > LINE {
        return None;
    }
    let Ok(Value::Object(said)) = serde_json::from_slice(text) else {
        return None;
    };
    let mut run = EvalCompleted {
        source: path.to_owned(),
        line,
        metrics: BTreeMap::new(),
        circumstances: BTreeMap::new(),
    };
    for (name, value) in &said {
        flatten(&mut run, name, value, 0);
    }
    (!run.metrics.is_empty()).then_some(run)
}

fn flatten(run: &mut EvalCompleted, name: &str, value: &Value, depth: usize) {
    if name.chars().count() > NAME {
        return;
    }
    let name = name.to_owned();
    match value {
        Value::Number(number) if run.metrics.len() < NAMES => {
            run.metrics.extend(number.as_f64().map(|it| (name, it)));
        }
        Value::String(text) if run.circumstances.len() < NAMES => {
            let text = text.chars().take(TEXT).collect();
            run.circumstances.insert(name, text);
        }
        Value::Bool(truth) if run.circumstances.len() < NAMES => {
            run.circumstances.insert(name, truth.to_string());
        }
        Value::Object(inner) if depth < DEPTH => {
            for (key, value) in inner {
                flatten(run, &format!("{name}.{key}"), value, depth + 1);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::FileVersion;
    use crate::domain::payload::BlobRef;

    const ONE: &str = "{\"at\":1,\"leg\":\"bm25\",\"recall_at_5\":0.5}\n";
    const TWO: &str = "{\"at\":2,\"leg\":\"fused\",\"recall_at_5\":0.75,\"judge\":null,\
                       \"prompt\":{\"version\":3,\"label\":\"live\"},\"by\":[1]}\n";

    fn version(content: &str) -> FileVersion {
        let length = content.len() as u64;
        let blob = Digest::of(content.as_bytes());
        FileVersion {
            content: Some(BlobRef { blob, length }),
            size: length,
            executable: false,
        }
    }

    fn added(path: &str, before: Option<&str>, after: &str) -> Vec<EvalCompleted> {
        let change = EventBody::FileChanged {
            path: path.into(),
            before: before.map(version),
            after: version(after),
        };
        completed(&change, &[after.as_bytes().to_vec()])
    }

    #[test]
    fn an_appended_line_is_an_evaluation_with_its_numbers_and_circumstances() {
        let runs = added("evals/history.jsonl", Some(ONE), &format!("{ONE}{TWO}"));
        assert_eq!(runs.len(), 1);
        let names: Vec<_> = runs[0].metrics.keys().map(String::as_str).collect();
        assert_eq!(names, ["at", "prompt.version", "recall_at_5"]);
        assert!((runs[0].metrics["recall_at_5"] - 0.75).abs() < 1e-12);
        assert_eq!(runs[0].circumstances["prompt.label"], "live");
        assert_eq!(
            (runs[0].line, runs[0].source.as_str()),
            (2, "evals/history.jsonl")
        );
        assert_eq!(
            added("evals/history.jsonl", None, &format!("{ONE}{TWO}")).len(),
            2
        );
    }

    #[test]
    fn half_a_line_is_an_evaluation_once_it_is_whole() {
        let (half, rest) = TWO.split_at(20);
        let halved = format!("{ONE}{half}");
        assert!(added("evals/history.jsonl", Some(ONE), &halved).is_empty());
        let whole = format!("{halved}{rest}");
        let runs = added("evals/history.jsonl", Some(&halved), &whole);
        assert_eq!(runs.iter().map(|run| run.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn other_files_other_lines_and_rewritten_histories_say_nothing() {
        assert!(added("notes/history.jsonl", None, ONE).is_empty());
        assert!(added("evals/history.jsonl", Some(TWO), &format!("{ONE}{TWO}")).is_empty());
        assert!(
            added(
                "evals/history.jsonl",
                None,
                "not json\n[1]\n{\"a\":\"b\"}\n"
            )
            .is_empty()
        );
        let many = format!(
            "{{{}}}\n",
            (0..500)
                .map(|it| format!("\"m{it}\":1"))
                .collect::<Vec<_>>()
                .join(",")
        );
        assert_eq!(
            added("evals/history.jsonl", None, &many)[0].metrics.len(),
            NAMES
        );
    }
}
