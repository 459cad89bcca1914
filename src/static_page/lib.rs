//! Pages that are files: they open without a server, run no script, fetch nothing, print well, and
//! whatever a candidate or a reviewer wrote is text in them and never markup, because the template
//! engine escapes every value.

use assay_domain as domain;

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};

use crate::domain::event::Word;
use crate::domain::time::{MINUTE, Timestamp};

/// A template's name and text. Values are escaped in those whose name ends in `.html`, so every
/// name here does, except that of the style sheet, which holds no value.
pub type Template = (&'static str, &'static str);

const SHARED: [Template; 2] = [
    ("base.html", include_str!("base.html")),
    ("style.css", include_str!("style.css")),
];

/// Renders the first of these templates, which extends `base.html`. A name in it that was not given
/// is an error.
pub fn render(templates: &[Template], given: Value) -> Result<String, Error> {
    let mut all = Environment::new();
    all.set_undefined_behavior(UndefinedBehavior::Strict);
    let lines = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()?;
    all.set_syntax(lines);
    all.set_formatter(write_value);
    all.add_filter("date", |at: i64| date(Timestamp(at)));
    all.add_filter("hours", hours);
    all.add_filter("clock", clock);
    all.add_filter("says", |word: Serde<Word>| word.0.says());
    for &(name, text) in SHARED.iter().chain(templates) {
        all.add_template(name, text)?;
    }
    let page = templates.first().map_or("base.html", |it| it.0);
    all.get_template(page)?.render(given)
}

/// As by default, but characters that cannot be seen are shown: a page may not hold NUL, and those
/// that change the direction of writing would move the words around them.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if text.contains(is_unseen) => {
            escape_formatter(out, state, &Value::from(visible(text)))
        }
        _ => escape_formatter(out, state, value),
    }
}

fn is_unseen(letter: char) -> bool {
    let moves = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    moves || (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// Characters that cannot be seen, by their number: `⟨U+202E⟩`. The marks that letters of a script
/// need, such as a joiner, stay.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\0' => shown.push('\u{fffd}'),
            unseen if is_unseen(unseen) => {
                let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(unseen));
            }
            seen => shown.push(seen),
        }
    }
    shown
}

/// To the minute, in UTC.
pub fn date(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_default()
}

/// 3 h 52 min.
pub fn hours(micros: i64) -> String {
    let minutes = (micros + MINUTE / 2) / MINUTE;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// 3:52:07.
fn clock(micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    const PAGE: Template = (
        "page.html",
        "{% extends \"base.html\" %}{% block main %}<p id=\"{{ it }}\">{{ it }}</p>{% endblock %}",
    );

    #[test]
    fn no_value_is_markup_in_an_element_or_an_attribute() {
        let page = render(&[PAGE], context!(it => "\"'</p><b>&\0"));
        let page = page.unwrap();
        let safe = "&quot;&#x27;&lt;&#x2f;p&gt;&lt;b&gt;&amp;\u{fffd}";
        assert!(
            page.contains(&format!("<p id=\"{safe}\">{safe}</p>")),
            "{page}"
        );
        assert!(page.contains("main { max-width"), "{page}");
    }

    #[test]
    fn what_would_move_the_words_around_it_is_shown_and_joiners_stay() {
        let page = render(
            &[PAGE],
            context!(it => "a\u{202e}b\u{2067}c\u{1b}[1m \u{200d}\n"),
        );
        let page = page.unwrap();
        assert!(
            page.contains("<p id=\"a⟨U+202E⟩b⟨U+2067⟩c⟨U+001B⟩[1m \u{200d}\n\">"),
            "{page}"
        );
    }

    #[test]
    fn a_misspelled_name_is_an_error_and_not_an_empty_place() {
        assert!(render(&[PAGE], context!(its => "")).is_err());
    }
}
