//! The words of the product as types. The bottom floor: no framework, no I/O.

pub mod adjudication;
pub mod anchor;
pub mod client_address;
pub mod event;
pub mod ids;
pub mod payload;
pub mod review;
pub mod rubric;
pub mod scoring_policy;
pub mod session;
pub mod session_clock;
pub mod signature;
pub mod stage;
pub mod terminal_size;
pub mod time;
pub mod token;
pub mod workspace_path;
