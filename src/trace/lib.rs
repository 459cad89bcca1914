//! The trace: an append-only, hash-chained record of one session, and the only source of truth
//! about it.

use assay_domain as domain;
use assay_git_program as git_program;
use assay_static_page as static_page;
use assay_store as store;

pub mod asciicast;
pub mod bundle;
pub mod chain;
pub mod clock;
mod courtesy;
mod durable;
mod entry;
mod left_out;
pub mod log;
pub mod projections;
pub mod rates;
pub mod seals;
pub mod signing;
pub mod verify;
mod writer;

pub use clock::TraceClock;
pub use durable::Durable;
pub use entry::{Appended, Entry, TraceClosed};
pub use left_out::Counts;
pub use log::TraceLog;
pub use rates::{Overrun, Rated};
