//! The states of a scenario's workspace, which the matrix compares.

use crate::Scenario;
use crate::attempts::AttemptKind;
use crate::tweak::Tweak;

/// A state of a scenario's workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The unchanged base.
    Healthy,
    /// What a candidate gets: all faults and changes, overlay and history.
    Faulty,
    /// What a candidate gets, with the reference solution applied.
    Reference,
    /// What a candidate gets, with one of the manifest's attempts applied, by its id.
    Attempt(AttemptKind, String),
    /// What a candidate gets, with one value of the configuration changed. Not in the matrix.
    Tweaked(Tweak),
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
            Self::Attempt(kind, id) => write!(formatter, "{}:{id}", kind.as_str()),
            Self::Tweaked(tweak) => write!(formatter, "tweak:{tweak}"),
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
        let attempts = manifest.attempts();
        let attempts = attempts.filter(|it| it.is_on(&scenario.pipeline.name));
        all.extend(attempts.map(|it| Self::Attempt(it.kind, it.id.to_owned())));
        all
    }

    /// Whether all faults are in it. They are there before anything else is tried.
    pub(super) fn has_all_faults(&self) -> bool {
        match self {
            Self::Healthy | Self::OnlyFault(_) | Self::Repaired(_) => false,
            Self::Faulty | Self::Reference | Self::Attempt(..) | Self::Tweaked(_) => true,
        }
    }
}
