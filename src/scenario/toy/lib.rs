//! A small scenario for the tests of rooms above `scenario`. The file is also a module of that room's own
//! tests, for which `assay_scenario` would be another crate.

use assay_scenario::{Library, Scenario, ScenarioError};

#[path = "../toy.rs"]
#[expect(
    clippy::unwrap_used,
    clippy::new_without_default,
    reason = "all of it is for tests"
)]
mod toy;

pub use toy::*;
