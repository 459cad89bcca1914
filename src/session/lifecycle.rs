//! How a session begins and ends: from the invitation to the checks.

pub mod checking;
pub mod clearing;
pub mod consent;
pub mod curve;
pub mod discarding;
mod ending;
pub mod handing_in;
pub mod images;
pub mod invitation;
pub mod inviting;
pub mod kept;
mod last_scan;
pub mod prepared;
pub mod sealing;
pub mod spec;
pub mod start;
pub mod statement;
pub mod submission;
pub mod timekeeping;
pub mod track;
mod warm;
pub mod withdrawing;
mod workspaces;
