//! `halden score`

use anyhow::Result;

use halden::eval::{ScoreReport, read_lines, score};

use crate::cli::Score;

pub fn run(arguments: &Score) -> Result<()> {
    let report = score(&read_lines(&arguments.gold)?, &read_lines(&arguments.run)?)?;
    let rows = report.rows.filter(|_| arguments.per_question);
    super::print(&ScoreReport { rows, ..report })
}
