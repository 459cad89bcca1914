//! Spans as events. A span is recorded in full as long as the rate allows. Beyond the rate, the
//! recorder keeps what a question's row needs (the outermost span, and stages with their ids and
//! ranks) and counts the rest.

use serde_json::{Map, Value, json};

use crate::domain::event::{EventBody, SpanDetails, SpanLink, SpanMoment};
use crate::domain::stage::{RESULTS, VERDICTS, is_stage, ranked};
use crate::gateway::{self, Span, SpanEvent};
use crate::trace::{Counts, Rated, TraceLog};

/// An attribute here, although OpenTelemetry has a field for it: only a failure is worth recording.
const STATUS: &str = "otel.status_code";
/// Attributes that say that a span failed.
const FAILED: [&str; 2] = [STATUS, "error.type"];
/// The results of a stage that are kept when its span is cut.
const MOST: usize = 20;
/// The characters of a text that are kept when its span is cut.
const TEXT: usize = 120;

/// A span's event: in full or cut. None if the span is left out and counted.
pub(super) fn admitted(
    trace: &TraceLog,
    mut span: Span,
    left_out: &mut Counts,
) -> Option<EventBody> {
    if span.status == "error" {
        span.attributes.insert(STATUS.to_owned(), "ERROR".into());
    }
    let length = span.attributes.iter().map(size).sum::<usize>() + size_of_details(&span);
    let needed = span.parent_span_id.is_none() || is_stage(&span.name);
    let attributes: Value = std::mem::take(&mut span.attributes).into_iter().collect();
    if trace.admit(Rated::Span, length) {
        let details = details(&mut span);
        return Some(ended(span, attributes, details, false));
    }
    if !needed {
        left_out.add(Rated::Span, 1);
        return None;
    }
    let kept = cut(&attributes);
    let admitted = trace.admit(Rated::Stage, kept.to_string().len());
    let counted = if admitted {
        Rated::SpanDetail
    } else {
        Rated::Stage
    };
    left_out.add(counted, 1);
    admitted.then(|| {
        let said = SpanDetails {
            events: Vec::new(),
            links: Vec::new(),
            ..details(&mut span)
        };
        ended(span, kept, said, true)
    })
}

/// The approximate size of what a span holds besides its attributes, in bytes.
fn size_of_details(span: &Span) -> usize {
    let events = span.events.iter();
    let events = events.map(|it| it.name.len() + it.attributes.iter().map(size).sum::<usize>());
    let links = span.links.iter();
    let links = links.map(|it| it.trace_id.len() + it.attributes.iter().map(size).sum::<usize>());
    span.status_message.len() + events.sum::<usize>() + links.sum::<usize>()
}

fn details(span: &mut Span) -> SpanDetails {
    let status = std::mem::take(&mut span.status);
    SpanDetails {
        kind: std::mem::take(&mut span.kind),
        status: if status == "unset" {
            String::new()
        } else {
            status
        },
        status_message: std::mem::take(&mut span.status_message),
        events: span.events.drain(..).map(moment).collect(),
        links: span.links.drain(..).map(link).collect(),
        left_out: span.left_out,
    }
}

fn moment(event: SpanEvent) -> SpanMoment {
    SpanMoment {
        name: event.name,
        at: event.time_unix_nano.to_string(),
        attributes: event.attributes.into_iter().collect(),
    }
}

fn link(link: gateway::SpanLink) -> SpanLink {
    SpanLink {
        trace: link.trace_id,
        span: link.span_id,
        attributes: link.attributes.into_iter().collect(),
    }
}

fn size((key, value): (&String, &Value)) -> usize {
    key.len()
        + value
            .as_str()
            .map_or_else(|| value.to_string().len(), str::len)
}

/// The attributes of a stage that the row of its question needs.
fn cut(attributes: &Value) -> Value {
    let mut kept = Map::new();
    if let Some(results) = attributes.get(RESULTS) {
        let result = |it: crate::domain::stage::Ranked| {
            let id: String = it.id.chars().take(TEXT).collect();
            json!({ "id": id, "score": it.score })
        };
        let results = ranked(results, MOST).into_iter().map(result).collect();
        kept.insert(RESULTS.to_owned(), results);
    }
    for key in VERDICTS.map(|(key, _)| key).into_iter().chain(FAILED) {
        let value = match attributes.get(key) {
            Some(Value::String(text)) => text.chars().take(TEXT).collect::<String>().into(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.clone(),
            _ => continue,
        };
        kept.insert(key.to_owned(), value);
    }
    Value::Object(kept)
}

fn ended(span: Span, attributes: Value, details: SpanDetails, cut: bool) -> EventBody {
    EventBody::SpanEnded {
        name: span.name,
        trace: span.trace_id,
        span: span.span_id,
        parent: span.parent_span_id.unwrap_or_default(),
        start: span.start_unix_nano.to_string(),
        end: span.end_unix_nano.to_string(),
        attributes,
        cut,
        details,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::session_record::SessionRecord;
    use crate::domain::token::Token;
    use crate::store::Store;
    use crate::trace::TraceClock;

    #[test]
    fn a_stage_keeps_ids_ranks_and_verdicts() {
        let results =
            json!([{"id": "d#1", "score": 0.5, "text": "long"}, {"doc": "e", "score": 0.25}]);
        let attributes = json!({"results": results.to_string(), "dropped": 3, "problems": "x".repeat(999),
            "prompt": "everything", "error.type": "Timeout", "tokens": {"nested": true}});
        let kept = cut(&attributes);
        assert_eq!(
            kept["results"],
            json!([{"id": "d#1", "score": 0.5}, {"id": "e", "score": 0.25}])
        );
        assert_eq!(
            (&kept["dropped"], &kept["error.type"]),
            (&json!(3), &json!("Timeout"))
        );
        assert_eq!(kept["problems"].as_str().map(str::len), Some(TEXT));
        assert_eq!(kept.as_object().map(Map::len), Some(4));
    }

    fn failed() -> Span {
        let attributes = |key: &str, value: Value| [(key.to_owned(), value)].into();
        Span {
            name: "ask".into(),
            trace_id: "1".repeat(32),
            span_id: "2".repeat(16),
            parent_span_id: None,
            start_unix_nano: 1,
            end_unix_nano: 2,
            kind: "server".into(),
            status: "error".into(),
            status_message: "it broke".into(),
            // This costs more than the rate returns in a second.
            attributes: attributes("prompt", "x".repeat(512 * 1024).into()),
            events: vec![SpanEvent {
                time_unix_nano: 1,
                name: "exception".into(),
                attributes: attributes("exception.type", "ValueError".into()),
            }],
            links: vec![gateway::SpanLink {
                trace_id: "3".repeat(32),
                span_id: "4".repeat(16),
                attributes: attributes("why", "because".into()),
            }],
            left_out: 7,
        }
    }

    /// Beyond the rate, a span keeps whether and how it failed. Its events and links are dropped.
    /// The count includes them and those that exceeded the bounds before.
    #[tokio::test]
    async fn a_span_that_is_cut_keeps_how_it_ended_and_counts_its_details() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3"))
            .await
            .unwrap();
        let record = SessionRecord::invited_in_test();
        store
            .create_session(&record, Token::generate().digest())
            .await
            .unwrap();
        let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
        let trace = TraceLog::open(store, record.id, clock).await.unwrap();
        let mut left_out = Counts::default();

        let Some(EventBody::SpanEnded { details, cut, .. }) =
            admitted(&trace, failed(), &mut left_out)
        else {
            panic!("within its rate a span is recorded");
        };
        assert!(!cut && left_out.is_empty());
        assert_eq!((details.events.len(), details.links.len()), (1, 1));

        while trace.admit(Rated::Span, 0) {}
        let Some(EventBody::SpanEnded {
            details,
            cut,
            attributes,
            ..
        }) = admitted(&trace, failed(), &mut left_out)
        else {
            panic!("an outermost span is recorded, cut");
        };
        assert!(cut);
        let kept = SpanDetails {
            kind: "server".into(),
            status: "error".into(),
            status_message: "it broke".into(),
            left_out: 7,
            ..SpanDetails::default()
        };
        assert_eq!(details, kept);
        assert_eq!(attributes, json!({ STATUS: "ERROR" }));
        let counted: Vec<_> = left_out.clone().into_iter().collect();
        assert_eq!(counted, [(Rated::SpanDetail, 1)]);

        let inner = Span {
            name: "tick".into(),
            parent_span_id: Some("5".repeat(16)),
            ..failed()
        };
        assert!(admitted(&trace, inner, &mut left_out).is_none());
        let counted: Vec<_> = left_out.into_iter().collect();
        assert_eq!(counted, [(Rated::Span, 1), (Rated::SpanDetail, 1)]);
    }
}
