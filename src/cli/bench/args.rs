//! Options that say what to measure.

use crate::cli::long_trace::LongTrace;
use crate::config::LibraryDirs;

/// What can be measured alone, in the order in which it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// From the start of a session to the first byte of the prompt.
    Start,
    /// From a keystroke to its echo.
    Keystrokes,
    /// The same for three sessions while a fourth abuses the service. Only if named with `--only`.
    Beside,
    /// A terminal that prints 50 MB.
    Flood,
    /// Inside a sandbox: an ingest, and the time from an edit to an answer.
    Work,
    /// A scenario's whole matrix, cold and warm.
    Matrix,
    /// A trace of eight hours: opening it, seeking in it, searching it.
    Replay,
    /// Memory of the service and its sandboxes.
    Memory,
}

/// Options of the benchmark.
#[derive(Clone, Debug, clap::Args)]
pub struct BenchArgs {
    /// The scenario whose sandboxes are measured.
    #[arg(long, default_value = "stale-answers")]
    pub scenario: String,
    /// The pipeline of the track that is measured. The default is the scenario's first.
    #[arg(long, value_name = "PIPELINE")]
    pub track: Option<String>,
    /// How many starts to measure.
    #[arg(long, default_value_t = 9)]
    pub starts: usize,
    /// How many keystrokes to measure.
    #[arg(long, default_value_t = 400)]
    pub keystrokes: usize,
    /// How many sandboxes to start when memory is measured.
    #[arg(long, default_value_t = 20)]
    pub sandboxes: usize,
    /// The abuses that `beside` measures, by name. The default is all of them.
    #[arg(long, value_delimiter = ',')]
    pub abuses: Vec<String>,
    /// The synthetic trace for `replay`.
    #[command(flatten)]
    pub trace: LongTrace,
    /// Measure only these.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Part>,
    /// The scenarios.
    #[command(flatten)]
    pub library: LibraryDirs,
}
