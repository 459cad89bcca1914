//! What the gateway and the spans of a pipeline record while it is asked. Spans come later, in
//! batches, children first.

mod bodies;

use serde_json::{Value, json};

use super::trace::Made;
use crate::domain::event::{Actor, Event, EventBody, SpanDetails, SpanMoment};
use crate::domain::ids::SessionId;
use crate::domain::payload::Payload;
use crate::replay::Replay;
use crate::trace::chain::Head;
use bodies::{call, ended, took};

pub use bodies::{embedding, finished, ran, span};

/// Of spans that are not children.
const ROOT: &str = "";

pub struct Asking {
    events: Vec<(i64, EventBody)>,
    contents: Vec<Vec<u8>>,
    /// Spans that have not come yet.
    waiting: Vec<EventBody>,
    now: i64,
    traces: u32,
    /// What prompts hold besides the question.
    pub context: String,
    /// Somebody else embeds this while the next question is embedded.
    pub embed_within: Option<String>,
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            contents: Vec::new(),
            waiting: Vec::new(),
            now: 1_000_000,
            traces: 0,
            context: String::new(),
            embed_within: None,
        }
    }
}

impl Asking {
    pub fn now(&self) -> i64 {
        self.now
    }

    pub fn wait(&mut self, micros: i64) {
        self.flush();
        self.now += micros;
    }

    /// A command ends after its spans were sent.
    pub fn add(&mut self, body: EventBody) {
        if matches!(body, EventBody::CommandFinished { .. }) {
            self.flush();
        }
        self.now += 1_000;
        if matches!(body, EventBody::SpanEnded { .. }) {
            self.waiting.push(body);
        } else {
            self.events.push((self.now, body));
        }
    }

    pub fn trace(&mut self) -> String {
        self.traces += 1;
        format!("{:032x}", self.traces)
    }

    /// One trace, as `ask` sends it.
    pub fn ask(&mut self, text: &str) {
        let (trace, from) = (self.trace(), self.now);
        self.search_in(&trace, "answer", text);
        self.pack(&trace, "answer");
        self.chat(&trace, "answer", text);
        self.stage(
            &trace,
            "validate",
            "answer",
            json!({ "abstained": false, "grounded": true }),
        );
        self.end(&trace, "answer", ROOT, from);
    }

    /// An answer from the cache.
    pub fn cached(&mut self) {
        let (trace, from) = (self.trace(), self.now);
        self.end(&trace, "answer", ROOT, from);
    }

    /// Five traces, as an evaluation sends them: the parts are called one by one.
    pub fn evaluate(&mut self, text: &str) {
        self.search(text);
        self.search(text);
        let trace = self.trace();
        self.pack(&trace, ROOT);
        let trace = self.trace();
        self.chat(&trace, ROOT, text);
        let trace = self.trace();
        self.stage(&trace, "validate", ROOT, json!({ "abstained": true }));
    }

    pub fn search(&mut self, text: &str) {
        let trace = self.trace();
        self.search_in(&trace, ROOT, text);
    }

    fn search_in(&mut self, trace: &str, parent: &str, text: &str) {
        let from = self.now;
        let found = |ids: &[&str]| {
            let told: Vec<_> = ids
                .iter()
                .map(|id| json!({ "id": id, "score": 1.0 }))
                .collect();
            json!({ "results": Value::Array(told).to_string() })
        };
        let all = found(&["policy/a#0", "policy/b#1", "policy/c#2", "policy/d#3"]);
        self.stage(trace, "lexical leg", "retrieve", all.clone());
        let dense = self.now;
        if let Some(other) = self.embed_within.take() {
            self.now += 2_000;
            self.add(embedding(&[&other]));
        }
        let embeds = self.now;
        let call = embedding(&[text]);
        self.now = dense.max(embeds - 3_000) + 6_000;
        self.add(took(call, self.now + 1_000 - dense));
        self.end(trace, "embeddings small", "dense leg", dense);
        self.end(trace, "dense leg", "retrieve", dense);
        self.stage(trace, "fuse", "retrieve", all.clone());
        self.stage(trace, "rerank", "retrieve", all);
        self.end(trace, "retrieve", parent, from);
    }

    fn pack(&mut self, trace: &str, parent: &str) {
        let from = self.now;
        self.now += 500;
        let left_out = |doc: &str, chunk: u32, reason: &str| SpanMoment {
            name: "left out of the prompt".into(),
            at: "0".into(),
            attributes: json!({ "doc": doc, "chunk": chunk, "reason": reason, "level": "INFO" }),
        };
        let events = vec![
            left_out("policy/b", 1, "OverBudget"),
            left_out("policy/c", 2, "Duplicate"),
        ];
        let told = json!({ "results": r#"[{"id":"policy/a#0"}]"#, "dropped": 2, "tokens": 90 });
        let details = SpanDetails {
            events,
            ..SpanDetails::default()
        };
        let body = ended((trace, "pack", parent), (from, self.now), told, details);
        self.add(body);
    }

    fn chat(&mut self, trace: &str, parent: &str, text: &str) {
        let from = self.now;
        self.now += 20_000;
        let content = format!("{}Question: {text}", self.context);
        let request = json!({ "messages": [{ "role": "user", "content": content }] });
        let (request, content) = Payload::of(request.to_string().into_bytes());
        self.contents.extend(content);
        let mut call = call(request);
        call.answer = Some("Two years [1].".into());
        call.latency = 20_000;
        self.add(EventBody::ModelChat(call));
        let client = SpanDetails {
            kind: "client".into(),
            ..SpanDetails::default()
        };
        let body = ended(
            (trace, "chat reader", parent),
            (from, self.now),
            json!({}),
            client,
        );
        self.add(body);
    }

    fn stage(&mut self, trace: &str, name: &str, parent: &str, attributes: Value) {
        let from = self.now;
        self.now += 1_500;
        let details = SpanDetails::default();
        self.add(ended(
            (trace, name, parent),
            (from, self.now),
            attributes,
            details,
        ));
    }

    fn end(&mut self, trace: &str, name: &str, parent: &str, from: i64) {
        self.add(ended(
            (trace, name, parent),
            (from, self.now),
            json!({}),
            SpanDetails::default(),
        ));
    }

    fn flush(&mut self) {
        for span in std::mem::take(&mut self.waiting) {
            self.now += 100;
            self.events.push((self.now, span));
        }
    }

    /// A service that has read all of it.
    pub async fn replay(mut self) -> (Made, Replay, SessionId) {
        self.flush();
        let made = Made::new().await;
        let mut head = Head::EMPTY;
        let mut stored = Vec::new();
        for (at, body) in self.events {
            let event = Event {
                seq: head.seq + 1,
                at,
                active: at,
                actor: Actor::Candidate,
                body,
                links: Vec::new(),
            };
            stored.push(head.extend(made.session, &event).unwrap());
        }
        let kept = made
            .store
            .append_events(made.session, &stored, &self.contents);
        kept.await.unwrap();
        let (replay, session) = (made.replay(), made.session);
        replay.settle(session).await.unwrap();
        (made, replay, session)
    }
}
