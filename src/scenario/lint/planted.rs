//! A scenario without a finding, and each defect planted into it.

mod bench;
mod brief;
mod files;
mod leaks;
mod manifest;

use super::text;
use bench::{clean, found};

#[test]
fn a_sound_scenario_has_no_finding() {
    let found = found(&clean());
    assert!(found.is_empty(), "{}", text(&found));
}
