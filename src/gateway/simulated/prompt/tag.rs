//! XML-like tags at the edges of a line.

use super::label::{Label, meaning};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Open(Opening),
    /// With the text before the tag.
    Close(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub label: Label,
    /// What the tag says about a block, if it opens one.
    pub about: Option<About>,
    /// The text after the tag.
    pub rest: String,
    /// Whether the same line closes the tag.
    pub closed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub number: Option<u32>,
    pub text: String,
}

/// Reads a line that begins with an opening tag or ends with a closing tag.
pub(super) fn tag(line: &str) -> Option<Tag> {
    let line = line.trim();
    if let Some((before, name)) = closing(line)
        && known(name)
        && !before.starts_with('<')
    {
        return Some(Tag::Close(before.to_owned()));
    }
    let (inside, rest) = line.strip_prefix('<')?.split_once('>')?;
    let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
    let name = name.to_lowercase();
    let closed = closing(rest).is_some();
    let rest = closing(rest)
        .map_or(rest, |(before, _)| before)
        .trim()
        .to_owned();
    let (label, about) = if is_block(&name) {
        let about = About {
            number: number(attributes),
            text: attributes.to_owned(),
        };
        (Label::Context, Some(about))
    } else {
        (meaning(&name)?, None)
    };
    Some(Tag::Open(Opening {
        label,
        about,
        rest,
        closed,
    }))
}

fn closing(line: &str) -> Option<(&str, &str)> {
    let (before, name) = line.strip_suffix('>')?.rsplit_once("</")?;
    Some((before.trim(), name))
}

fn known(name: &str) -> bool {
    let name = name.to_lowercase();
    is_block(&name) || meaning(&name).is_some()
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "document" | "doc" | "source" | "passage" | "chunk" | "excerpt" | "item"
    )
}

fn number(attributes: &str) -> Option<u32> {
    let names = ["id", "n", "number", "index"];
    attributes.split_whitespace().find_map(|attribute| {
        let (name, value) = attribute.split_once('=')?;
        let value = value.trim_matches(['"', '\'']);
        names.contains(&name).then(|| value.parse().ok()).flatten()
    })
}
