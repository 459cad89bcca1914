//! One question: its spans, its stages, its model calls.

use serde_json::Value;

use super::Ask;
use super::stages::stages;
use crate::domain::event::{Event, EventBody, ModelCall};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::replay::answers::{AskCallView, AskMessageView, AskSpanView, AskView};
use crate::replay::error::ReplayError;
use crate::replay::keyframes::{Contents, bytes_of};
use crate::replay::line::shortened;
use crate::replay::read::Read;
use crate::replay::search::wanted;
use crate::replay::service::{Current, Replay};
use crate::store::events_by::EventFilter;

/// The most model calls that are read for one question.
const CALLS: u32 = 400;
/// In nanoseconds. Pipeline and service have the same clock, but a call is recorded only when it is
/// over.
const SLACK: i128 = 20_000_000;
/// The most characters of one message.
const MESSAGE: usize = 20_000;
const MESSAGES: usize = 40;

impl Replay {
    /// `seq` is the event of the question's outermost span.
    pub async fn ask(&self, session: SessionId, seq: u64) -> Result<AskView, ReplayError> {
        let Current { opened, .. } = self.current(session).await?;
        let ask = opened.read(|index| index.asks.all.iter().find(|it| it.root.0 == seq).cloned());
        let ask = ask.ok_or(ReplayError::NoEvent(seq))?;
        let stored = self.store().events_numbered(session, &ask.seqs).await?;
        let mut spans = Vec::new();
        for stored in &stored {
            spans.extend(span_view(stored.decode()?, &ask));
        }
        spans.sort_by_key(|it: &AskSpanView| it.start);
        let calls = self.calls(session, &ask).await?;
        Ok(AskView {
            stages: stages(&spans, &calls),
            row: ask.row(),
            spans,
            calls,
        })
    }

    /// A call is recorded when it ends, a span when the pipeline sends it. So a question's calls
    /// come before its last span.
    async fn calls(&self, session: SessionId, ask: &Ask) -> Result<Vec<AskCallView>, ReplayError> {
        let record = self.store().session(session).await?;
        let created = record.map_or(Timestamp(0), |it| it.created_at);
        let last = ask.seqs.iter().max().copied().unwrap_or(0);
        let filter = EventFilter {
            before: Some(last),
            kinds: vec!["model".into()],
            newest_first: true,
            limit: CALLS,
            ..EventFilter::default()
        };
        let stored = self.store().events_by(session, &filter).await?;
        let during: Vec<_> = stored
            .into_iter()
            .filter(|it| {
                let at = i128::from(created.plus(it.at).0) * 1_000;
                at >= ask.start - SLACK && at <= ask.end + SLACK
            })
            .collect();
        let reads: Vec<Read> = during.iter().map(Read::of).collect();
        let digests: Vec<_> = reads.iter().flat_map(wanted).collect();
        let contents = self.store().blobs(session, &digests).await?;
        let mut calls: Vec<AskCallView> =
            reads.iter().filter_map(|it| call(it, &contents)).collect();
        calls.sort_by_key(|it| it.seq);
        Ok(calls)
    }
}

fn span_view(event: Event, ask: &Ask) -> Option<AskSpanView> {
    let EventBody::SpanEnded {
        name,
        span,
        parent,
        start,
        end,
        attributes,
        cut,
        details,
        ..
    } = event.body
    else {
        return None;
    };
    let nanos = |text: &str| text.parse::<i128>().unwrap_or(0);
    let micros = |nanos: i128| i64::try_from(nanos / 1_000).unwrap_or(0);
    Some(AskSpanView {
        seq: event.seq,
        span,
        parent,
        name,
        start: micros(nanos(&start) - ask.start),
        duration: micros(nanos(&end) - nanos(&start)),
        attributes,
        cut,
        details,
    })
}

fn call(read: &Read, contents: &Contents) -> Option<AskCallView> {
    let Read::Known(event) = read else {
        return None;
    };
    let (kind, call) = match &event.body {
        EventBody::ModelChat(call) => ("model.chat", call),
        EventBody::ModelEmbedding(call) => ("model.embedding", call),
        EventBody::ModelRefused(call) => ("model.refused", call),
        _ => return None,
    };
    // A streamed call has two events. The complete one has the answer.
    call.complete.then(|| AskCallView {
        seq: event.seq,
        kind: kind.to_owned(),
        model: call.requested_model.clone(),
        messages: messages(call, contents),
        answer: call.answer.clone(),
        word: event.body.word(),
    })
}

fn messages(call: &ModelCall, contents: &Contents) -> Vec<AskMessageView> {
    let request: Value =
        serde_json::from_slice(&bytes_of(&call.request, contents)).unwrap_or(Value::Null);
    let message = |role: &str, text: &str| AskMessageView {
        role: role.to_owned(),
        text: shortened(text, MESSAGE),
    };
    if let Some(sent) = request["messages"].as_array() {
        let text = |it: &Value| match it["content"].as_str() {
            Some(text) => text.to_owned(),
            None => it["content"].to_string(),
        };
        let sent = sent.iter().take(MESSAGES);
        return sent
            .map(|it| message(it["role"].as_str().unwrap_or_default(), &text(it)))
            .collect();
    }
    let inputs = match &request["input"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    inputs
        .into_iter()
        .take(MESSAGES)
        .map(|text| message("input", text))
        .collect()
}
