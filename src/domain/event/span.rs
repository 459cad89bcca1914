//! What a span contains besides its name, times and attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Details of a span, bounded by the gateway. Older traces do not have them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SpanDetails {
    /// `server`, `client`, `producer`, `consumer`, `internal`, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub kind: String,
    /// `ok` or `error`. Empty if the pipeline did not set it.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub status: String,
    /// The text that belongs to the status.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub status_message: String,
    /// What happened during the span, such as exceptions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SpanMoment>>")]
    pub events: Vec<SpanMoment>,
    /// Other spans that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SpanLink>>")]
    pub links: Vec<SpanLink>,
    /// How many attributes, values, events and links were beyond the bounds and are missing here.
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
    /// Such as `exception`.
    pub name: String,
    /// Unix nanoseconds, as the pipeline reported them.
    pub at: String,
    pub attributes: Value,
}

/// Another span that a span names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SpanLink {
    /// Trace id, hex.
    pub trace: String,
    /// Span id, hex.
    pub span: String,
    pub attributes: Value,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
