//! Where an author should look when a cell of the matrix is not as expected.

use serde::Serialize;

use super::expected::{Expected, expected};
use crate::scenario::check_spec::CheckSpec;
use crate::scenario::{Scenario, Variant};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Below the scenario's folder.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// The check first, then what this variant consists of: a claim in the manifest, a patch.
pub fn places(scenario: &Scenario, variant: &Variant, check: &CheckSpec) -> Vec<Place> {
    let manifest = &scenario.manifest;
    let key = |key: String| Place {
        line: scenario.line(&key),
        file: "scenario.toml".into(),
    };
    let mut places = vec![key(format!("check.{}", check.id))];
    let of_fault = |id: &String, places: &mut Vec<Place>| {
        if let Some(fault) = manifest.fault.iter().find(|fault| fault.id == *id) {
            places.push(key(format!("fault.{id}")));
            places.push(first_hunk(scenario, &fault.patch));
        }
    };
    match variant {
        Variant::Healthy | Variant::Tweaked(_) => {}
        Variant::Reference => places.push(first_hunk(scenario, "solution/reference.patch")),
        Variant::OnlyFault(id) | Variant::Repaired(id) => of_fault(id, &mut places),
        Variant::Faulty => {
            let claimed = expected(scenario, variant, check) == Expected::Fail;
            for fault in &manifest.fault {
                if !claimed || check.detects.contains(&fault.id) {
                    of_fault(&fault.id, &mut places);
                }
            }
        }
        Variant::Attempt(kind, id) => {
            if let Some(attempt) = manifest.attempt(*kind, id) {
                places.push(key(format!("{}.fails", attempt.key())));
                places.push(first_hunk(scenario, attempt.patch));
            }
        }
    }
    places
}

fn first_hunk(scenario: &Scenario, patch: &str) -> Place {
    let text = scenario.file(patch).map(String::from_utf8_lossy);
    let line = text
        .ok()
        .and_then(|text| text.lines().position(|it| it.starts_with("@@")));
    Place {
        file: patch.to_owned(),
        line: line.map_or(1, |at| at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::manifest::AttemptKind;
    use assay_scenario_toy::Toy;

    #[test]
    fn a_surprise_leads_to_the_claim_and_to_the_patch() {
        let scenario = Toy::new().load().unwrap();
        let check = scenario
            .manifest
            .check
            .iter()
            .find(|it| it.id == "present")
            .unwrap();
        let of = |variant: Variant| {
            let places = places(&scenario, &variant, check);
            places
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(of(Variant::Healthy), "scenario.toml:51");
        assert_eq!(
            of(Variant::Faulty),
            "scenario.toml:51 scenario.toml:13 faults/wrong-word.patch:3"
        );
        assert_eq!(
            of(Variant::Attempt(AttemptKind::Shallow, "other-word".into())),
            "scenario.toml:51 scenario.toml:21 solution/shallow/other-word.patch:3"
        );
        assert_eq!(
            of(Variant::Reference),
            "scenario.toml:51 solution/reference.patch:3"
        );
    }
}
