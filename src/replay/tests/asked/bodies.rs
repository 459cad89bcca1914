//! Single events.

use serde_json::{Value, json};

use crate::domain::event::{EventBody, ModelCall, SpanDetails};
use crate::domain::payload::Payload;

pub fn ran(command: u32, text: &str) -> EventBody {
    EventBody::CommandStarted {
        terminal: 1,
        command,
        text: text.into(),
        directory: None,
        offset: 0,
    }
}

pub fn finished(command: u32) -> EventBody {
    EventBody::CommandFinished {
        terminal: 1,
        command,
        exit: Some(0),
        duration: 1,
        from: 0,
        to: 0,
    }
}

/// It took 2 ms.
pub fn embedding(texts: &[&str]) -> EventBody {
    let request = json!({ "model": "small", "input": texts });
    EventBody::ModelEmbedding(call(Payload::of(request.to_string().into_bytes()).0))
}

pub fn took(body: EventBody, micros: i64) -> EventBody {
    match body {
        EventBody::ModelEmbedding(mut call) => {
            call.latency = micros;
            EventBody::ModelEmbedding(call)
        }
        other => other,
    }
}

pub fn call(request: Payload) -> ModelCall {
    ModelCall {
        call: "1".into(),
        complete: true,
        requested_model: "small".into(),
        served_model: None,
        status: 200,
        request,
        response: Payload::of(b"{}".to_vec()).0,
        answer: None,
        tokens_in: 0,
        tokens_out: 0,
        tokens_estimated: false,
        cost: 0,
        latency: 2_000,
        first_byte: None,
        finish_reason: None,
        error: None,
    }
}

/// A span without attributes, of a name and a parent that stand for their ids.
pub fn span(trace: &str, name: &str, parent: &str, times: (i64, i64)) -> EventBody {
    ended(
        (trace, name, parent),
        times,
        json!({}),
        SpanDetails::default(),
    )
}

pub fn ended(
    (trace, name, parent): (&str, &str, &str),
    (from, to): (i64, i64),
    attributes: Value,
    details: SpanDetails,
) -> EventBody {
    EventBody::SpanEnded {
        name: name.into(),
        trace: trace.into(),
        span: name.into(),
        parent: parent.into(),
        start: format!("{}", i128::from(from) * 1_000),
        end: format!("{}", i128::from(to) * 1_000),
        attributes,
        cut: false,
        details,
    }
}
