//! What the demo prints while it works.

/// To standard error, so that standard output has only the result.
pub fn say(text: &str) {
    eprintln!("{text}");
}
