//! What a candidate's page gets and sends: nothing arrives before it is due, no request gets more
//! expensive with time, and a second page never silently undoes what the first one did.

mod ends;
mod polls;
mod two_pages;
mod undue;

use anyhow::{Context as _, Result, ensure};

/// The service refused with this code.
fn refused<T>(code: &str, asked: Result<T>) -> Result<()> {
    let error = asked.err().context("it was not refused")?.to_string();
    ensure!(error.contains(code), "{code}: {error}");
    Ok(())
}
