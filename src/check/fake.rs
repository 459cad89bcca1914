//! A sandbox that plays a pipeline from a script, for tests of what checks conclude.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::host_process::HostProcess;
use super::run;
use super::verification::{
    CallKind, Command, Exit, Finished, Judge, ObservedCall, Opening, Process, SandboxFactory,
    SandboxFault, Starting, TextModel, VerificationSandbox,
};
use crate::domain::event::{CheckOutcome, CheckResult};
use crate::domain::ids::Digest;
use crate::pipeline::PipelineManifest;
use crate::pipeline::folder::Files;
use crate::scenario::Scenario;
use crate::scenario::check_spec::Stub;
use assay_scenario_toy::Toy;

/// What a command does instead of the sound thing.
pub type Twist = fn(&str) -> Option<Finished>;

/// A pipeline that does everything right, except for its twist.
pub struct Fake {
    twist: Twist,
    pipeline: PipelineManifest,
    handed_in: BTreeMap<String, Digest>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    calls: Vec<ObservedCall>,
    ingests: usize,
    stub: Option<Stub>,
}

/// Exit status 0.
pub fn printed(stdout: &str) -> Finished {
    ended(0, stdout)
}

pub fn ended(status: i32, stdout: &str) -> Finished {
    Finished {
        exit: Exit::Status(status),
        stdout: stdout.into(),
        stderr: b"it said why".to_vec(),
        truncated: false,
    }
}

pub fn timed_out() -> Finished {
    Finished {
        exit: Exit::TimedOut,
        ..ended(0, "")
    }
}

impl Fake {
    /// The twist sees the command line as one text. If it returns `None`, the
    /// fake does the sound thing.
    pub fn new(twist: Twist) -> Self {
        Self::with_files(twist, &[("NOTICE", "Not yours.\n")])
    }

    pub fn with_files(twist: Twist, files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text));
        let files: BTreeMap<_, _> = files
            .map(|(path, text)| (path, text.as_bytes().to_vec()))
            .collect();
        let digest = |(path, text): (&String, &Vec<u8>)| (path.clone(), Digest::of(text));
        let handed_in = files.iter().map(digest).collect();
        let state = State {
            files,
            ..State::default()
        };
        Self {
            twist,
            pipeline: Toy::new().load().unwrap().pipeline,
            handed_in,
            state: Mutex::new(state),
        }
    }

    fn sound(&self, line: &str) -> Finished {
        let mut state = self.state.lock().unwrap();
        match line {
            _ if line.starts_with("/usr/bin/cargo build") => printed(""),
            _ if line.ends_with("toy ingest") => {
                state.ingests += 1;
                let texts = if state.ingests == 2 { 2 } else { 700 };
                state.call(
                    CallKind::Embedding,
                    &json!({ "input": vec!["some text"; texts] }),
                );
                printed(r#"{"failed":[]}"#)
            }
            _ if line.contains("toy search") => printed(&state.answer(|id| {
                let (doc, start, end, text) = match id {
                    "p1" => ("policy/b", 0, 10, "New words."),
                    _ => ("policy/a", 0, 23, "The window is 72 hours."),
                };
                json!({ "hits": [{ "doc": doc, "start": start, "end": end, "text": text }] })
            })),
            _ if line.contains("toy ask") && !line.contains("--batch") => {
                let stubbed = state.stub.is_some() && !line.contains("--careless");
                state.call(CallKind::Chat, &json!({ "messages": [] }));
                if stubbed {
                    ended(1, "")
                } else {
                    printed(r#"{"answer":"It is 72 hours.","abstained":false}"#)
                }
            }
            _ if line.contains("toy ask") => {
                for question in state.batch() {
                    let question = question["question"].as_str().unwrap();
                    let prompt = format!("The window is 72 hours. New words.\nQ: {question}");
                    let prompt = json!({ "messages": [{ "content": prompt }] });
                    state.call(CallKind::Chat, &prompt);
                }
                printed(&state.answer(|id| match id {
                    "q2" => json!({ "answer": "I don't know.", "abstained": true }),
                    _ => json!({ "answer": "It is 72 hours.", "abstained": false }),
                }))
            }
            _ if line.ends_with("/usr/bin/true") => printed(""),
            _ if line.ends_with("/points/scroll") => {
                let point = json!({
                    "id": 1, "payload": { "text": "some text" }, "vector": [1.0, 9.0],
                });
                printed(&json!({ "result": { "points": [point] } }).to_string())
            }
            _ if line.contains("-name meta.json") => printed("1.0 /data/toy/bm25/meta.json\n"),
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
            tokens: 10,
        });
    }

    fn batch(&self) -> Vec<Value> {
        let batch = String::from_utf8(self.files[".questions.jsonl"].clone()).unwrap();
        let lines = batch.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn answer(&self, of: impl Fn(&str) -> Value) -> String {
        let results = self.batch().into_iter().map(|asked| {
            // A question as the candidate's program gets it has only these keys. Compared
            // as a set: whether a map keeps its order depends on the features of other
            // crates in the same build.
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
    fn pipeline(&self) -> &PipelineManifest {
        &self.pipeline
    }

    fn run(&self, command: Command) -> BoxFuture<'_, Result<Finished, SandboxFault>> {
        let line = command.argv.join(" ");
        Box::pin(async move { Ok((self.twist)(&line).unwrap_or_else(|| self.sound(&line))) })
    }

    fn start(&self, command: Command) -> BoxFuture<'_, Result<Box<dyn Process>, SandboxFault>> {
        let mut process = tokio::process::Command::new(&command.argv[0]);
        process.args(&command.argv[1..]);
        let process = HostProcess::spawn(process, command.limit, None);
        Box::pin(async move { Ok(Box::new(process.unwrap()) as Box<dyn Process>) })
    }

    fn handed_in(&self) -> &BTreeMap<String, Digest> {
        &self.handed_in
    }

    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault> {
        Ok(self.state.lock().unwrap().files.get(path).cloned())
    }

    fn stub(&self, stub: Option<Stub>) {
        self.state.lock().unwrap().stub = stub;
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

/// Hands out the same sandbox for every kind.
pub struct One(pub std::sync::Arc<Fake>);

impl SandboxFactory for One {
    fn open(&self) -> Opening<'_> {
        let sandbox: Box<dyn VerificationSandbox> = Box::new(self.0.clone());
        Box::pin(async move { Ok(sandbox) })
    }

    fn open_healthy(&self) -> Opening<'_> {
        let sandbox: Box<dyn VerificationSandbox> =
            Box::new(std::sync::Arc::new(Fake::new(|_| None)));
        Box::pin(async move { Ok(sandbox) })
    }

    fn open_live(&self) -> Opening<'_> {
        self.open()
    }

    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a> {
        Box::pin(async move {
            let process = HostProcess::judge(hidden, &judge).unwrap();
            Ok(Box::new(process) as Box<dyn Process>)
        })
    }

    fn text_model(&self) -> &dyn TextModel {
        &Words
    }
}

/// A model for which a word is a piece. It knows nothing but lengths.
pub struct Words;

impl TextModel for Words {
    fn word_pieces(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<usize>, SandboxFault>> {
        let count = |text: &String| text.split_whitespace().count();
        Box::pin(async move { Ok(texts.iter().map(count).collect()) })
    }

    fn vectors(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Vec<Vec<f32>>, SandboxFault>> {
        #[expect(clippy::cast_precision_loss, reason = "a short text")]
        let vector = |text: &String| vec![1.0, text.len() as f32];
        Box::pin(async move { Ok(texts.iter().map(vector).collect()) })
    }
}

/// All results of the toy scenario's checks against a twisted pipeline, and the sandbox afterwards.
pub async fn results(twist: Twist) -> (Vec<CheckResult>, std::sync::Arc<Fake>) {
    let fake = std::sync::Arc::new(Fake::new(twist));
    (results_of(&Toy::new(), fake.clone()).await, fake)
}

pub async fn results_of(toy: &Toy, fake: std::sync::Arc<Fake>) -> Vec<CheckResult> {
    let scenario: Scenario = toy.load().unwrap();
    let base = toy.library().base(&scenario).unwrap();
    let mut results = Vec::new();
    run(&scenario, &base, &One(fake), |result| {
        results.push(result);
    })
    .await;
    results
}

/// The result of one check, run against a fake. `run` is what a manifest writes
/// after `run.`: `KIND = …`.
pub async fn verdict(run: &str, files: &[(&str, &str)], twist: Twist) -> CheckResult {
    let toy = Toy::with_manifest("run.calls = { most_inputs = 2 }", &format!("run.{run}"));
    for (path, text) in files {
        toy.write(&format!("scenarios/toy/{path}"), text);
    }
    let results = results_of(&toy, std::sync::Arc::new(Fake::new(twist))).await;
    let is_it = |result: &CheckResult| result.check == "cost";
    results.into_iter().find(is_it).unwrap()
}

/// With their outcomes.
pub async fn not_passed(twist: Twist) -> Vec<(String, CheckOutcome)> {
    let (results, _) = results(twist).await;
    assert_eq!(results.len(), 9, "every check has a result");
    let bad = results
        .into_iter()
        .filter(|result| result.outcome != CheckOutcome::Pass);
    bad.map(|result| (result.check, result.outcome)).collect()
}

impl Fake {
    /// How the gateway misbehaves now.
    pub fn stubbed(&self) -> Option<Stub> {
        self.state.lock().unwrap().stub.clone()
    }

    pub fn files(&self) -> Vec<String> {
        self.state.lock().unwrap().files.keys().cloned().collect()
    }
}
