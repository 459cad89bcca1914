//! The command line.

mod evaluation;
mod prompts;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use halden::retrieve::Leg;

pub use evaluation::{Eval, Judge, Past, Score};
pub use prompts::Prompts;

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
    /// Answer questions as they come in, a line each, until the input ends.
    Worker(Worker),
    /// Which version answered, and how.
    Answers(Answers),
    /// Measure retrieval and answers on known questions.
    Eval(Eval),
    /// Score a ranking against gold spans, without any store.
    Score(Score),
    /// Ask whether answers keep to their context.
    Judge(Judge),
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

/// `halden worker`
#[derive(Debug, Args)]
pub struct Worker {
    /// The label of the prompt.
    #[arg(long, default_value = "production")]
    pub label: String,
}

/// `halden answers`
#[derive(Debug, Args)]
pub struct Answers {
    /// Only what was answered in the last so many seconds.
    #[arg(long)]
    pub since: Option<u64>,
}
