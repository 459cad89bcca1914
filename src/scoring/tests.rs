//! The rules of scoring, without HTTP.

mod adjudication;
mod anchors;
mod blind;
mod corrections;
mod desk;
mod reviews;
mod time;
