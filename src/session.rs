//! Sessions: one candidate's sitting, from the invitation to the checks.
//!
//! `context` holds what the other modules share. `live` and `clock` work while a session runs,
//! `lifecycle` starts and ends it, `page` makes what its candidate sees, and `recovery` continues
//! after a crash. [`Conductor`] is the entry point for the other rooms. A module uses only those
//! before it in this list.

mod clock;
mod conductor;
mod context;
mod lifecycle;
mod live;
pub mod page;
mod recovery;

pub use clock::pausing;
pub use conductor::Conductor;
pub use context::{Failure, Parts, Running, SessionError, TELL_AFTER, sandbox_name};
pub use lifecycle::{curve, handing_in, images, invitation, inviting, statement};
pub use live::{drafts, journal};
