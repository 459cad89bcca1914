//! `assay scenario` as an author uses it: the program itself, on folders of scenarios.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

mod check;
mod hostile;
mod library;
mod manifest_errors;
mod reading;
mod try_out;
