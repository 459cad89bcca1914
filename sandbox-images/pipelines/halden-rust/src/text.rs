//! One normal form for text, used wherever strings are compared: analysis, deduplication, scoring.

use unicode_normalization::UnicodeNormalization;

/// Compatibility-composed, lower-case text with one kind of hyphen. "é" is the same character
/// whether it was typed as one code point or as two.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(|c| if is_hyphen(c) { '-' } else { c }).collect()
}

/// The letter-and-digit runs of the folded text.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Part numbers, machine names and references: words that mix letters and digits, whatever
/// separators they are written with. `HX18-4471-B` and `hx18 4471-b` share no whole word, but
/// `HX18-4471-B` and `HX18/4471/B` are one identifier.
pub fn identifiers(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !(c.is_alphanumeric() || is_joiner(c)))
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|word| word.chars().any(char::is_numeric) && word.chars().any(char::is_alphabetic))
        .collect()
}

/// The words that carry a number: what must agree for two texts to say the same thing.
pub fn numbers(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| word.chars().any(char::is_numeric)).collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '/' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_text_fold_to_the_same_words() {
        assert_eq!(words("Kj\u{e6}r caf\u{e9}"), words("KJ\u{c6}R cafe\u{301}"));
    }

    #[test]
    fn identifiers_ignore_how_their_parts_are_joined() {
        assert_eq!(identifiers("order HX18-4471-B, not"), ["hx184471b"]);
        assert_eq!(identifiers("HX18/4471/B"), identifiers("hx18\u{2011}4471\u{2011}b"));
        assert!(identifiers("from 2025-03-01, EUR 1.50").is_empty());
    }
}
