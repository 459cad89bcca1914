//! The rules of scoring, without HTTP.

mod adjudication;
mod anchors;
mod blind;
mod desk;
mod reviews;
mod time;
