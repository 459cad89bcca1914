//! `halden judge`

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use halden::config::{Config, Environment};
use halden::eval::{Case, JudgeSummary, Judged, Recorded, read_lines};
use halden::gateway::Gateway;

use super::session::judge;
use crate::cli::Judge;

#[derive(Serialize)]
struct Verdicts {
    results: Vec<Judged>,
    summary: JudgeSummary,
}

pub async fn run(
    config: impl FnOnce() -> Result<Config>,
    environment: &Environment,
    arguments: &Judge,
) -> Result<()> {
    let verdicts = match (&arguments.batch, &arguments.verdicts) {
        (Some(cases), _) => ask(&config()?, environment, cases, &arguments.label).await?,
        (None, recorded) => read(recorded.as_deref().unwrap_or(Path::new("")))?,
    };
    super::print(&verdicts)
}

async fn ask(
    config: &Config,
    environment: &Environment,
    cases: &Path,
    label: &str,
) -> Result<Verdicts> {
    let gateway = Gateway::new(environment, &config.retry)?;
    let judge = judge(config, environment, &gateway, label)?;
    let mut results = Vec::new();
    for case in read_lines::<Case>(cases)? {
        results.push(judge.judge(&case).await);
    }
    let summary = JudgeSummary::new(&results, Some(judge.name()))?;
    Ok(Verdicts { results, summary })
}

fn read(recorded: &Path) -> Result<Verdicts> {
    let lines = read_lines::<Recorded>(recorded)?;
    let results = lines.into_iter().map(Recorded::read).collect::<Result<Vec<_>>>()?;
    let summary = JudgeSummary::new(&results, None)?;
    Ok(Verdicts { results, summary })
}
