//! Splits prose into sentences.

/// Words that end in a period without ending a sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "etc", "no", "nos", "approx", "mr", "mrs", "ms", "dr", "st", "vs", "cf", "incl",
    "excl", "min", "max", "art", "sec", "fig", "p", "pp",
];

/// Each trimmed; none is empty.
pub(super) fn sentences(paragraph: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in paragraph
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?'))
    {
        let end = at + mark.len_utf8();
        let closing = paragraph[end..]
            .chars()
            .take_while(|c| matches!(c, '"' | '”' | '\'' | ')' | '*'));
        let end = end + closing.map(char::len_utf8).sum::<usize>();
        if begins_sentence(&paragraph[end..]) && !is_abbreviation(&paragraph[start..at], mark) {
            push(&mut sentences, &paragraph[start..end]);
            start = end;
        }
    }
    push(&mut sentences, &paragraph[start..]);
    sentences
}

fn push(sentences: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        sentences.push(text.to_owned());
    }
}

fn begins_sentence(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(char::is_whitespace) else {
        return rest.is_empty();
    };
    rest.trim_start().starts_with(|c: char| !c.is_lowercase())
}

fn is_abbreviation(before: &str, mark: char) -> bool {
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let word = word.trim_start_matches(['(', '"', '*']).to_lowercase();
    mark == '.' && (ABBREVIATIONS.contains(&word.as_str()) || is_initial(&word))
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        let text = "Refunds take 5.5 days, e.g. Monday. Use No. 7! Is it? *Yes.* Ends at 07:00 on";
        assert_eq!(
            sentences(text),
            [
                "Refunds take 5.5 days, e.g. Monday.",
                "Use No. 7!",
                "Is it?",
                "*Yes.*",
                "Ends at 07:00 on"
            ]
        );
        assert!(sentences("  ").is_empty());
    }
}
