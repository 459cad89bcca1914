//! What a span says besides its name, times and attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Details of a span, bounded by the gateway. Nothing of it is there in traces of before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SpanDetails {
    /// `server`, `client`, `producer`, `consumer`, `internal`, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub kind: String,
    /// `ok` or `error`; empty if the pipeline did not set it.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub status: String,
    /// What is said with the status.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub status_message: String,
    /// What happened during it, exceptions for example.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SpanMoment>>")]
    pub events: Vec<SpanMoment>,
    /// Other spans that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SpanLink>>")]
    pub links: Vec<SpanLink>,
    /// Attributes, values, events and links beyond the bounds, which are not here.
    #[serde(skip_serializing_if = "is_zero")]
    #[ts(optional, as = "Option<u32>")]
    pub left_out: u64,
}

impl SpanDetails {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Something that happened during a span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanMoment {
    /// Its name; `exception` for one.
    pub name: String,
    /// When, Unix nanoseconds as the pipeline reported them.
    pub at: String,
    /// Its attributes.
    pub attributes: Value,
}

/// Another span that a span names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanLink {
    /// Trace id, hex.
    pub trace: String,
    /// Span id, hex.
    pub span: String,
    /// The link's attributes.
    pub attributes: Value,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
