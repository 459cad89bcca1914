//! Labels that move, seen from outside: the registry, its log, and a process that follows it.

use std::time::{Duration, Instant};

use super::super::labels::{Pointer, Rollout};
use super::super::release::asker;
use super::super::resolver::Resolver;
use super::*;

fn prompt(user: &str) -> String {
    format!("---\npurpose: p\nrequired: [context, question]\n---\n# System\nS\n\n# User\n{user}\n")
}

/// Versions 1 and 2 are sound, 3 misspells a variable, 4 wants one that our code does not give.
fn registry() -> (tempfile::TempDir, Registry) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("answer")).unwrap();
    let sound = prompt("{{context}} {{question}}");
    let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
    write("answer/v1.md", &sound);
    write("answer/v2.md", &sound.replace("purpose: p", "purpose: second"));
    write("answer/v3.md", &prompt("{{context}} {{typo}}"));
    write(
        "answer/v4.md",
        &prompt("{{context}} {{question}} {{tone}}").replace("[context", "[tone, context"),
    );
    write("labels.toml", "[answer]\nproduction = 1\n");
    let registry = Registry::new(folder.path());
    (folder, registry)
}

fn version(registry: &Registry) -> u32 {
    registry.resolve("answer", &Selector::Label("production".into())).unwrap().version
}

fn log(folder: &tempfile::TempDir) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(folder.path().join("log.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_label_follows_its_promotion_and_an_unusable_version_is_not_promoted() {
    let (folder, registry) = registry();
    assert_eq!(version(&registry), 1);
    registry.promote("answer", 2, "production").unwrap();
    assert_eq!(version(&registry), 2);
    for unusable in [3, 4, 9] {
        assert!(registry.promote("answer", unusable, "production").is_err(), "{unusable}");
        assert!(registry.rollout("answer", unusable, "production", 5).is_err(), "{unusable}");
    }
    assert_eq!(version(&registry), 2);
    assert_eq!(log(&folder).len(), 1, "what was refused is not a move");
    let unknown = registry.resolve("answer", &Selector::Label("canary".into()));
    assert!(matches!(unknown, Err(RegistryError::NoLabel { .. })));
}

#[test]
fn a_rollback_ends_the_rollout_and_then_takes_back_promotions_one_by_one() {
    let (folder, registry) = registry();
    assert!(registry.rollback("answer", "production").is_err());
    registry.promote("answer", 2, "production").unwrap();
    registry.rollout("answer", 1, "production", 20).unwrap();
    assert_eq!(registry.rollback("answer", "production").unwrap().to.rollout, None);
    assert_eq!(version(&registry), 2);
    registry.rollback("answer", "production").unwrap();
    assert_eq!(version(&registry), 1);
    assert!(registry.rollback("answer", "production").is_err(), "not to 2 again");
    let log = log(&folder);
    let actions: Vec<_> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["promote", "rollout", "rollback", "rollback"]);
    assert_eq!(log[1]["to"]["rollout"], serde_json::json!({"version": 1, "percent": 20}));
    assert_eq!((&log[3]["from"]["version"], &log[3]["to"]["version"]), (&2.into(), &1.into()));
    assert!(log.iter().all(|entry| entry["who"].is_string() && entry["at"].is_u64()));
}

#[test]
fn a_rollout_reaches_its_share_of_askers_and_always_the_same_ones() {
    let (_folder, registry) = registry();
    let reached = |percent| {
        registry.rollout("answer", 2, "production", percent).unwrap();
        let release = registry.release("answer", "production").unwrap();
        (0..2000)
            .filter(|n| release.pick(&asker(Some(&format!("c{n}")), "q")).version == 2)
            .collect()
    };
    let (none, some, more, all): (Vec<i32>, Vec<i32>, Vec<i32>, Vec<i32>) =
        (reached(0), reached(20), reached(50), reached(100));
    assert_eq!((none.len(), all.len()), (0, 2000));
    assert!((320..480).contains(&some.len()), "{}", some.len());
    assert!(some.iter().all(|n| more.contains(n)), "a larger share keeps those who had it");
    assert_eq!(some, reached(20));
    assert!(matches!(
        registry.rollout("answer", 2, "production", 101),
        Err(RegistryError::Percent(101))
    ));
    assert!(registry.rollout("answer", 2, "canary", 5).is_err());
}

#[test]
fn customers_are_counted_whole_and_others_by_question() {
    assert_eq!(asker(Some("lumen"), "a"), asker(Some("lumen"), "b"));
    assert_ne!(asker(None, "a"), asker(None, "b"));
    assert_ne!(asker(Some("a"), "a"), asker(None, "a"));
}

#[test]
fn a_promotion_is_for_everyone() {
    let (_folder, registry) = registry();
    registry.rollout("answer", 2, "production", 20).unwrap();
    let moved = registry.promote("answer", 2, "production").unwrap();
    let before = Pointer { version: 1, rollout: Some(Rollout { version: 2, percent: 20 }) };
    assert_eq!((moved.from, moved.to.rollout), (Some(before), None));
}

#[test]
fn a_moved_label_takes_effect_within_its_time_and_an_unreadable_registry_changes_nothing() {
    let (folder, registry) = registry();
    let ttl = Duration::from_secs(5);
    let mut resolver = Resolver::new(registry.clone(), "answer", "production", ttl).unwrap();
    let start = Instant::now() + Duration::from_millis(1);
    let mut at = |seconds| {
        let (release, stale) = resolver.current(start + Duration::from_secs(seconds));
        (release.stable().version, stale)
    };
    registry.promote("answer", 2, "production").unwrap();
    assert_eq!(at(0), (1, false), "not asked again yet");
    assert_eq!(at(5), (2, false));
    let labels = folder.path().join("labels.toml");
    std::fs::write(&labels, "[answer]\nproduction = 3\n").unwrap();
    assert_eq!(at(9), (2, false));
    assert_eq!(at(10), (2, true), "a version that does not parse");
    std::fs::remove_file(&labels).unwrap();
    assert_eq!(at(20), (2, true), "no labels");
    std::fs::write(&labels, "[answer]\nproduction = 1\n").unwrap();
    assert_eq!(at(30), (1, false));
}
