//! What a reviewer wrote, short enough for a first page.

use serde::Serialize;
use ts_rs::TS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Quote {
    /// Who wrote it.
    pub by: String,
    pub text: String,
    /// Whether the text continues; the detail behind the first page has all of it.
    pub cut: bool,
}

/// At most `most` characters, cut between words where there are any.
pub fn quote(by: &str, text: &str, most: usize) -> Quote {
    let text = text.trim();
    let end = text.char_indices().nth(most).map(|(end, _)| end);
    let kept = end.map_or(text, |end| {
        let begun = &text[..end];
        let between = begun.rfind(char::is_whitespace);
        begun[..between.unwrap_or(end)].trim_end()
    });
    Quote {
        by: by.to_owned(),
        text: kept.to_owned(),
        cut: end.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words_and_says_so() {
        let of = |text: &str, most| {
            let it = quote("ada", text, most);
            (it.text, it.cut)
        };
        assert_eq!(of(" found it ", 8), ("found it".to_owned(), false));
        assert_eq!(of("found it here", 11), ("found it".to_owned(), true));
        assert_eq!(of("ééééé", 3), ("ééé".to_owned(), true));
    }
}
