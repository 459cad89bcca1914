//! The recorder: what happens in a sandbox becomes events, before anybody sees it.

pub mod calls;
pub mod commands;
pub mod files;
pub mod health;
pub mod modes;
pub mod pause;
pub mod screen;
mod spans;
pub mod terminals;
pub mod widths;
