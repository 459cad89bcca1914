//! Dependencies point one way: no import goes up, and no two modules import each other.
//!
//! The floors are in `rooms/floors.rs`. A parent's `mod` and its `pub use` of what is below it are
//! no imports. Code that is there for tests only is not read. Routes keep out of the store and the
//! trace, whose floors are below theirs: `rooms/routes_rule.rs`.

#[path = "rooms/finder_tests.rs"]
mod finder_tests;
#[path = "rooms/floors.rs"]
mod floors;
#[path = "rooms/graph.rs"]
mod graph;
#[path = "rooms/known.rs"]
mod known;
#[path = "rooms/lexer.rs"]
mod lexer;
#[path = "rooms/modules.rs"]
mod modules;
#[path = "rooms/routes_rule.rs"]
mod routes_rule;
#[path = "rooms/rust.rs"]
mod rust;
#[path = "rooms/web.rs"]
mod web;
#[path = "rooms/web_tests.rs"]
mod web_tests;
#[path = "rooms/without_tests.rs"]
mod without_tests;

use std::path::{Path, PathBuf};

use graph::Import;
use modules::Modules;

#[test]
fn no_import_goes_up() {
    let imports = rust_imports();
    known::expect_only_known("up", &[floors::upward(&imports)]);
}

#[test]
fn routes_reach_neither_the_store_nor_the_trace() {
    let sources = sources("src", &["rs"]);
    let modules = Modules::read(&sources);
    let imports = modules.imports();
    known::expect_only_known("routes", &[routes_rule::imports(&imports)]);
    let reached = routes_rule::reached(&sources, &modules.files());
    assert!(
        reached.is_empty(),
        "a service's work, not a route's: {reached:#?}"
    );
}

#[test]
fn no_rust_modules_import_each_other() {
    let imports = rust_imports();
    known::expect_only_known("circle", &graph::circles(&imports));
}

#[test]
fn no_web_modules_import_each_other() {
    let imports = web_imports();
    known::expect_only_known("web circle", &graph::circles(&imports));
}

#[test]
fn no_web_folders_import_each_other() {
    let imports = web::between_folders(&web_imports());
    known::expect_only_known("web folders", &graph::circles(&imports));
}

#[test]
fn every_folder_has_a_floor_and_every_floor_is_used() {
    let sources = sources("src", &["rs"]);
    let files: Vec<_> = sources.iter().map(|it| it.0.as_str()).collect();
    let homeless = files.iter().filter(|it| floors::place(it).is_none());
    let homeless: Vec<_> = homeless.collect();
    assert!(
        homeless.is_empty(),
        "no floor in rooms/floors.rs: {homeless:#?}"
    );
    let empty = floors::empty(&files);
    assert!(
        empty.is_empty(),
        "in rooms/floors.rs but not in src: {empty:?}"
    );
}

fn rust_imports() -> Vec<Import> {
    let imports = Modules::read(&sources("src", &["rs"])).imports();
    assert!(!imports.is_empty(), "nothing was read");
    imports
}

fn web_imports() -> Vec<Import> {
    let imports = web::imports(&sources("web/src", &["ts", "svelte", "css"]));
    assert!(
        !imports.is_empty(),
        "the web's sources are not where they were"
    );
    imports
}

/// Path and text of every file below a folder of the repository with one of these extensions.
fn sources(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    let wanted = files.iter().filter(|it| {
        let extension = it.extension().and_then(|it| it.to_str());
        extension.is_some_and(|it| extensions.contains(&it))
    });
    let read = wanted.map(|it| {
        let path = it.strip_prefix(root).expect("it is below the root");
        let text = std::fs::read_to_string(it).expect("sources are UTF-8");
        (path.to_string_lossy().into_owned(), text)
    });
    read.collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
