//! Whether an answer is right: it contains one of the accepted wordings as whole words.

use crate::text::fold;

/// Whether the answer contains an accepted wording. "14 days" is not in "114 days".
pub fn accepts(answer: &str, accepted: &[String]) -> bool {
    let answer = padded(answer);
    accepted
        .iter()
        .map(|wording| padded(wording))
        .any(|w| !w.trim().is_empty() && answer.contains(&w))
}

/// The normal form: folded words between single spaces, with a space at both ends. A comma between
/// digits only groups them; a point, or a sign that carries meaning, stays.
fn padded(text: &str) -> String {
    let folded: Vec<char> = fold(text).chars().collect();
    let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let mut normal = String::from(" ");
    for (at, c) in folded.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|b| folded.get(b));
        let inside_number = digit(before) && digit(folded.get(at + 1));
        match c {
            ',' if inside_number => {}
            '.' if inside_number => normal.push(c),
            c if c.is_alphanumeric() || matches!(c, '%' | '°' | '€') => {
                let unit = matches!(c, '%' | '°' | '€');
                if unit && !normal.ends_with(' ') {
                    normal.push(' ');
                }
                normal.push(c);
            }
            _ if normal.ends_with(' ') => {}
            _ => normal.push(' '),
        }
    }
    if !normal.ends_with(' ') {
        normal.push(' ');
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(answer: &str, accepted: &str) -> bool {
        accepts(answer, &[accepted.to_owned()])
    }

    #[test]
    fn wording_case_and_spacing_do_not_matter_but_numbers_do() {
        assert!(right("The fee is EUR 1,250.00 [1].", "EUR 1250.00"));
        assert!(right("It rises to 11% of the hire.", "11 %"));
        assert!(right("Within **72  Hours** of the start", "72 hours"));
        assert!(right("Part HX18-4471-B. [2]", "hx18 4471 b"));
        assert!(!right("It takes 114 days", "14 days"));
        assert!(!right("4.5 bar", "4 bar"));
        assert!(!right("anything", ""));
    }
}
