//! A Python with the pinned clients, created once for each machine and set of requirements.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const REQUIREMENTS: &str = include_str!("python/requirements.txt");

/// Runs a script of `tests/gateway/python/` to its end and returns what it printed.
pub fn run(script: &str, environment: &[(&str, &str)], stdin: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gateway/python")
        .join(script);
    let mut child = Command::new(python())
        .arg(script)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python runs");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(stdin.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    printed
}

/// The folder for what is downloaded once for each machine.
pub fn cache() -> PathBuf {
    std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("a home")).join(".cache"),
        PathBuf::from,
    )
}

fn python() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    REQUIREMENTS.hash(&mut hasher);
    let home = cache().join(format!("assay/python-{:016x}", hasher.finish()));
    fs::create_dir_all(&home).expect("writable");
    // Held until the end of this function, because tests run in parallel processes.
    let lock = File::create(home.join("lock")).expect("writable");
    lock.lock().expect("can be locked");
    let python = home.join("venv/bin/python");
    if !home.join("complete").exists() {
        let requirements = home.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS).expect("writable");
        let venv = home.join("venv");
        succeed(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(venv),
        );
        let install = ["-m", "pip", "install", "-q", "-r"];
        succeed(Command::new(&python).args(install).arg(requirements));
        fs::write(home.join("complete"), "").expect("writable");
    }
    python
}

pub fn succeed(command: &mut Command) {
    let output = command.output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}
