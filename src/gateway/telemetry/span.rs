//! A span as an exporter sent it, and what is kept of it.

use jiff::{Span as TimeSpan, Timestamp};

use super::super::calls::{Span, SpanEvent, SpanLink};
use super::attributes::{Attributes, name};
use crate::domain::signature::Hex;

/// Events of a span, at most.
pub(super) const MAX_EVENTS: usize = 32;
/// Links of a span, at most.
pub(super) const MAX_LINKS: usize = 32;
/// A span whose end is more than this many minutes in the future did not happen.
const AHEAD_MINUTES: i64 = 10;
/// A span that began more than this many days ago does not belong to this session.
const BACK_DAYS: i64 = 7;

/// A span as the exporter sent it, with its sizes already bounded. Ids are bytes.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub trace_id: Vec<u8>,
    pub span_id: Vec<u8>,
    pub parent_id: Vec<u8>,
    pub name: String,
    pub kind: i32,
    pub start: u64,
    pub end: u64,
    pub status_code: i32,
    pub status_message: String,
    pub attributes: Attributes,
    pub events: Vec<SpanEvent>,
    pub links: Vec<SaidLink>,
    pub left_out: u64,
}

/// A link as the exporter sent it.
#[derive(Debug, Default)]
pub(super) struct SaidLink {
    pub trace_id: Vec<u8>,
    pub span_id: Vec<u8>,
    pub attributes: Attributes,
}

/// The span to record, or why it is rejected.
pub(super) fn taken(said: Said, now: Timestamp) -> Result<Span, &'static str> {
    plausible(said.start, said.end, now)?;
    let mut left_out = said.left_out;
    let links = said.links.into_iter().filter_map(|said| {
        let link = link(said);
        left_out += u64::from(link.is_none());
        link
    });
    let links = links.collect();
    Ok(Span {
        trace_id: identifier::<16>(&said.trace_id).ok_or(NO_IDS)?,
        span_id: identifier::<8>(&said.span_id).ok_or(NO_IDS)?,
        // Some SDKs write all zeros for a span without a parent.
        parent_span_id: identifier::<8>(&said.parent_id),
        name: if said.name.is_empty() {
            return Err("have no name");
        } else {
            name(&said.name)
        },
        start_unix_nano: said.start,
        end_unix_nano: said.end,
        kind: kind(said.kind).to_owned(),
        status: status(said.status_code).to_owned(),
        status_message: said.status_message,
        attributes: said.attributes,
        events: said.events,
        links,
        left_out,
    })
}

const NO_IDS: &str = "have no valid ids";

fn link(said: SaidLink) -> Option<SpanLink> {
    Some(SpanLink {
        trace_id: identifier::<16>(&said.trace_id)?,
        span_id: identifier::<8>(&said.span_id)?,
        attributes: said.attributes,
    })
}

/// The sandbox has the service's clock, so a time far from it was made up or miscounted.
fn plausible(start: u64, end: u64, now: Timestamp) -> Result<(), &'static str> {
    if start == 0 || end == 0 {
        return Err("have no times");
    }
    if end < start {
        return Err("end before they start");
    }
    let nanos = |time: Timestamp| u64::try_from(time.as_nanosecond()).unwrap_or_default();
    let latest = nanos(
        now.saturating_add(TimeSpan::new().minutes(AHEAD_MINUTES))
            .unwrap_or(now),
    );
    let hours = TimeSpan::new().hours(BACK_DAYS * 24);
    let earliest = nanos(now.saturating_sub(hours).unwrap_or(now));
    if end > latest || start < earliest {
        return Err("have times far from now");
    }
    Ok(())
}

/// In hexadecimal; `None` for another length, or for zeros, which are not an id.
fn identifier<const BYTES: usize>(bytes: &[u8]) -> Option<String> {
    let bytes = <[u8; BYTES]>::try_from(bytes).ok()?;
    (bytes != [0; BYTES]).then(|| Hex(bytes).to_string())
}

fn kind(code: i32) -> &'static str {
    match code {
        1 => "internal",
        2 => "server",
        3 => "client",
        4 => "producer",
        5 => "consumer",
        _ => "",
    }
}

fn status(code: i32) -> &'static str {
    match code {
        1 => "ok",
        2 => "error",
        _ => "unset",
    }
}
