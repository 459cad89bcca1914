//! `halden answers`

use anyhow::Result;

use halden::answer_log::AnswerLog;
use halden::config::Environment;
use halden::journal::now;

use crate::cli::Answers;

pub fn run(environment: &Environment, arguments: &Answers) -> Result<()> {
    let since = arguments.since.map_or(0, |seconds| now().saturating_sub(seconds));
    super::print(&AnswerLog::new(&environment.state).summary(since)?)
}
