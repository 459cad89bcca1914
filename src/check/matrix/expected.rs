//! What each check must do in each variant of a scenario.

use crate::domain::event::CheckOutcome;
use crate::scenario::check_spec::CheckSpec;
use crate::scenario::{Scenario, Variant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Pass,
    /// An error is not a fail.
    Fail,
    /// A shallow fix must fail the checks that it names, and may fail others.
    Either,
}

impl Expected {
    /// An error never fits: the check did not determine anything.
    pub fn fits(self, outcome: CheckOutcome) -> bool {
        match self {
            Self::Pass => outcome == CheckOutcome::Pass,
            Self::Fail => outcome == CheckOutcome::Fail,
            Self::Either => outcome != CheckOutcome::Error,
        }
    }

    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Either => "either",
        }
    }
}

pub fn expected(scenario: &Scenario, variant: &Variant, check: &CheckSpec) -> Expected {
    let faults = scenario.manifest.fault.iter().map(|fault| &fault.id);
    let fail_if = |claimed: bool, otherwise| if claimed { Expected::Fail } else { otherwise };
    let detects_one_of = |present: &dyn Fn(&String) -> bool| {
        let claimed = |fault: &String| present(fault) && check.detects.contains(fault);
        fail_if(faults.clone().any(claimed), Expected::Pass)
    };
    match variant {
        Variant::Healthy | Variant::Reference => Expected::Pass,
        Variant::Faulty => detects_one_of(&|_| true),
        Variant::OnlyFault(id) => detects_one_of(&|fault| fault == id),
        Variant::Repaired(id) => detects_one_of(&|fault| fault != id),
        Variant::Shallow(id) => {
            let shallow = scenario
                .manifest
                .shallow
                .iter()
                .find(|shallow| shallow.id == *id);
            let named = shallow.is_some_and(|shallow| shallow.fails.contains(&check.id));
            fail_if(named, Expected::Either)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assay_scenario_toy::Toy;

    #[test]
    fn faults_claim_their_checks_and_shallow_fixes_theirs() {
        let scenario = Toy::new().load().unwrap();
        let of = |variant: &Variant, id: &str| {
            let check = scenario
                .manifest
                .check
                .iter()
                .find(|check| check.id == id)
                .unwrap();
            expected(&scenario, variant, check)
        };
        let fault = || "wrong-word".to_owned();
        let shallow = Variant::Shallow("other-word".into());
        for (variant, claimed, other) in [
            (Variant::Healthy, Expected::Pass, Expected::Pass),
            (Variant::Faulty, Expected::Fail, Expected::Pass),
            (Variant::OnlyFault(fault()), Expected::Fail, Expected::Pass),
            (Variant::Repaired(fault()), Expected::Pass, Expected::Pass),
            (Variant::Reference, Expected::Pass, Expected::Pass),
            (shallow, Expected::Fail, Expected::Either),
        ] {
            assert_eq!(of(&variant, "present"), claimed, "{variant}");
            assert_eq!(of(&variant, "recall"), other, "{variant}");
        }
    }

    #[test]
    fn an_error_is_never_as_expected() {
        for expected in [Expected::Pass, Expected::Fail, Expected::Either] {
            assert!(!expected.fits(CheckOutcome::Error), "{expected:?}");
        }
        assert!(Expected::Either.fits(CheckOutcome::Fail));
        assert!(!Expected::Pass.fits(CheckOutcome::Fail));
        assert!(!Expected::Fail.fits(CheckOutcome::Pass));
    }
}
