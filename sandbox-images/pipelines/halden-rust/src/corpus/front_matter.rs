//! The block of metadata at the head of each document.

use serde::{Deserialize, Deserializer, Serialize};

use super::DocumentError;
use crate::scope::is_slug;

/// What a document says about itself. Keys that may be null must still be written: a forgotten
/// `customer` would publish a contract to everyone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The path without the corpus folder and the extension.
    pub id: String,
    /// The folder that it lives in.
    pub kind: String,
    /// The title, as people know the document.
    pub title: String,
    /// The only customer who may see it, or null for everyone.
    #[serde(deserialize_with = "written_out")]
    pub customer: Option<String>,
    /// The ISO date from which it holds.
    pub effective: String,
    /// The version within its series.
    pub version: u32,
    /// What all versions of one document share.
    #[serde(deserialize_with = "written_out")]
    pub series: Option<String>,
    /// Whether it is in force.
    pub status: Status,
    /// The id of the version that this one replaces.
    #[serde(deserialize_with = "written_out")]
    pub supersedes: Option<String>,
}

/// Whether a document is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In force.
    Current,
    /// Kept as history.
    Superseded,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
        })
    }
}

const OPENING: &str = "---\n";
const CLOSING: &str = "\n---\n";

/// Splits a file into its front matter and its body. Offsets of chunks count from the body's
/// first byte, which follows the closing line.
pub fn split(file: &str) -> Result<(&str, &str), DocumentError> {
    let rest = file.strip_prefix(OPENING).ok_or(DocumentError::NoFrontMatter)?;
    let end = rest.find(CLOSING).ok_or(DocumentError::NoFrontMatter)?;
    Ok((&rest[..end], &rest[end + CLOSING.len()..]))
}

/// Parses and validates the front matter of the document that should have this id.
pub fn parse(block: &str, id: &str) -> Result<FrontMatter, DocumentError> {
    let meta: FrontMatter = serde_saphyr::from_str(block)
        .map_err(|error| DocumentError::FrontMatter(first_line(&error.to_string())))?;
    let invalid = |field, problem: String| Err(DocumentError::Invalid { field, problem });
    if meta.id != id {
        return invalid("id", format!("is `{}`, but the file's path says `{id}`", meta.id));
    }
    if id.split('/').next() != Some(meta.kind.as_str()) {
        return invalid("kind", format!("is `{}`, but the file is not in that folder", meta.kind));
    }
    if meta.title.trim().is_empty() {
        return invalid("title", "is empty".into());
    }
    if !is_iso_date(&meta.effective) {
        return invalid("effective", format!("`{}` is not an ISO date", meta.effective));
    }
    if let Some(customer) = meta.customer.as_deref().filter(|customer| !is_slug(customer)) {
        return invalid("customer", format!("`{customer}` is not a slug"));
    }
    Ok(meta)
}

/// The parser's message without the excerpt that it draws below.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

fn written_out<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

fn is_iso_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts[..], [year, month, day]
        if digits(year, 4) && digits(month, 2) && digits(day, 2)
            && ("01"..="12").contains(&month) && ("01"..="31").contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "id: policy/x\nkind: policy\ntitle: X\ncustomer: null\n\
                        effective: 2025-03-01\nversion: 1\nseries: null\nstatus: current\n\
                        supersedes: null";

    #[test]
    fn a_complete_block_is_read_and_the_body_starts_after_it() {
        let file = format!("---\n{GOOD}\n---\nBody.");
        let (block, body) = split(&file).unwrap();
        assert_eq!(body, "Body.");
        let meta = parse(block, "policy/x").unwrap();
        assert_eq!((meta.version, meta.status, meta.customer), (1, Status::Current, None));
    }

    #[test]
    fn every_omission_and_surprise_is_an_error() {
        let without = |key: &str| {
            let kept: Vec<_> = GOOD.lines().filter(|line| !line.starts_with(key)).collect();
            kept.join("\n")
        };
        for key in ["id", "title", "customer", "effective", "version", "series", "supersedes"] {
            assert!(parse(&without(key), "policy/x").is_err(), "without {key}");
        }
        for bad in [
            GOOD.replace("2025-03-01", "March 2025"),
            GOOD.replace("2025-03-01", "2025-13-01"),
            GOOD.replace("customer: null", "customer: Lumen Solar"),
            GOOD.replace("status: current", "status: draft"),
            format!("{GOOD}\nreviewer: someone"),
            format!("{GOOD}\ntitle: again"),
        ] {
            assert!(parse(&bad, "policy/x").is_err(), "{bad}");
        }
        assert!(parse(GOOD, "policy/y").is_err());
        assert!(split("# No front matter").is_err());
    }
}
