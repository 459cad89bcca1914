//! What the demo says while it works.

/// Progress goes to standard error, so that the result stands alone.
pub fn say(text: &str) {
    eprintln!("{text}");
}
