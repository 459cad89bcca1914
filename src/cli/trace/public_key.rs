//! The key that a trace's signature is checked against, as a command line gives it.

use std::path::Path;

use anyhow::Context as _;

use crate::domain::signature::PublicKey;

/// Accepts the key itself, or the name of a file that contains it.
pub fn public_key(given: Option<&str>) -> anyhow::Result<Option<PublicKey>> {
    let Some(given) = given else { return Ok(None) };
    if let Ok(key) = given.parse() {
        return Ok(Some(key));
    }
    let text = std::fs::read_to_string(Path::new(given)).with_context(|| {
        format!("{given:?} is neither a public key (64 hexadecimal digits) nor a file")
    })?;
    // The output of `assay trace key` is such a file too: its first word is the key.
    let first = text.split_whitespace().next().unwrap_or_default();
    let key = first
        .parse()
        .with_context(|| format!("{given} does not contain a public key"))?;
    Ok(Some(key))
}
