//! What TypeScript and Svelte files import from each other.

use std::collections::BTreeSet;

use crate::graph::{Import, LOST};
use crate::lexer;

const ENDINGS: [&str; 4] = ["", ".ts", ".svelte.ts", ".svelte"];

/// Every import of one file from another.
pub fn imports(sources: &[(String, String)]) -> Vec<Import> {
    let files: BTreeSet<&str> = sources.iter().map(|it| it.0.as_str()).collect();
    let mut imports = Vec::new();
    for (file, text) in sources {
        if file.ends_with(".test.ts") {
            continue;
        }
        for (name, line) in imported(file, text) {
            imports.push(Import {
                from: file.clone(),
                line,
                to: target(file, &name, &files),
                name,
            });
        }
    }
    imports
}

/// The same imports, between folders. A file outside of folders stands for itself.
pub fn between_folders(imports: &[Import]) -> Vec<Import> {
    let folder = |file: &str| {
        let inside = file.strip_prefix("web/src/").unwrap_or(file);
        let name = inside.split_once('/').map_or(inside, |it| it.0);
        format!("web/src/{name}")
    };
    let lifted = imports.iter().map(|it| Import {
        from: folder(&it.from),
        to: folder(&it.to),
        line: it.line,
        name: format!("{} in {}:{}", it.name, it.from, it.line),
    });
    lifted.filter(|it| it.from != it.to).collect()
}

/// The relative paths that a file imports, with their lines.
fn imported(file: &str, text: &str) -> Vec<(String, usize)> {
    let script = if file.ends_with(".svelte") {
        &scripts(text)
    } else {
        text
    };
    let tokens = lexer::typescript(script);
    let texts: Vec<_> = tokens.iter().map(|it| it.text).collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let quotes = ['"', '\''];
        let path = token.text.trim_matches(quotes);
        let imports = match texts[..at] {
            // A string follows `from` nowhere else.
            [.., "from" | "import"] | [.., "import", "("] => token.text.starts_with(quotes),
            _ => false,
        };
        if imports && path.starts_with('.') {
            found.push((path.to_owned(), token.line));
        }
    }
    found
}

/// A Svelte file's scripts; all other lines are empty, so that line numbers stay.
fn scripts(text: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for line in text.lines() {
        let starts = line.trim_start().starts_with("<script");
        if line.trim_start().starts_with("</script") {
            inside = false;
        }
        if inside {
            kept.push_str(line);
        }
        inside |= starts;
        kept.push('\n');
    }
    kept
}

fn target(file: &str, path: &str, files: &BTreeSet<&str>) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    let whole = parts.join("/");
    let written = ENDINGS.iter().map(|it| format!("{whole}{it}"));
    let mut existing = written.filter(|it| files.contains(it.as_str()));
    existing.next().unwrap_or_else(|| LOST.to_owned())
}
