//! The host's own documents. Bodies and owners come from here, whatever a
//! candidate's pipeline reports about them.

use std::collections::BTreeMap;

use super::outcome::{Trouble, at_fault};
use crate::pipeline::folder::Files;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The customer who may see it. `None`: everyone may.
    pub customer: Option<String>,
    /// What follows the front matter.
    pub body: String,
}

/// By document id.
pub type Documents = BTreeMap<String, Document>;

/// Reads the Markdown documents among these files of a workspace.
pub fn read(files: Files) -> Result<Documents, Trouble> {
    let mut documents = Documents::new();
    for (path, file) in files {
        let id = path
            .strip_prefix("corpus/")
            .and_then(|rest| rest.strip_suffix(".md"));
        let text = String::from_utf8(file.bytes).map_err(at_fault)?;
        let parts = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"));
        if let (Some(id), Some((front, body))) = (id, parts) {
            let document = Document {
                customer: customer(front),
                body: body.to_owned(),
            };
            documents.insert(id.to_owned(), document);
        }
    }
    Ok(documents)
}

/// The front matter is a flat list of `key: value`. Without a customer, or with
/// `null`, a document is everyone's.
fn customer(front: &str) -> Option<String> {
    let value = front
        .lines()
        .find_map(|line| line.strip_prefix("customer:"))?
        .trim()
        .trim_matches(['"', '\'']);
    (!matches!(value, "" | "null" | "~")).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_read_from_the_front_matter_alone() {
        assert_eq!(customer("id: a\ncustomer: null"), None);
        assert_eq!(customer("id: a"), None);
        assert_eq!(customer("customer: acme\nid: a").as_deref(), Some("acme"));
        assert_eq!(customer("customer: \"acme\"").as_deref(), Some("acme"));
    }
}
