//! A file's tokens without what is there for tests only.

use crate::lexer::Token;

/// Leaves out every item with an attribute for tests, and names the modules among them.
pub fn without_tests<'a>(tokens: &[Token<'a>], modules: &mut Vec<String>) -> Vec<Token<'a>> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some(token) = rest.first() {
        let end = attribute(rest);
        if end == 0 {
            kept.push(*token);
            rest = &rest[1..];
            continue;
        }
        let (attribute, after) = rest.split_at(end);
        rest = after;
        if !is_for_tests(attribute) {
            kept.extend(attribute);
            continue;
        }
        if attribute[1].text == "!" {
            return Vec::new();
        }
        let (item, after) = rest.split_at(item(rest));
        rest = after;
        let declared = item.windows(3);
        let declared = declared.filter(|it| it[0].text == "mod" && it[2].text == ";");
        modules.extend(declared.map(|it| it[1].text.to_owned()));
    }
    kept
}

/// How many tokens the attribute has that these start with: 0 if they start with none.
fn attribute(tokens: &[Token<'_>]) -> usize {
    let texts: Vec<_> = tokens.iter().take(3).map(|it| it.text).collect();
    let start = match texts[..] {
        ["#", "[", ..] => 1,
        ["#", "!", "["] => 2,
        _ => return 0,
    };
    start + bracketed(&tokens[start..])
}

fn is_for_tests(attribute: &[Token<'_>]) -> bool {
    let text: String = attribute.iter().map(|it| it.text).collect();
    let text = text.trim_start_matches(['#', '!', '[']);
    ["cfg(test)", "cfg(all(test", "test]", "tokio::test"]
        .iter()
        .any(|it| text.starts_with(it))
}

/// How many tokens there are up to the bracket that closes the first.
fn bracketed(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// How many tokens an item, a statement or a field has, further attributes included.
fn item(tokens: &[Token<'_>]) -> usize {
    let mut at = 0;
    let mut is_item = false;
    while let Some(token) = tokens.get(at) {
        let skipped = attribute(&tokens[at..]);
        match token.text {
            _ if skipped > 0 => at += skipped,
            ";" => return at + 1,
            "," if !is_item => return at + 1,
            "}" | ")" | "]" => return at,
            "{" => return at + bracketed(&tokens[at..]),
            "(" | "[" => at += bracketed(&tokens[at..]),
            "fn" | "impl" | "struct" | "enum" | "trait" | "type" | "use" | "let" | "const"
            | "static" => {
                is_item = true;
                at += 1;
            }
            _ => at += 1,
        }
    }
    at
}
