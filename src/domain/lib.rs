//! The words of the product as types. This is the bottom floor: it has no framework and no I/O.

pub mod adjudication;
pub mod anchor;
pub mod client_address;
pub mod disk_trouble;
pub mod draft;
pub mod event;
pub mod ids;
pub mod payload;
pub mod review;
pub mod rubric;
pub mod scoring_policy;
pub mod session;
pub mod session_clock;
pub mod session_record;
pub mod sight;
pub mod signature;
pub mod stage;
pub mod terminal_offset;
pub mod terminal_size;
pub mod time;
pub mod token;
pub mod trace_closed;
pub mod workspace_path;
