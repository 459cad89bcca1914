//! Attributes within bounds, in whichever form they came.

use std::collections::BTreeMap;

use base64::Engine;
use serde_json::Value;

/// Attributes of a span, an event or a link, at most. Also bounds the elements of an array or a
/// map.
pub(super) const MAX_ATTRIBUTES: usize = 64;
/// Depth of an attribute's value, at most.
pub(super) const MAX_DEPTH: usize = 6;
/// Characters of a name or key, at most.
const MAX_NAME: usize = 256;
/// Characters of a status message, at most.
const MAX_MESSAGE: usize = 2_048;
/// Characters of one text, at most.
const MAX_TEXT: usize = 8_192;
/// Bytes of all names, texts and values of one span together, at most.
const MAX_BYTES: usize = 256 << 10;
/// What a value counts besides its text, in bytes.
const VALUE_BYTES: usize = 8;

pub(super) type Attributes = BTreeMap<String, Value>;

/// How much more a span may contain, and how much was left out.
#[derive(Debug)]
pub(super) struct Allowance {
    bytes: usize,
    pub left_out: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            bytes: MAX_BYTES,
            left_out: 0,
        }
    }
}

impl Allowance {
    /// The text, cut to what is allowed.
    pub fn text(&mut self, text: &str) -> Value {
        let end = text
            .char_indices()
            .nth(MAX_TEXT)
            .map_or(text.len(), |(at, _)| at);
        let end = text[..end].floor_char_boundary(self.bytes);
        self.bytes -= end;
        if end < text.len() {
            self.left_out += 1;
        }
        Value::from(&text[..end])
    }

    /// The name of an event or an attribute; it counts as a text does.
    pub fn name(&mut self, text: &str) -> String {
        let name = name(text);
        let end = name.floor_char_boundary(self.bytes);
        self.bytes -= end;
        self.weigh();
        name[..end].to_owned()
    }

    /// In base64, as JSON writes bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> Value {
        // Whole groups of three bytes, so that the encoded part is a prefix of the whole.
        let kept = &bytes[..bytes.len().min(MAX_TEXT / 4 * 3)];
        if kept.len() < bytes.len() {
            self.left_out += 1;
        }
        let text = base64::engine::general_purpose::STANDARD.encode(kept);
        self.text(&text)
    }

    /// A number, a flag, or another small value.
    pub fn value(&mut self, value: impl Into<Value>) -> Value {
        self.weigh();
        value.into()
    }

    /// Counts something that is not kept: it is too much, too deep, or unknown.
    pub fn nothing(&mut self) -> Value {
        self.left_out += 1;
        Value::Null
    }

    /// How many of a list's elements are kept; the others are counted.
    pub fn of_list(&mut self, length: usize) -> usize {
        self.of(length, MAX_ATTRIBUTES)
    }

    /// Keeps at most `most` of `length`.
    pub fn of(&mut self, length: usize, most: usize) -> usize {
        self.left_out += length.saturating_sub(most) as u64;
        length.min(most)
    }

    /// Whether nothing more fits.
    pub fn is_spent(&self) -> bool {
        self.bytes == 0
    }

    fn weigh(&mut self) {
        self.bytes = self.bytes.saturating_sub(VALUE_BYTES);
    }
}

pub(super) fn message(text: &str) -> String {
    text.chars().take(MAX_MESSAGE).collect()
}

pub(super) fn name(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}
