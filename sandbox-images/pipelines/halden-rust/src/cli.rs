//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use halden::retrieve::Leg;

/// Halden's support assistant.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// The configuration.
    #[arg(long, global = true, env = "HALDEN_CONFIG", default_value = "halden.toml")]
    pub config: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring both indexes to the state of the corpus.
    Ingest(Ingest),
    /// Find chunks.
    Search(Search),
    /// Answer questions.
    Ask(Ask),
    /// Measure retrieval and answers on known questions.
    Eval(Eval),
    /// Count what the stores hold.
    Stats,
    /// Work with the prompt registry.
    #[command(subcommand)]
    Prompts(Prompts),
}

/// `halden ingest`
#[derive(Debug, Args)]
pub struct Ingest {
    /// The folder of documents.
    #[arg(long, default_value = "corpus")]
    pub corpus: PathBuf,
    /// Empty both stores first and embed everything again.
    #[arg(long)]
    pub full: bool,
}

/// What `search` and `ask` have in common.
#[derive(Debug, Args)]
pub struct Asked {
    /// The question.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    pub question: Option<String>,
    /// A file of questions instead, one JSON object a line.
    #[arg(long)]
    pub batch: Option<PathBuf>,
    /// The customer who asks.
    #[arg(long, conflicts_with = "batch")]
    pub customer: Option<String>,
}

/// `halden search`
#[derive(Debug, Args)]
pub struct Search {
    #[command(flatten)]
    pub asked: Asked,
    /// How far down the pipeline to go.
    #[arg(long, value_enum, default_value = "reranked")]
    pub leg: Leg,
    /// How many chunks.
    #[arg(short, long, default_value_t = 5)]
    pub k: usize,
}

/// `halden ask`
#[derive(Debug, Args)]
pub struct Ask {
    #[command(flatten)]
    pub asked: Asked,
    /// The label of the prompt.
    #[arg(long, default_value = "production")]
    pub label: String,
}

/// `halden eval`
#[derive(Debug, Args)]
pub struct Eval {
    /// The questions.
    #[arg(long, default_value = "evals/questions.jsonl")]
    pub questions: PathBuf,
    /// The corpus that the questions quote.
    #[arg(long, default_value = "corpus")]
    pub corpus: PathBuf,
    /// The leg to measure.
    #[arg(long, value_enum, default_value = "reranked")]
    pub leg: Leg,
    /// The label of the prompt.
    #[arg(long, default_value = "production")]
    pub label: String,
    /// Measure retrieval only.
    #[arg(long)]
    pub no_answers: bool,
    /// Where a summary line is appended.
    #[arg(long, default_value = "evals/history.jsonl")]
    pub history: PathBuf,
}

/// `halden prompts`
#[derive(Debug, Subcommand)]
pub enum Prompts {
    /// List every version.
    List,
    /// Show one version.
    Show {
        /// The prompt.
        name: String,
        /// This version.
        #[arg(long, conflicts_with = "label")]
        version: Option<u32>,
        /// The version that this label points to.
        #[arg(long, default_value = "production")]
        label: String,
    },
    /// Point a label to a version.
    Promote {
        /// The prompt.
        name: String,
        /// The version.
        version: u32,
        /// The label.
        label: String,
    },
}
