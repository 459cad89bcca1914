//! The form in which texts are compared: one line, lower case, without comment and quotation signs
//! before lines. So a sentence is found however it was wrapped.

/// Signs before a line of a comment, a quotation or a list.
const BEFORE: [char; 8] = ['/', '#', '>', '*', '-', '!', '|', '+'];

/// The text on one line.
pub fn normal(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.lines().flat_map(|line| {
        line.trim_start()
            .trim_start_matches(BEFORE)
            .split_whitespace()
    }) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().flat_map(char::to_lowercase));
    }
    line
}

/// Words of letters and digits, in lower case.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The line, from 1, on which a normal text begins; 1 if it is not found.
pub fn line_of(text: &str, wanted: &str) -> usize {
    let lines: Vec<String> = text.lines().map(normal).collect();
    let begins = |at: &usize| {
        let mut joined = String::new();
        for line in &lines[*at..] {
            if !joined.is_empty() && !line.is_empty() {
                joined.push(' ');
            }
            joined.push_str(line);
            if joined.len() > wanted.len() + lines[*at].len() {
                break;
            }
        }
        joined
            .find(wanted)
            .is_some_and(|place| place <= lines[*at].len())
    };
    (0..lines.len()).find(begins).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_and_comments_do_not_hide_a_sentence() {
        let text = "fn x() {\n    // The field is tokenised,\n    // so NOTHING   matches.\n";
        assert!(normal(text).contains("the field is tokenised, so nothing matches."));
        assert_eq!(
            line_of(text, "the field is tokenised, so nothing matches."),
            2
        );
        assert_eq!(line_of(text, "absent"), 1);
        assert_eq!(words("It's over-full."), ["it", "s", "over", "full"]);
    }
}
