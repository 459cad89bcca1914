//! Where a text can be cut so that its parts together have the word pieces of the whole.
//!
//! The tokeniser splits at spaces, punctuation and ideographs before it looks for word pieces, and
//! then treats each word on its own. It finds special tokens such as `[CLS]` first. A cut before
//! `[` keeps them whole; a cut before `]` would not.

/// The first place at or after `least` where the text may be cut, or the text's end.
///
/// A word that reaches beyond `most` is cut there: the tokeniser takes a word of more than a
/// hundred characters as one unknown piece, whatever its length.
pub(super) fn cut(text: &str, least: usize, most: usize) -> usize {
    if text.len() <= least {
        return text.len();
    }
    let least = text.ceil_char_boundary(least);
    let most = text.floor_char_boundary(most.max(least));
    let safe = text[least..most].find(separates);
    safe.map_or(most, |at| least + at)
}

fn separates(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
        || (c.is_ascii_punctuation() && c != ']')
        || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_at_the_next_boundary() {
        assert_eq!(cut("one two three", 4, 99), 7);
        assert_eq!(cut("one two", 40, 99), 7);
        assert_eq!(
            cut("one [CLS] two", 5, 99),
            9,
            "not before the bracket's end"
        );
        assert_eq!(cut("租赁合同", 1, 99), 3);
        assert_eq!(cut("ééééé", 3, 7), 6, "a long word, at a character");
        assert_eq!(cut("", 3, 7), 0);
    }
}
