//! A synthetic session of eight hours, always the same for the same seed: 200,000 events, 300 MB of
//! terminal output, 5,000 changes of files, 2,000 model calls. It is for measuring and for trying
//! out the desk. None of it comes from a candidate.
//!
//! Events are chained and stored as in a real trace, in batches. Only their times are invented,
//! which the real writer does not allow.

mod amounts;
mod dice;
mod output;
mod screens;
mod session;
mod work;
mod worked;
mod writer;

use crate::domain::ids::SessionId;
use crate::scenario::{Library, Scenario};
use crate::store::Store;

pub use amounts::Amounts;
pub use worked::PLANTED;

/// How much of everything.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct LongTrace {
    /// The share of the eight hours' events, output, changes and calls.
    #[arg(long, default_value_t = 1.0)]
    pub scale: f64,
    /// The same seed makes the same session.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Make a session that reads like a candidate's work instead: about `junk-on-top`, with
    /// thousands of questions to the pipeline, and with facts for reviewers to find.
    #[arg(long)]
    pub worked: bool,
}

impl LongTrace {
    /// The amounts to be made.
    pub fn amounts(&self) -> Amounts {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of numbers below a billion"
        )]
        let of = |whole: u64| (whole as f64 * self.scale.clamp(0.0001, 4.0)) as u64;
        Amounts {
            events: of(200_000),
            output: of(300_000_000),
            changes: of(5_000),
            calls: of(2_000),
            time: i64::try_from(of(8 * 3600 * 1_000_000)).unwrap_or(i64::MAX),
        }
    }

    /// Makes the session in this database. Returns its id and the amounts that it has. A worked
    /// session is always about the same scenario, whichever is named.
    pub async fn make(
        &self,
        store: &Store,
        library: &Library,
        scenario: &str,
    ) -> anyhow::Result<(SessionId, Amounts)> {
        if self.worked {
            let loops = worked::loops(self.scale);
            return worked::make(store, library, self.seed, loops).await;
        }
        let scenario = Scenario::load(library, scenario)?;
        session::make(store, &scenario, self.seed, self.amounts()).await
    }
}
