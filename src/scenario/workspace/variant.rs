//! The states of a scenario's workspace, which the matrix compares.

use crate::Scenario;

/// A state of a scenario's workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The unchanged base.
    Healthy,
    /// What a candidate gets: all faults and changes, overlay and history.
    Faulty,
    /// What a candidate gets, with the reference solution applied.
    Reference,
    /// What a candidate gets, with a shallow fix applied.
    Shallow(String),
    /// A single fault, with the changes.
    OnlyFault(String),
    /// All faults except one, with the changes.
    Repaired(String),
}

impl std::fmt::Display for Variant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Healthy => formatter.write_str("healthy"),
            Self::Faulty => formatter.write_str("faulty"),
            Self::Reference => formatter.write_str("reference"),
            Self::Shallow(id) => write!(formatter, "shallow:{id}"),
            Self::OnlyFault(id) => write!(formatter, "only:{id}"),
            Self::Repaired(id) => write!(formatter, "repaired:{id}"),
        }
    }
}

impl Variant {
    /// In the order of the matrix.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let manifest = &scenario.manifest;
        let faults = || manifest.fault.iter().map(|fault| fault.id.clone());
        let mut all = vec![Self::Healthy, Self::Faulty];
        all.extend(faults().map(Self::OnlyFault));
        all.extend(faults().map(Self::Repaired));
        all.push(Self::Reference);
        all.extend(
            manifest
                .shallow
                .iter()
                .map(|shallow| Self::Shallow(shallow.id.clone())),
        );
        all
    }
}
