//! An upper estimate of how many word pieces a text costs the embedder, without its vocabulary.
//!
//! It must not be too low: what exceeds the embedder's window is ignored without an error. English
//! words are charged a piece for every four letters, which is well above the average; what
//! vocabularies split worst (digits, capitals, punctuation, other scripts) is charged almost by
//! the character. The ingest compares the estimate with the provider's own count.

/// The markers that the model puts before and after each text.
const MARKERS: usize = 2;

/// The estimated word pieces of a text, the model's own markers included.
pub fn word_pieces(text: &str) -> usize {
    let mut pieces = MARKERS;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let class = Class::of(first);
        let length = rest.find(|c| Class::of(c) != class).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        pieces += class.cost(run);
        rest = after;
    }
    pieces
}

#[derive(PartialEq, Clone, Copy)]
enum Class {
    Letters,
    Digits,
    Space,
    Other,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            c if c.is_ascii_alphabetic() => Self::Letters,
            c if c.is_ascii_digit() => Self::Digits,
            c if c.is_whitespace() => Self::Space,
            _ => Self::Other,
        }
    }

    fn cost(self, run: &str) -> usize {
        match self {
            Self::Letters if run.len() < 4 && run.bytes().all(|b| b.is_ascii_uppercase()) => {
                run.len()
            }
            Self::Letters => run.len().div_ceil(4),
            Self::Digits => (run.len() - 1).max(1),
            Self::Space => 0,
            Self::Other => run.chars().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::word_pieces;

    #[test]
    fn the_estimate_is_never_below_counts_of_the_real_tokenizer() {
        // Counted with the vocabulary of all-MiniLM-L6-v2, markers included.
        assert!(word_pieces("The telehandler's boom must be fully retracted.") >= 14);
        assert!(word_pieces("HX18-4471-B") >= 11);
        assert!(word_pieces("| M16 | 8.8 | 210 Nm |") >= 13);
    }

    #[test]
    fn scripts_and_symbols_are_charged_by_the_character() {
        assert_eq!(word_pieces("åæø"), 5);
        assert_eq!(word_pieces("---"), 5);
        assert_eq!(word_pieces(""), 2);
    }
}
