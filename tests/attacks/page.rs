//! What a candidate's page gets and sends: nothing before it is due, nothing at a price that grows,
//! nothing that a second page takes away without a word.

mod ends;
mod polls;
mod two_pages;
mod undue;

use anyhow::{Context as _, Result, ensure};

/// It was refused, and said this.
fn refused<T>(code: &str, asked: Result<T>) -> Result<()> {
    let error = asked.err().context("it was not refused")?.to_string();
    ensure!(error.contains(code), "{code}: {error}");
    Ok(())
}
