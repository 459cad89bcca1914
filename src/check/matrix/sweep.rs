//! What a sweep proves: which changes of one value of the configuration satisfy a check that claims
//! a fault, although the fault is still there.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::variant_run::Run;
use crate::domain::event::CheckOutcome;
use crate::scenario::tweak::Tweak;
use crate::scenario::{Scenario, Variant};

/// A tweak that satisfies something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passing {
    pub tweak: String,
    /// Those that it passed.
    pub passes: Vec<String>,
    /// Those of them that the manifest does not allow it.
    pub wrong: Vec<String>,
    /// The only check that still fails, if it is only one of several.
    pub held_by: Option<String>,
    /// If it passes all that claim a fault: the others that fail, which then hold the scenario.
    pub guarded_by: Option<Vec<String>>,
}

impl Passing {
    /// Nothing at all fails, or the manifest does not allow what passes.
    fn is_wrong(&self) -> bool {
        !self.wrong.is_empty() || self.guarded_by.as_ref().is_some_and(Vec::is_empty)
    }
}

/// The result of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Swept {
    pub scenario: String,
    /// The checks that claim a fault.
    pub checks: Vec<String>,
    pub tried: usize,
    pub from_cache: usize,
    /// Time ran out before these.
    pub not_tried: usize,
    pub passing: Vec<Passing>,
    /// Permissions of the manifest that no tweak used: the key, and the check.
    pub unused: Vec<(String, String)>,
}

/// The scenario with the checks that claim a fault, which are what a sweep runs.
pub fn claims(scenario: &Scenario) -> Scenario {
    let checks = scenario.manifest.check.iter();
    let guards = checks.filter(|it| it.detects.is_empty());
    let guards: HashSet<String> = guards.map(|it| it.id.clone()).collect();
    scenario.without_checks(&guards)
}

impl Swept {
    /// Of these tweaks, as far as there are runs of them.
    pub fn of(scenario: &Scenario, tweaks: &[Tweak], runs: &[Run]) -> Self {
        let claiming = claims(scenario).manifest.check;
        let checks: Vec<String> = claiming.into_iter().map(|it| it.id).collect();
        let mut swept = Self {
            scenario: scenario.name(),
            tried: 0,
            from_cache: runs.iter().filter(|run| run.remembered).count(),
            not_tried: 0,
            passing: Vec::new(),
            unused: Vec::new(),
            checks,
        };
        for tweak in tweaks {
            let name = Variant::Tweaked(tweak.clone()).to_string();
            match runs.iter().find(|run| run.variant == name) {
                Some(run) => swept.take(scenario, tweak, run),
                None => swept.not_tried += 1,
            }
        }
        swept.unused = swept.unused_permissions(scenario);
        swept
    }

    fn take(&mut self, scenario: &Scenario, tweak: &Tweak, run: &Run) {
        self.tried += 1;
        let passed = |id: &&String| {
            let result = run.results.iter().find(|it| it.check == **id);
            result.is_some_and(|it| it.outcome == CheckOutcome::Pass)
        };
        let passes: Vec<String> = self.checks.iter().filter(passed).cloned().collect();
        if passes.is_empty() {
            return;
        }
        let allowed = scenario.manifest.tweak.iter();
        let allowed: Vec<&String> = allowed
            .filter(|it| it.key == tweak.key)
            .flat_map(|it| &it.passes)
            .collect();
        let mut failing = self.checks.iter().filter(|id| !passes.contains(id));
        let held_by = match (failing.next(), failing.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        };
        self.passing.push(Passing {
            tweak: tweak.to_string(),
            wrong: passes
                .iter()
                .filter(|it| !allowed.contains(it))
                .cloned()
                .collect(),
            passes,
            held_by,
            guarded_by: None,
        });
    }

    /// Only if everything was tried: what was not tried might have used one.
    fn unused_permissions(&self, scenario: &Scenario) -> Vec<(String, String)> {
        if self.not_tried > 0 {
            return Vec::new();
        }
        let given = scenario.manifest.tweak.iter();
        let given = given.flat_map(|it| {
            it.passes
                .iter()
                .map(|check| (it.key.clone(), check.clone()))
        });
        let used = |(key, check): &(String, String)| {
            let of_key = format!("{key}=");
            let mut passing = self.passing.iter();
            passing.any(|it| it.tweak.starts_with(&of_key) && it.passes.contains(check))
        };
        given.filter(|it| !used(it)).collect()
    }

    /// The tweaks that pass every check that claims a fault. Only the other checks can tell them from
    /// a repair, so they are to be run with all of them.
    pub fn like_repairs(&self, tweaks: &[Tweak]) -> Vec<Tweak> {
        let all = |it: &&Passing| it.passes.len() == self.checks.len();
        let names: Vec<&str> = self
            .passing
            .iter()
            .filter(all)
            .map(|it| &*it.tweak)
            .collect();
        let named = |it: &&Tweak| names.contains(&it.to_string().as_str());
        tweaks.iter().filter(named).cloned().collect()
    }

    /// Takes the runs of those tweaks with every check.
    pub fn guard(&mut self, runs: &[Run]) {
        for it in &mut self.passing {
            let name = format!("tweak:{}", it.tweak);
            let Some(run) = runs.iter().find(|run| run.variant == name) else {
                continue;
            };
            let failed = run.results.iter();
            let failed = failed.filter(|result| result.outcome != CheckOutcome::Pass);
            it.guarded_by = Some(failed.map(|result| result.check.clone()).collect());
        }
    }

    pub fn is_sound(&self) -> bool {
        let wrong = self.passing.iter().any(Passing::is_wrong);
        !wrong && self.not_tried == 0 && self.unused.is_empty()
    }

    /// For a person: one line a tweak that passes something, then the sum.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for it in &self.passing {
            let (tweak, passes) = (&it.tweak, it.passes.join(", "));
            let end = match (&it.guarded_by, &it.held_by, it.wrong.is_empty()) {
                (Some(guards), ..) if guards.is_empty() => {
                    ": nothing tells it from a repair".to_owned()
                }
                (Some(guards), ..) => {
                    format!(": only {} fails, which claims nothing", guards.join(", "))
                }
                (None, Some(only), _) => format!(": thin, only {only} still fails"),
                (None, None, true) => ", as the manifest says".to_owned(),
                (None, None, false) => String::new(),
            };
            let _ = writeln!(text, "  {tweak} passes {passes}{end}");
        }
        for (key, check) in &self.unused {
            let _ = writeln!(
                text,
                "  no value of {key} passes {check}, which `[[tweak]]` allows"
            );
        }
        if self.not_tried > 0 {
            let _ = writeln!(
                text,
                "  not tried, because the time was over: {}. Run it again, results are remembered",
                self.not_tried
            );
        }
        let wrong = self
            .passing
            .iter()
            .filter(|it| !it.wrong.is_empty())
            .count();
        let thin = self
            .passing
            .iter()
            .filter(|it| it.held_by.is_some())
            .count();
        let (name, tried, cached) = (&self.scenario, self.tried, self.from_cache);
        let _ = writeln!(
            text,
            "{name}, swept: {tried} tweaks ({cached} from the cache), {} checks that claim a fault \
             ({}): {wrong} pass one that they must not, {thin} thin",
            self.checks.len(),
            self.checks.join(", "),
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::event::CheckResult;
    use assay_scenario_toy::Toy;

    const SECOND: &str =
        "id = \"prompts\"\nasserts = \"The model reads the present.\"\nwhere = \"clean\"\n";

    /// The toy, in which two checks claim the fault, with these permissions.
    fn toy(permissions: &str) -> Scenario {
        let toy = Toy::with_manifest(SECOND, &format!("{SECOND}detects = [\"wrong-word\"]\n"));
        let path = toy.path().join("scenarios/toy/scenario.toml");
        let manifest = std::fs::read_to_string(&path).unwrap();
        toy.write(
            "scenarios/toy/scenario.toml",
            &format!("{manifest}\n{permissions}"),
        );
        toy.load().unwrap()
    }

    fn tweak(to: &str) -> Tweak {
        Tweak {
            key: "pack.size".into(),
            to: to.into(),
        }
    }

    fn run(to: &str, passes: &[&str]) -> Run {
        let result = |id: &str| CheckResult {
            check: id.into(),
            asserts: String::new(),
            outcome: if passes.contains(&id) {
                CheckOutcome::Pass
            } else {
                CheckOutcome::Error
            },
            summary: String::new(),
            details: Value::Null,
            duration: 1,
        };
        Run {
            variant: format!("tweak:{}", tweak(to)),
            repeat: 1,
            results: ["present", "prompts"].map(result).to_vec(),
            seconds: 1.0,
            remembered: false,
        }
    }

    #[test]
    fn a_sweep_runs_only_what_claims_a_fault() {
        let checks = claims(&toy("")).manifest.check;
        let ids: Vec<_> = checks.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["present", "prompts"]);
    }

    #[test]
    fn what_passes_a_claim_is_wrong_and_all_but_one_is_thin() {
        let scenario = toy("");
        let tweaks = ["1", "2", "3", "4"].map(tweak);
        let runs = [
            run("1", &[]),
            run("2", &["present"]),
            run("3", &["present", "prompts"]),
        ];
        let swept = Swept::of(&scenario, &tweaks, &runs);
        assert_eq!((swept.tried, swept.not_tried), (3, 1));
        assert!(!swept.is_sound());
        let text = swept.text();
        for line in [
            "pack.size=2 passes present: thin, only prompts still fails",
            "pack.size=3 passes present, prompts",
            "not tried, because the time was over: 1",
            "2 pass one that they must not, 1 thin",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let nothing = Swept::of(&scenario, &tweaks[..1], &runs);
        assert!(nothing.is_sound() && nothing.passing.is_empty());
    }

    #[test]
    fn what_passes_every_claim_must_fail_something_else_even_if_it_is_allowed() {
        let permission = "[[tweak]]\nkey = \"pack.size\"\npasses = [\"present\", \"prompts\"]\nbecause = \"So.\"\n";
        let scenario = toy(permission);
        let tweaks = ["2", "3"].map(tweak);
        let runs = [run("2", &["present", "prompts"]), run("3", &[])];
        let mut swept = Swept::of(&scenario, &tweaks, &runs);
        assert_eq!(swept.like_repairs(&tweaks), tweaks[..1]);
        let mut whole = run("2", &["present", "prompts"]);
        whole.results[1].check = "recall".into();
        swept.guard(std::slice::from_ref(&whole));
        assert!(!swept.is_sound());
        assert!(swept.text().contains("nothing tells it from a repair"));
        whole.results[1].outcome = CheckOutcome::Fail;
        swept.guard(&[whole]);
        assert!(swept.is_sound(), "{}", swept.text());
        assert!(
            swept
                .text()
                .contains("only recall fails, which claims nothing")
        );
    }

    #[test]
    fn a_permission_holds_for_its_key_and_check_and_must_be_used() {
        let permission = "[[tweak]]\nkey = \"pack.size\"\npasses = [\"present\"]\nbecause = \"It is the size.\"\n";
        let scenario = toy(permission);
        let tweaks = [tweak("2")];
        let used = Swept::of(&scenario, &tweaks, &[run("2", &["present"])]);
        assert!(used.is_sound(), "{}", used.text());
        let other = Swept::of(&scenario, &tweaks, &[run("2", &["prompts"])]);
        assert!(!other.is_sound());
        let unused = Swept::of(&scenario, &tweaks, &[run("2", &[])]);
        assert!(!unused.is_sound());
        assert!(
            unused
                .text()
                .contains("no value of pack.size passes present")
        );
    }
}
