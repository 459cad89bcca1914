//! Violations that are not repaired yet. The list can only shrink.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::graph::Import;

/// Each as a failing test prints it: the rule, then `from -> to`.
const KNOWN: &[&str] = &[];

/// Fails if a rule is broken in a place that is not listed, or is not broken in one that is.
pub fn expect_only_known(rule: &str, groups: &[Vec<&Import>]) {
    let problems = problems(rule, groups, KNOWN);
    assert!(problems.is_empty(), "{problems}");
}

/// What differs from the list, as text; empty if nothing does.
pub fn problems(rule: &str, groups: &[Vec<&Import>], known: &[&str]) -> String {
    let mut found = BTreeSet::new();
    let mut text = String::new();
    for group in groups {
        let key = |it: &Import| format!("{rule}: {} -> {}", it.from, it.to);
        found.extend(group.iter().map(|it| key(it)));
        if group.iter().all(|it| known.contains(&key(it).as_str())) {
            continue;
        }
        let _ = writeln!(text, "\n{rule}, {} imports:", group.len());
        for it in group {
            let _ = writeln!(text, "  {}:{}: {} -> {}", it.from, it.line, it.name, it.to);
        }
    }
    let own = known
        .iter()
        .filter(|it| it.split(": ").next() == Some(rule));
    for gone in own.filter(|it| !found.contains(**it)) {
        let _ = writeln!(
            text,
            "repaired, take it off the list in rooms/known.rs: {gone}"
        );
    }
    text
}
