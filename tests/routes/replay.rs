//! The desk's views of a trace.

mod asks;
mod bench;
mod finding;
mod moments;
