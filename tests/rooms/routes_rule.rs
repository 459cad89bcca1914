//! Routes extract, call one service, and answer: they know neither the store nor the trace.

use std::collections::BTreeSet;

use crate::floors;
use crate::graph::Import;
use crate::lexer::{self, Token};
use crate::without_tests::without_tests;

/// Rooms that routes keep out of.
const CLOSED: [&str; 2] = ["store", "trace"];

/// What routes import from those rooms.
pub fn imports(imports: &[Import]) -> Vec<&Import> {
    let closed = |file: &str| CLOSED.iter().any(|it| is_in(file, it));
    imports
        .iter()
        .filter(|it| is_in(&it.from, "routes") && closed(&it.to))
        .collect()
}

/// Where routes reach for them without an import: through somebody's field or method, or with SQL.
/// `files` names the files that are not for tests only.
pub fn reached(sources: &[(String, String)], files: &BTreeSet<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources {
        if !is_in(file, "routes") || !files.contains(file.as_str()) {
            continue;
        }
        let tokens = without_tests(&lexer::rust(text), &mut Vec::new());
        let texts: Vec<_> = tokens.iter().map(|it| it.text).collect();
        let places = (0..texts.len()).filter(|at| reaches(&texts[*at..]));
        let line = |at: usize| format!("{file}:{}: {}", tokens[at].line, said(&tokens[at..]));
        found.extend(places.map(line));
    }
    found
}

fn reaches(texts: &[&str]) -> bool {
    match texts {
        // An atomic's `store` takes an argument.
        [".", "store", "(", next, ..] => *next == ")",
        [".", "store" | "trace", ..] | [".", "parts", "(", ..] | ["sqlx", "::", ..] => true,
        _ => false,
    }
}

fn said(tokens: &[Token<'_>]) -> String {
    tokens.iter().take(2).map(|it| it.text).collect()
}

fn is_in(file: &str, room: &str) -> bool {
    floors::place(file).is_some_and(|it| it.1 == room)
}
