//! A sandbox that plays a pipeline from a script, for tests of what checks conclude.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::run;
use super::verification::{
    CallKind, Command, Exit, Finished, Judge, ObservedCall, Opening, Process, SandboxFactory,
    SandboxFault, Starting, TextModel, VerificationSandbox,
};
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::domain::ids::Digest;
use crate::scenario::Scenario;
use crate::scenario::check_spec::Stub;
use crate::scenario::folder::Files;
use crate::scenario::toy::Toy;

/// What one command does instead of the sound thing.
pub type Twist = fn(&str) -> Option<Finished>;

/// A pipeline that does everything right, but for its twist.
pub struct Fake {
    twist: Twist,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    calls: Vec<ObservedCall>,
    ingests: usize,
}

/// A command that ended well.
pub fn printed(stdout: &str) -> Finished {
    ended(0, stdout)
}

/// A command that ended with a status.
pub fn ended(status: i32, stdout: &str) -> Finished {
    Finished {
        exit: Exit::Status(status),
        stdout: stdout.into(),
        stderr: b"it said why".to_vec(),
        truncated: false,
    }
}

/// A command that was killed.
pub fn timed_out() -> Finished {
    Finished {
        exit: Exit::TimedOut,
        ..ended(0, "")
    }
}

impl Fake {
    /// With a twist that sees the command line as one text; `None` is the sound thing.
    pub fn new(twist: Twist) -> Self {
        let state = State {
            files: BTreeMap::from([("NOTICE".into(), b"Not yours.\n".to_vec())]),
            ..State::default()
        };
        Self {
            twist,
            state: Mutex::new(state),
        }
    }

    fn sound(&self, line: &str) -> Finished {
        let mut state = self.state.lock().unwrap();
        match line {
            _ if line.starts_with("cargo build") => printed(""),
            _ if line.ends_with("halden ingest") => {
                state.ingests += 1;
                let texts = if state.ingests == 2 { 2 } else { 700 };
                state.call(
                    CallKind::Embedding,
                    &json!({ "input": vec!["text"; texts] }),
                );
                printed(r#"{"failed":[]}"#)
            }
            _ if line.contains("halden search") => printed(&state.answer(|id| {
                let (doc, start, end, text) = match id {
                    "p1" => ("policy/b", 0, 10, "New words."),
                    _ => ("policy/a", 0, 23, "The window is 72 hours."),
                };
                json!({ "hits": [{ "doc": doc, "start": start, "end": end, "text": text }] })
            })),
            _ if line.contains("halden ask") => {
                let prompt = json!({ "messages": [{ "content": "New words." }] });
                state.call(CallKind::Chat, &prompt);
                printed(&state.answer(|id| match id {
                    "q2" => json!({ "answer": "I don't know.", "abstained": true }),
                    _ => json!({ "answer": "It is 72 hours.", "abstained": false }),
                }))
            }
            _ if line.contains("-path ./NOTICE*") => printed("./NOTICE\n"),
            _ if line.contains("-name meta.json") => printed("1.0 /data/halden/bm25/meta.json\n"),
            _ if line.ends_with("meta.json") => printed(
                r#"{"segments":[{"max_doc":7,"deletes":{"num_deleted_docs":2}},{"max_doc":3,"deletes":null}]}"#,
            ),
            _ if line.ends_with("/collections") => {
                printed(r#"{"result":{"collections":[{"name":"chunks"}]}}"#)
            }
            _ if line.ends_with("/points/count") => printed(r#"{"result":{"count":8}}"#),
            _ if line.contains("-delete") || line.contains("DELETE") => printed("{}"),
            _ => line.strip_prefix("/usr/bin/cat -- ").map_or_else(
                || ended(127, "unexpected"),
                |path| Finished {
                    stdout: state.files[path].clone(),
                    ..printed("")
                },
            ),
        }
    }
}

impl State {
    fn call(&mut self, kind: CallKind, request: &Value) {
        let request = request.to_string().into_bytes();
        self.calls.push(ObservedCall {
            kind,
            status: 200,
            request,
        });
    }

    /// A result for each question of the batch that was put.
    fn answer(&self, of: impl Fn(&str) -> Value) -> String {
        let batch = String::from_utf8(self.files[".questions.jsonl"].clone()).unwrap();
        let results = batch.lines().map(|line| {
            let asked: Value = serde_json::from_str(line).unwrap();
            // What the candidate's program gets of a question, and nothing more.
            // A set: whether a map keeps its order depends on who else is compiled along.
            let keys: BTreeSet<_> = asked
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(keys, BTreeSet::from(["customer", "id", "question"]));
            let mut result = of(asked["id"].as_str().unwrap());
            result["id"] = asked["id"].clone();
            result
        });
        json!({ "results": results.collect::<Vec<_>>() }).to_string()
    }
}

impl VerificationSandbox for std::sync::Arc<Fake> {
    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        let line = command.argv.join(" ");
        Box::pin(async move { Ok((self.twist)(&line).unwrap_or_else(|| self.sound(&line))) })
    }

    fn put_file(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        self.state
            .lock()
            .unwrap()
            .files
            .insert(path.into(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, path: &str) -> Result<(), SandboxFault> {
        let below = format!("{path}/");
        let mut state = self.state.lock().unwrap();
        state
            .files
            .retain(|file, _| file != path && !file.starts_with(&below));
        Ok(())
    }

    fn calls(&self) -> Vec<ObservedCall> {
        self.state.lock().unwrap().calls.clone()
    }
}

struct One(std::sync::Arc<Fake>);

impl SandboxFactory for One {
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn VerificationSandbox>, SandboxFault>> {
        let sandbox: Box<dyn VerificationSandbox> = Box::new(self.0.clone());
        Box::pin(async move { Ok(sandbox) })
    }
}

/// All results of the toy scenario's checks against a twisted pipeline, and the sandbox's end.
pub async fn results(twist: Twist) -> (Vec<CheckResult>, std::sync::Arc<Fake>) {
    let toy = Toy::new();
    let scenario: Scenario = toy.load().unwrap();
    let base = toy.library().base(&scenario).unwrap();
    let fake = std::sync::Arc::new(Fake::new(twist));
    let mut results = Vec::new();
    run(&scenario, &base, &One(fake.clone()), |result| {
        results.push(result);
    })
    .await;
    (results, fake)
}

/// The checks that did not pass, with their outcome.
pub async fn not_passed(twist: Twist) -> Vec<(String, CheckOutcome)> {
    let (results, _) = results(twist).await;
    assert_eq!(results.len(), 9, "every check has a result");
    let bad = results
        .into_iter()
        .filter(|result| result.outcome != CheckOutcome::Pass);
    bad.map(|result| (result.check, result.outcome)).collect()
}

impl Fake {
    /// The files of the workspace now.
    pub fn files(&self) -> Vec<String> {
        self.state.lock().unwrap().files.keys().cloned().collect()
    }
}
