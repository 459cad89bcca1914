//! What a scenario requires of its sandbox.

use std::collections::BTreeSet;

use crate::sandbox::limits::Limits;
use crate::scenario::Scenario;

/// Paths of the workspace that nothing in the sandbox may change.
pub fn read_only_of(scenario: &Scenario) -> Vec<String> {
    let constraints = scenario.manifest.constraint.iter();
    let paths = constraints.flat_map(|constraint| constraint.paths.clone());
    let paths: BTreeSet<_> = paths.collect();
    paths.into_iter().collect()
}

/// What the sandbox may use of the machine.
pub fn limits_of(scenario: &Scenario) -> Limits {
    let wanted = &scenario.manifest.limits;
    #[expect(clippy::cast_possible_truncation, reason = "a number of processors")]
    let milli_cpus = (wanted.cpus * 1000.0) as i64;
    Limits {
        memory_mib: i64::try_from(wanted.memory_mib).unwrap_or(i64::MAX),
        milli_cpus,
        processes: i64::from(wanted.processes),
        ..Limits::default()
    }
}
