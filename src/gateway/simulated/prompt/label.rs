//! Lines that announce what follows: `Question:`, `### Context`, `[3] …`, `Document 3: …`.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Context,
    Question,
    Reference,
    Candidate,
    /// Instructions, or the place for the answer.
    Other,
}

/// What a name means as a label or a tag.
pub(super) fn meaning(name: &str) -> Option<Label> {
    match name.replace(['_', '-'], " ").as_str() {
        "context"
        | "contexts"
        | "documents"
        | "sources"
        | "passages"
        | "excerpts"
        | "evidence"
        | "retrieved documents"
        | "retrieved context"
        | "search results"
        | "background"
        | "knowledge" => Some(Label::Context),
        "question" | "user question" | "customer question" | "query" | "q" => Some(Label::Question),
        "reference" | "reference answer" | "expected" | "expected answer" | "ground truth"
        | "gold answer" | "correct answer" => Some(Label::Reference),
        "candidate" | "candidate answer" | "submitted answer" | "answer to grade"
        | "answer to judge" | "model answer" | "response" | "prediction" | "answer" => {
            Some(Label::Candidate)
        }
        "instructions" | "instruction" | "rules" | "task" | "output" | "output format"
        | "format" => Some(Label::Other),
        _ => None,
    }
}

/// A label at the start of a line, and the rest of the line. Within a block, only what cannot be
/// one of the document's own headings counts.
pub(super) fn label(line: &str, in_block: bool) -> Option<(Label, &str)> {
    let line = line.trim();
    let bare = line.trim_start_matches(['#', '*', ' ']);
    let marked = bare.len() < line.len();
    let (name, rest) = match bare.split_once(':') {
        Some((name, rest)) => (name, rest),
        None if marked => (bare, ""),
        None => return None,
    };
    if name.len() > 24 {
        return None;
    }
    let name = name.trim_end_matches(['*', ' ']).to_lowercase();
    let label = meaning(&name)?;
    let counts = !in_block || !matches!(label, Label::Other | Label::Context);
    counts.then(|| (label, rest.trim_start_matches('*').trim()))
}

/// The number and the rest of a line that opens a numbered block.
pub(super) fn numbered(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start_matches(['#', '*', ' ']);
    if let Some(rest) = line.strip_prefix('[') {
        let (number, rest) = rest.split_once(']')?;
        return Some((number.parse().ok()?, rest));
    }
    let (word, rest) = line.split_once(' ')?;
    let word = word.to_lowercase();
    if !["document", "source", "passage", "chunk", "excerpt"].contains(&word.as_str()) {
        return None;
    }
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let after = &rest[digits..];
    let opens = after.is_empty() || after.starts_with([':', '.', ')']) || after.starts_with(" (");
    let number = rest[..digits].parse().ok().filter(|_| opens)?;
    Some((number, after.trim_start_matches([':', '.', ')', ' '])))
}
