//! Sessions: one candidate's sitting, from the invitation to the checks.
//!
//! `context` is what all of it shares; `live` and `clock` are what goes on while a session runs,
//! `lifecycle` its beginning and its end, `page` what its candidate is shown, `recovery` what follows
//! a crash. [`Conductor`] is the door. A module uses those before it in this list.

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
