//! Numbers in a text that look like a metric: shares from 0 to 1 with a point, such as 0.88, and
//! percentages.

/// A number that may be a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// In bytes.
    pub from: usize,
    pub to: usize,
    /// As a share.
    pub value: f64,
    /// How many digits after the point it has as a share.
    pub digits: u32,
}

impl Figure {
    /// The least and the greatest value that is rounded to it.
    pub fn range(&self) -> (f64, f64) {
        let half = 0.5 / 10_f64.powi(self.digits.min(12).cast_signed());
        (self.value - half - 1e-9, self.value + half + 1e-9)
    }
}

const MONEY: [&str; 6] = ["€", "$", "£", "EUR", "USD", "GBP"];
const PERCENT: [&str; 3] = ["%", "percent", "per cent"];

/// All figures of a text, in order. In prose, a comma may be the point.
pub fn figures(text: &str, prose: bool) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of(bytes, at, prose);
        if begins(text, at) {
            found.extend(figure(text, at, end));
        }
        at = end;
    }
    found
}

/// The end of a number: digits, perhaps a point and digits.
fn end_of(bytes: &[u8], from: usize, prose: bool) -> usize {
    let digits = |from: usize| {
        let rest = bytes[from..].iter();
        from + rest.take_while(|it| it.is_ascii_digit()).count()
    };
    let whole = digits(from);
    let point = bytes
        .get(whole)
        .is_some_and(|it| *it == b'.' || prose && *it == b',');
    let more = bytes.get(whole + 1).is_some_and(u8::is_ascii_digit);
    if point && more {
        digits(whole + 1)
    } else {
        whole
    }
}

/// Whether a number can begin here, and not inside a name, a version or a price.
fn begins(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let apart = |it: char| !it.is_alphanumeric() && !['_', '.', '#', '@'].contains(&it);
    let word = text[..at].trim_end();
    before.is_none_or(apart) && !MONEY.iter().any(|it| word.ends_with(it))
}

fn figure(text: &str, from: usize, end: usize) -> Option<Figure> {
    let number = text[from..end].replace(',', ".");
    let fraction = number.split_once('.').map_or(0, |it| it.1.len());
    let digits = u32::try_from(fraction).ok()?;
    let value: f64 = number.parse().ok()?;
    let rest = &text[end..];
    let blank = rest
        .strip_prefix([' ', '\u{a0}', '\u{202f}'])
        .unwrap_or(rest);
    if let Some(sign) = PERCENT.iter().find(|it| blank.starts_with(**it)) {
        let to = text.len() - blank.len() + sign.len();
        let figure = Figure {
            from,
            to,
            value: value / 100.0,
            digits: digits + 2,
        };
        return (value <= 100.0).then_some(figure);
    }
    let next = rest.chars().next();
    let version =
        rest.starts_with(['.', ',']) && rest[1..].starts_with(|it: char| it.is_ascii_digit());
    // 1,000 is a thousand.
    let thousands = text[from..end].contains(',') && !number.starts_with('0');
    let apart = next.is_none_or(|it| !it.is_alphanumeric() && it != '_');
    let apart = apart && !version && !thousands;
    (apart && digits > 0 && value <= 1.0).then_some(Figure {
        from,
        to: end,
        value,
        digits,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_and_percentages_are_figures_and_other_numbers_are_not() {
        let said = |text: &str| {
            let figures = figures(text, true);
            let said = figures.iter().map(|it| &text[it.from..it.to]);
            said.map(str::to_owned).collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("recall rose from 0.24 to 0.91.", vec!["0.24", "0.91"]),
            (
                "88 % of them, 12.5% and 7 percent",
                vec!["88 %", "12.5%", "7 percent"],
            ),
            ("mrr=1.00, (0,88)", vec!["1.00", "0,88"]),
            ("-0.12 or +0.07", vec!["0.12", "0.07"]),
            ("version 0.12.3, v0.9, k=60, 72 hours", vec![]),
            ("EUR 0.80, € 0.10, 2026-11-06, 1.5 s", vec![]),
            ("0.5x, a0.5, 120 %, #0.1, 1,000 questions", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
        assert!(figures("[0,88]", false).is_empty(), "two numbers");
    }

    #[test]
    fn a_figure_stands_for_what_is_rounded_to_it() {
        let of = |text| figures(text, true)[0];
        let rounds = |text, value: f64| {
            let (from, to) = of(text).range();
            (from..=to).contains(&value)
        };
        assert!(rounds("0.88", 0.8809) && rounds("88 %", 0.8809) && rounds("88.1 %", 0.8809));
        assert!(!rounds("0.89", 0.8809) && !rounds("0.880", 0.8809) && rounds("0.881", 0.8809));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_figures_are_in_it(text in "[0-9.,%€ a-zé\u{a0}-]{0,60}") {
            let mut last = 0;
            for it in figures(&text, true) {
                prop_assert!(it.from >= last && it.to <= text.len());
                prop_assert!(text.is_char_boundary(it.from) && text.is_char_boundary(it.to));
                prop_assert!((0.0..=1.0).contains(&it.value));
                last = it.to;
            }
        }
    }
}
