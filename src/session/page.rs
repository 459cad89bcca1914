//! What a candidate's page shows of a session. The types are sent as they are.

mod answers;
mod now;
mod view;
mod written;

pub use answers::{CandidateView, DraftView, EnforcementKind, NoteKind};
pub(in crate::session) use view::view;
