//! Source text as words and punctuation: comments and whitespace are gone, lines are kept.

/// A word, a string or a piece of punctuation. A Rust path's `::` is one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

/// How many bytes come next, and whether they are a token.
enum Piece {
    Skip(usize),
    Keep(usize),
}

/// The tokens of Rust source, without strings, characters and lifetimes.
pub fn rust(source: &str) -> Vec<Token<'_>> {
    tokens(source, |rest, _| rust_piece(rest))
}

/// The tokens of TypeScript source, without templates and regular expressions. Strings are kept
/// with their quotes.
pub fn typescript(source: &str) -> Vec<Token<'_>> {
    tokens(source, typescript_piece)
}

fn tokens(source: &str, next: impl Fn(&str, Option<&str>) -> Piece) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while !rest.is_empty() {
        let piece = next(rest, found.last().map(|it| it.text));
        let (Piece::Skip(length) | Piece::Keep(length)) = piece;
        let (text, after) = rest.split_at(length);
        if matches!(piece, Piece::Keep(_)) {
            found.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

fn rust_piece(rest: &str) -> Piece {
    if rest.starts_with("//") {
        return Piece::Skip(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Piece::Skip(nested_comment(rest));
    }
    if let Some(length) = raw_string(rest) {
        return Piece::Skip(length);
    }
    if rest.starts_with("::") {
        return Piece::Keep(2);
    }
    match first(rest) {
        '"' => Piece::Skip(quoted(rest, '"')),
        '\'' => Piece::Skip(character_or_lifetime(rest)),
        other => word_or_character(rest, other),
    }
}

fn typescript_piece(rest: &str, previous: Option<&str>) -> Piece {
    if rest.starts_with("//") {
        return Piece::Skip(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Piece::Skip(rest.find("*/").map_or(rest.len(), |at| at + 2));
    }
    match first(rest) {
        // A nested template's backticks come in pairs too, so that this ends where it should.
        '`' => Piece::Skip(quoted(rest, '`')),
        // No string spans lines. One that seems to is an apostrophe that was not understood.
        quote @ ('"' | '\'') => {
            let line = rest.find('\n').unwrap_or(rest.len());
            Piece::Keep(quoted(rest, quote).min(line))
        }
        '/' if previous.is_none_or(before_expression) => Piece::Skip(regular_expression(rest)),
        other => word_or_character(rest, other),
    }
}

fn first(rest: &str) -> char {
    rest.chars().next().expect("there is text left")
}

fn word_or_character(rest: &str, first: char) -> Piece {
    if first.is_whitespace() {
        return Piece::Skip(first.len_utf8());
    }
    Piece::Keep(word(rest).max(first.len_utf8()))
}

/// The length of the word that the text starts with. A raw identifier's `r#` is a word by itself.
fn word(rest: &str) -> usize {
    let inside = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    rest.find(|it| !inside(it)).unwrap_or(rest.len())
}

fn nested_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let after = after.strip_prefix('r')?;
    let opened = after.trim_start_matches('#');
    let hashes = after.len() - opened.len();
    let body = opened.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(rest.len() - body.len() + length)
}

/// The length of a literal with its quotes. A backslash takes the next character with it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return at + 1;
        }
        if character == '\\' {
            characters.next();
        }
    }
    rest.len()
}

fn character_or_lifetime(rest: &str) -> usize {
    let mut inside = rest.chars().skip(1);
    match (inside.next(), inside.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, '\''),
        _ => 1 + word(&rest[1..]),
    }
}

/// Whether a slash after this token starts a regular expression and is no division.
fn before_expression(token: &str) -> bool {
    let punctuation = "(,=:[!&|?{};>".contains(token);
    punctuation || token == "return"
}

fn regular_expression(rest: &str) -> usize {
    let mut class = false;
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\n' => return at,
            '\\' => drop(characters.next()),
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
