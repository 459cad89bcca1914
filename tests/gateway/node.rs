//! A folder with the pinned clients for Node, created once for each machine and lock file.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::{cache, succeed};

const SCRIPT: &str = include_str!("node/crowd.mjs");
const PACKAGE: &str = include_str!("node/package.json");
const LOCK: &str = include_str!("node/package-lock.json");

/// Runs `crowd.mjs` to its end and returns what it printed.
pub fn run(environment: &[(&str, &str)]) -> String {
    let output = Command::new("node")
        .arg(folder().join("crowd.mjs"))
        .envs(environment.iter().copied())
        .output()
        .expect("Node runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    printed
}

fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (SCRIPT, PACKAGE, LOCK).hash(&mut hasher);
    let home = cache().join(format!("assay/node-{:016x}", hasher.finish()));
    fs::create_dir_all(&home).expect("writable");
    let lock = File::create(home.join("lock")).expect("writable");
    lock.lock().expect("can be locked");
    if !home.join("complete").exists() {
        let write = |name: &str, text: &str| fs::write(home.join(name), text).expect("writable");
        write("crowd.mjs", SCRIPT);
        write("package.json", PACKAGE);
        write("package-lock.json", LOCK);
        install(&home);
        write("complete", "");
    }
    home
}

/// Not `npm ci`, for the reason in the Makefile.
fn install(home: &Path) {
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund"]);
    succeed(npm.current_dir(home));
}
