//! Attributes within bounds, whichever form they came in.

use std::collections::BTreeMap;

use base64::Engine;
use serde_json::Value;

/// Attributes of a span, an event or a link, at most; elements of an array or a map, too.
pub(super) const MAX_ATTRIBUTES: usize = 64;
/// Depth of an attribute's value, at most.
pub(super) const MAX_DEPTH: usize = 6;
/// Characters of a name or key, at most.
const MAX_NAME: usize = 256;
/// Characters of a status's message, at most.
const MAX_MESSAGE: usize = 2_048;
/// Characters of one text, at most.
const MAX_TEXT: usize = 8_192;
/// Bytes that all names, texts and values of one span have together, at most.
const MAX_BYTES: usize = 256 << 10;
/// What a value weighs besides its text.
const VALUE_BYTES: usize = 8;

/// Attributes by name.
pub(super) type Attributes = BTreeMap<String, Value>;

/// How much a span may still bring, and what was left out.
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
    /// A text, cut to what is allowed.
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

    /// The name of an event or an attribute, which weighs as a text does.
    pub fn name(&mut self, text: &str) -> String {
        let name = name(text);
        let end = name.floor_char_boundary(self.bytes);
        self.bytes -= end;
        self.weigh();
        name[..end].to_owned()
    }

    /// Bytes, as JSON writes them: in base64.
    pub fn bytes(&mut self, bytes: &[u8]) -> Value {
        // Whole groups of three, so that a part is the beginning of the whole.
        let kept = &bytes[..bytes.len().min(MAX_TEXT / 4 * 3)];
        if kept.len() < bytes.len() {
            self.left_out += 1;
        }
        let text = base64::engine::general_purpose::STANDARD.encode(kept);
        self.text(&text)
    }

    /// A number, a flag, or whatever else takes little.
    pub fn value(&mut self, value: impl Into<Value>) -> Value {
        self.weigh();
        value.into()
    }

    /// Something is not kept: too much, too deep, or unknown.
    pub fn nothing(&mut self) -> Value {
        self.left_out += 1;
        Value::Null
    }

    /// So many of a list's elements are kept; the others are counted.
    pub fn of_list(&mut self, length: usize) -> usize {
        self.of(length, MAX_ATTRIBUTES)
    }

    /// Of so many, at most so many.
    pub fn of(&mut self, length: usize, most: usize) -> usize {
        self.left_out += length.saturating_sub(most) as u64;
        length.min(most)
    }

    /// Whether anything more fits.
    pub fn is_spent(&self) -> bool {
        self.bytes == 0
    }

    fn weigh(&mut self) {
        self.bytes = self.bytes.saturating_sub(VALUE_BYTES);
    }
}

/// What a status says.
pub(super) fn message(text: &str) -> String {
    text.chars().take(MAX_MESSAGE).collect()
}

/// A span's name.
pub(super) fn name(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}
