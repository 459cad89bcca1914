//! One normal form for texts that are compared: spelling counts, typography does not.

/// Lower-case words between single spaces, with a space at both ends, so that "14 days" is
/// not found in "114 days". A comma between digits is removed; a point between digits and
/// the signs of units stay.
pub fn plain(text: &str) -> String {
    let letters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let mut plain = String::from(" ");
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let inside_number = digit(before) && digit(letters.get(at + 1));
        match letter {
            ',' if inside_number => {}
            '%' | '°' | '€' => plain.extend([' ', letter, ' ']),
            '.' if inside_number => plain.push('.'),
            _ if letter.is_alphanumeric() => plain.push(letter),
            _ => plain.push(' '),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

/// In whole words. An empty text is not contained in any.
pub fn contains(text: &str, other: &str) -> bool {
    let other = plain(other);
    !other.trim().is_empty() && plain(text).contains(&other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_does_not_matter_and_numbers_do() {
        for (text, other) in [
            ("The fee is EUR 1,250.00 [1].", "EUR 1250.00"),
            ("It rises to 11% of the hire.", "11 %"),
            ("Within **72\u{a0}Hours** of it", "72 hours"),
            ("Part HX18-4471-B. [2]", "hx18 4471 b"),
        ] {
            assert!(contains(text, other), "{other}");
        }
        for (text, other) in [
            ("It takes 114 days", "14 days"),
            ("4.5 bar", "4 bar"),
            ("any", ""),
        ] {
            assert!(!contains(text, other), "{other}");
        }
    }
}
