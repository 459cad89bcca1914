//! `halden eval report`

use anyhow::Result;

use halden::eval::{compare, read_runs};

use crate::cli::Past;

pub fn run(past: &Past) -> Result<()> {
    let Past::Report { last, history } = past;
    super::print(&compare(&read_runs(history, *last)?))
}
