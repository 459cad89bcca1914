//! The commands that measure.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use halden::retrieve::Leg;

/// `halden eval`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Eval {
    /// Look at earlier runs instead.
    #[command(subcommand)]
    pub past: Option<Past>,
    /// The questions.
    #[arg(long, default_value = "evals/questions.jsonl")]
    pub questions: PathBuf,
    /// The corpus that the questions quote.
    #[arg(long, default_value = "corpus")]
    pub corpus: PathBuf,
    /// The leg to measure.
    #[arg(long, value_enum, default_value = "reranked")]
    pub leg: Leg,
    /// The label of the prompt. A rollout is not measured: an evaluation is of one version.
    #[arg(long, default_value = "production")]
    pub label: String,
    /// Measure retrieval only.
    #[arg(long)]
    pub no_answers: bool,
    /// Ask the judge whether each answer keeps to its context.
    #[arg(long, conflicts_with = "no_answers")]
    pub judge: bool,
    /// The label of the judge's prompt.
    #[arg(long, default_value = "production")]
    pub judge_label: String,
    /// Fail if a smaller share of the questions could be scored.
    #[arg(long, value_parser = share)]
    pub min_coverage: Option<f64>,
    /// Where a summary line is appended.
    #[arg(long, default_value = "evals/history.jsonl")]
    pub history: PathBuf,
}

/// `halden eval report`
#[derive(Debug, Subcommand)]
pub enum Past {
    /// Earlier runs, and what changed from one to the next.
    Report {
        /// Only so many, the newest.
        #[arg(long)]
        last: Option<usize>,
        /// Where they are written.
        #[arg(long, default_value = "evals/history.jsonl")]
        history: PathBuf,
    },
}

/// `halden score`
#[derive(Debug, Args)]
pub struct Score {
    /// Where the answers are written, one JSON object a line.
    #[arg(long)]
    pub gold: PathBuf,
    /// What was found, one JSON object a line.
    #[arg(long)]
    pub run: PathBuf,
    /// Show each question's scores.
    #[arg(long)]
    pub per_question: bool,
}

/// `halden judge`
#[derive(Debug, Args)]
pub struct Judge {
    /// A file of answers to judge, one JSON object a line.
    #[arg(long, required_unless_present = "verdicts", conflicts_with = "verdicts")]
    pub batch: Option<PathBuf>,
    /// A file of what a judge wrote: it is only read and added up.
    #[arg(long)]
    pub verdicts: Option<PathBuf>,
    /// The label of the judge's prompt.
    #[arg(long, default_value = "production")]
    pub label: String,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("not from 0 to 1".to_owned()) }
}
