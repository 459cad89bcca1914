//! One question: its spans, its stages, its model calls.

use serde_json::Value;

use super::Asks;
use super::list::row;
use super::questions::Question;
use super::stages::stages;
use super::traces::micros;
use crate::domain::event::{Event, EventBody, ModelCall};
use crate::domain::ids::SessionId;
use crate::replay::answers::{AskCallView, AskMessageView, AskSpanView, AskView};
use crate::replay::error::ReplayError;
use crate::replay::keyframes::{Contents, bytes_of};
use crate::replay::line::shortened;
use crate::replay::read::Read;
use crate::replay::search::wanted;
use crate::replay::service::{Current, Replay};

/// The most model calls that are read for one question.
const CALLS: usize = 100;
/// The most characters of one message, of all messages together, and of one after those.
const MESSAGE: usize = 20_000;
const ALL_MESSAGES: usize = 400_000;
const SHORT: usize = 300;
const MESSAGES: usize = 40;

/// Where a question's record is.
struct Place {
    /// The events of its spans, by traces.
    parts: Vec<Vec<u64>>,
    /// The events of calls at its time.
    calls: Vec<u64>,
    start: i64,
}

impl Replay {
    /// `seq` is the event of one of the question's spans.
    pub async fn ask(&self, session: SessionId, seq: u64) -> Result<AskView, ReplayError> {
        let Current { opened, .. } = self.current(session).await?;
        let found = opened.asked(|index, questions| {
            let at = questions.having(&index.asks, seq)?;
            let question = &questions.all[at];
            let place = Place::of(&index.asks, question);
            Some((place, row(index, questions, question)))
        });
        let (place, row) = found.ok_or(ReplayError::NoEvent(seq))?;
        let spans = self.spans(session, &place).await?;
        let calls = self.calls(session, &place).await?;
        Ok(AskView {
            stages: stages(&spans, &calls),
            row,
            spans,
            calls_omitted: place.calls.len().saturating_sub(CALLS),
            calls,
        })
    }

    async fn spans(
        &self,
        session: SessionId,
        place: &Place,
    ) -> Result<Vec<AskSpanView>, ReplayError> {
        let mut spans = Vec::new();
        for (part, seqs) in (0..).zip(&place.parts) {
            for stored in self.store().events_numbered(session, seqs).await? {
                spans.extend(span_view(stored.decode()?, part, place.start));
            }
        }
        spans.sort_by_key(|it: &AskSpanView| (it.part, it.start));
        Ok(spans)
    }

    async fn calls(
        &self,
        session: SessionId,
        place: &Place,
    ) -> Result<Vec<AskCallView>, ReplayError> {
        let seqs = &place.calls[..place.calls.len().min(CALLS)];
        let stored = self.store().events_numbered(session, seqs).await?;
        let reads: Vec<Read> = stored.iter().map(Read::of).collect();
        let digests: Vec<_> = reads.iter().flat_map(wanted).collect();
        let contents = self.store().blobs(session, &digests).await?;
        let mut left = ALL_MESSAGES;
        let calls = reads.iter();
        Ok(calls
            .filter_map(|it| call(it, &contents, &mut left))
            .collect())
    }
}

impl Place {
    fn of(asks: &Asks, question: &Question) -> Self {
        let parts = question.parts.iter();
        let calls = asks.during(question.start, question.end);
        Self {
            parts: parts
                .map(|it| asks.traces.all[*it as usize].seqs.clone())
                .collect(),
            calls: calls.map(|it| it.seq).collect(),
            start: question.start,
        }
    }
}

fn span_view(event: Event, part: u32, from: i64) -> Option<AskSpanView> {
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
    let (start, end) = (micros(&start), micros(&end));
    Some(AskSpanView {
        seq: event.seq,
        span,
        part,
        parent,
        name,
        start: start.saturating_sub(from),
        duration: end.saturating_sub(start),
        attributes,
        cut,
        details,
    })
}

/// `left` is how many characters all messages may still have.
fn call(read: &Read, contents: &Contents, left: &mut usize) -> Option<AskCallView> {
    let Read::Known(event) = read else {
        return None;
    };
    let (kind, call) = match &event.body {
        EventBody::ModelChat(call) => ("model.chat", call),
        EventBody::ModelEmbedding(call) => ("model.embedding", call),
        EventBody::ModelRefused(call) => ("model.refused", call),
        _ => return None,
    };
    let (messages, messages_omitted) = messages(call, contents, left);
    let answer = call.answer.as_deref().map(|text| shown(text, left));
    Some(AskCallView {
        seq: event.seq,
        kind: kind.to_owned(),
        model: call.requested_model.clone(),
        messages,
        messages_omitted,
        answer_cut: answer.as_ref().is_some_and(|it| it.1),
        answer: answer.map(|it| it.0),
        word: event.body.word(),
    })
}

/// A text, and whether it was cut.
fn shown(text: &str, left: &mut usize) -> (String, bool) {
    let shown = shortened(text, MESSAGE.min(*left).max(SHORT));
    *left = left.saturating_sub(shown.len());
    let cut = shown != text;
    (shown, cut)
}

/// The messages of a request, and how many there are besides.
fn messages(
    call: &ModelCall,
    contents: &Contents,
    left: &mut usize,
) -> (Vec<AskMessageView>, usize) {
    let request: Value =
        serde_json::from_slice(&bytes_of(&call.request, contents)).unwrap_or(Value::Null);
    let sent = texts(&request);
    let omitted = sent.len().saturating_sub(MESSAGES);
    let view = |(role, text): (String, String)| {
        let (text, cut) = shown(&text, left);
        AskMessageView { role, text, cut }
    };
    let messages = sent.into_iter().take(MESSAGES).map(view).collect();
    (messages, omitted)
}

/// Roles and texts.
fn texts(request: &Value) -> Vec<(String, String)> {
    if let Some(sent) = request["messages"].as_array() {
        let text = |it: &Value| match it["content"].as_str() {
            Some(text) => text.to_owned(),
            None => it["content"].to_string(),
        };
        let role = |it: &Value| it["role"].as_str().unwrap_or_default().to_owned();
        return sent.iter().map(|it| (role(it), text(it))).collect();
    }
    let inputs = match &request["input"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let input = |text: &str| ("input".to_owned(), text.to_owned());
    inputs.into_iter().map(input).collect()
}
