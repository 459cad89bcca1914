//! The commands of the prompt registry.

use clap::Subcommand;

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
    /// Point a label to a version, for everyone.
    Promote {
        /// The prompt.
        name: String,
        /// The version.
        version: u32,
        /// The label.
        label: String,
    },
    /// Give a version to a share of those who ask for a label.
    Rollout {
        /// The prompt.
        name: String,
        /// The version.
        version: u32,
        /// The label.
        label: String,
        /// How many of a hundred.
        #[arg(value_parser = clap::value_parser!(u8).range(..=100))]
        percent: u8,
    },
    /// End a label's rollout; without one, take back its last promotion.
    Rollback {
        /// The prompt.
        name: String,
        /// The label.
        label: String,
    },
}
