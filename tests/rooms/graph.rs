//! Who imports whom, and which of them do so in a circle.

use std::collections::{BTreeMap, BTreeSet};

/// What a path leads to if its file is not there. The compiler refuses it too.
pub const LOST: &str = "?";

/// One file's import from another, with the line and the name that it says there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub line: usize,
    pub to: String,
    pub name: String,
}

/// The imports of every circle: between files of which each leads to each other.
pub fn circles(imports: &[Import]) -> Vec<Vec<&Import>> {
    let circles = members(imports).into_iter();
    let inside = circles.map(|circle| {
        let both = |it: &&Import| circle.contains(&*it.from) && circle.contains(&*it.to);
        imports.iter().filter(both).collect()
    });
    inside.collect()
}

fn members(imports: &[Import]) -> BTreeSet<BTreeSet<&str>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        next.entry(&import.from).or_default().insert(&import.to);
    }
    let reached = next.keys().map(|it| (*it, reachable(it, &next)));
    let reached: BTreeMap<_, _> = reached.collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|it| it.contains(to));
    let circle = |from: &str| {
        let there = reached[from].iter().copied();
        there.filter(|to| leads(to, from)).collect::<BTreeSet<_>>()
    };
    let circles = reached.keys().map(|it| circle(it));
    circles.filter(|it| it.len() > 1).collect()
}

fn reachable<'a>(start: &'a str, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        let ahead = next.get(here).into_iter().flatten();
        open.extend(ahead.filter(|it| reached.insert(**it)));
    }
    reached
}
