//! What each check must do in each variant of a scenario.

use crate::domain::event::CheckOutcome;
use crate::scenario::check_spec::CheckSpec;
use crate::scenario::manifest::AttemptKind;
use crate::scenario::{Scenario, Variant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Pass,
    /// An error is not a fail.
    Fail,
    /// A shallow fix must fail the checks that it names, and may fail others.
    Either,
    /// What a tweak does to this check is nobody's concern.
    Any,
    /// A tweak may break the pipeline, which is as good as a fail.
    NotPass,
}

impl Expected {
    /// An error never fits: the check did not determine anything.
    pub fn fits(self, outcome: CheckOutcome) -> bool {
        match self {
            Self::Pass => outcome == CheckOutcome::Pass,
            Self::Fail => outcome == CheckOutcome::Fail,
            Self::Either => outcome != CheckOutcome::Error,
            Self::Any => true,
            Self::NotPass => outcome != CheckOutcome::Pass,
        }
    }

    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Either => "either",
            Self::Any => "any",
            Self::NotPass => "not pass",
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
        Variant::Healthy | Variant::Reference | Variant::Attempt(AttemptKind::Sound, _) => {
            Expected::Pass
        }
        Variant::Faulty => detects_one_of(&|_| true),
        Variant::OnlyFault(id) => detects_one_of(&|fault| fault == id),
        Variant::Repaired(id) => detects_one_of(&|fault| fault != id),
        Variant::Attempt(kind, id) => {
            let attempt = scenario.manifest.attempt(*kind, id);
            let named = attempt.is_some_and(|it| it.fails.contains(&check.id));
            fail_if(named, Expected::Either)
        }
        Variant::Tweaked(tweak) => {
            let allowed = scenario.manifest.tweak.iter();
            let mut allowed = allowed.filter(|it| it.key == tweak.key);
            if check.detects.is_empty() || allowed.any(|it| it.passes.contains(&check.id)) {
                Expected::Any
            } else {
                Expected::NotPass
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tweak::Tweak;
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
        let shallow = Variant::Attempt(AttemptKind::Shallow, "other-word".into());
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
    fn a_sound_repair_passes_all_and_a_tweak_passes_no_claim() {
        let toy = Toy::with_manifest(
            "[verification]",
            "[[cheat]]\nid = \"c\"\nhopes = \"h\"\npatch = \"solution/shallow/other-word.patch\"\n\
             fails = [\"recall\"]\n[[tweak]]\nkey = \"k\"\npasses = [\"present\"]\nbecause = \"b\"\n\
             [verification]",
        );
        let scenario = toy.load().unwrap();
        let of = |variant: &Variant, id: &str| {
            let mut checks = scenario.manifest.check.iter();
            expected(&scenario, variant, checks.find(|it| it.id == id).unwrap())
        };
        let sound = Variant::Attempt(AttemptKind::Sound, "s".into());
        assert_eq!(of(&sound, "present"), Expected::Pass);
        let cheat = Variant::Attempt(AttemptKind::Cheat, "c".into());
        assert_eq!(of(&cheat, "recall"), Expected::Fail);
        assert_eq!(of(&cheat, "present"), Expected::Either);
        let tweak = |key: &str| {
            let (key, to) = (key.to_owned(), "1".to_owned());
            Variant::Tweaked(Tweak { key, to })
        };
        assert_eq!(of(&tweak("other"), "present"), Expected::NotPass);
        assert_eq!(of(&tweak("k"), "present"), Expected::Any, "it is allowed");
        assert_eq!(of(&tweak("other"), "recall"), Expected::Any, "a guard");
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
