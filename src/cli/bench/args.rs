//! What the command line says about what to measure.

use crate::cli::long_trace::LongTrace;
use crate::config::LibraryDirs;

/// What can be measured alone; in the order in which it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// From the start of a session to the first prompt byte.
    Start,
    /// From a keystroke to its echo.
    Keystrokes,
    /// The same for three sessions beside one that abuses the service; only when it is asked for.
    Beside,
    /// A terminal that prints 50 MB.
    Flood,
    /// Ingest, and edit to answer, inside a sandbox.
    Work,
    /// A scenario's whole matrix, cold and warm.
    Matrix,
    /// A trace of eight hours: opening it, going to any moment, searching it.
    Replay,
    /// The service and its sandboxes.
    Memory,
}

/// Options of the benchmark.
#[derive(Clone, Debug, clap::Args)]
pub struct BenchArgs {
    /// The scenario whose sandboxes are measured.
    #[arg(long, default_value = "stale-answers")]
    pub scenario: String,
    /// Starts that are measured.
    #[arg(long, default_value_t = 9)]
    pub starts: usize,
    /// Keystrokes that are measured.
    #[arg(long, default_value_t = 400)]
    pub keystrokes: usize,
    /// Sandboxes for the figures of memory.
    #[arg(long, default_value_t = 20)]
    pub sandboxes: usize,
    /// The abuses that `beside` measures, by their names; all if none is given.
    #[arg(long, value_delimiter = ',')]
    pub abuses: Vec<String>,
    /// The synthetic trace of `replay`.
    #[command(flatten)]
    pub trace: LongTrace,
    /// Measure these alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Part>,
    /// The scenarios.
    #[command(flatten)]
    pub library: LibraryDirs,
}
