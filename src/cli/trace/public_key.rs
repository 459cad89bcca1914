//! The key that a trace's signature is checked against, as a command line gives it.

use std::path::Path;

use anyhow::Context as _;

use crate::domain::signature::PublicKey;

/// A public key as it is given on the command line: itself, or the name of a file that holds it.
pub fn public_key(given: Option<&str>) -> anyhow::Result<Option<PublicKey>> {
    let Some(given) = given else { return Ok(None) };
    if let Ok(key) = given.parse() {
        return Ok(Some(key));
    }
    let text = std::fs::read_to_string(Path::new(given)).with_context(|| {
        format!("{given:?} is neither a public key (64 hexadecimal digits) nor a file")
    })?;
    // What `assay trace key` prints is such a file as well: the key is its first word.
    let first = text.split_whitespace().next().unwrap_or_default();
    let key = first
        .parse()
        .with_context(|| format!("{given} holds no public key"))?;
    Ok(Some(key))
}
