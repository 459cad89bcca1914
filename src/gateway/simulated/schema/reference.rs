//! References within a schema.

use serde_json::Value;

/// What a reference within the schema points to.
pub(super) fn target<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(reference.strip_prefix('#')?)
}
