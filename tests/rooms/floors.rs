//! The floors, and the imports that go up.

use crate::graph::Import;

/// Floor, room, and the folder (or file) of `src/` that is in it. Folders of one room may import
/// each other, but in no circle; rooms import from lower floors only.
const FLOORS: &[(u8, &str, &str)] = &[
    (12, "program", "main"),
    (12, "program", "lib"),
    (12, "program", "cli"),
    (11, "assembly", "app"),
    (11, "assembly", "client"),
    (11, "assembly", "config"),
    (11, "assembly", "serving"),
    (10, "routes", "routes"),
    (8, "session", "session"),
    (8, "scoring", "scoring"),
    (7, "verification", "verification"),
    (7, "replay", "replay"),
    (6, "recorder", "recorder"),
    (5, "check", "check"),
    (5, "editions", "editions"),
    (4, "trace", "trace"),
    (4, "sandbox", "sandbox"),
    (4, "scenario", "scenario"),
    (3, "gateway", "gateway"),
    (3, "people", "people"),
    (3, "pipeline", "pipeline"),
    (2, "static_page", "static_page"),
    (2, "store", "store"),
    (1, "background", "background"),
    (1, "domain", "domain"),
    (1, "git_program", "git_program"),
];

/// The floor and the room of a file.
pub fn place(file: &str) -> Option<(u8, &'static str)> {
    let folder = folder(file);
    let found = FLOORS.iter().find(|(_, _, it)| *it == folder);
    found.map(|(floor, room, _)| (*floor, *room))
}

/// The folders of the table that none of these files is in.
pub fn empty<'a>(files: &[&str]) -> Vec<&'a str> {
    let folders = FLOORS.iter().map(|(_, _, it)| *it);
    folders
        .filter(|it| files.iter().all(|file| folder(file) != *it))
        .collect()
}

/// The imports that go to a higher floor, or to another room on the same one.
pub fn upward(imports: &[Import]) -> Vec<&Import> {
    imports.iter().filter(|it| is_upward(it)).collect()
}

fn is_upward(import: &Import) -> bool {
    match (place(&import.from), place(&import.to)) {
        (Some((from, room)), Some((to, other))) => room != other && to >= from,
        _ => true,
    }
}

fn folder(file: &str) -> &str {
    let inside = file.trim_start_matches("src/");
    inside.split(['/', '.']).next().unwrap_or(inside)
}
