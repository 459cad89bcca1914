//! A capable, curious candidate against the service. Each module is one kind of
//! attack, on the real program, engine and protocols. A test says what the attacker
//! gets, and what everybody else keeps.
//!
//! `ASSAY_BIN=…/assay` runs the same cases against another build of the program. Use it to see that
//! a case fails without its fix.

mod door;
mod files;
mod folders;
mod gateway;
#[allow(
    dead_code,
    unused_imports,
    reason = "the service's own tests use more of it"
)]
#[path = "../service/harness.rs"]
mod harness;
mod page;
mod rates;
mod screen;
mod typing;
