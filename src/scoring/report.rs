//! What a session's score is and on what it rests, gathered for pages and for paper.

pub mod book;
pub mod calibration;
mod constraints;
mod corrections;
mod correspondence;
mod criteria;
mod front;
pub mod gather;
pub mod html;
pub mod model;
mod parts;
mod raw;
mod seen;
mod tools;
pub mod tracks;

pub use book::ScoreBook;
pub use correspondence::{is_note_unfinished, questions_of};
pub use gather::gather;
