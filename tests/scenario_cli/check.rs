//! `assay scenario check` in real sandboxes. Needs a Docker Engine, the image and the model.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::library::{Library, stderr, stdout};

/// For building the pipeline on a busy machine.
const RUN: Duration = Duration::from_secs(600);

/// Containers that mount a folder below this one.
fn containers_below(folder: &std::path::Path) -> Vec<String> {
    let listed = Command::new("docker")
        .args(["ps", "-aq", "--filter", "label=assay"])
        .output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    let ids: Vec<_> = listed.split_whitespace().collect();
    let mut below = Vec::new();
    for id in ids {
        let binds = Command::new("docker")
            .args(["inspect", "--format", "{{json .HostConfig.Binds}}", id])
            .output()
            .unwrap();
        let binds = String::from_utf8_lossy(&binds.stdout).into_owned();
        if binds.contains(folder.to_str().unwrap()) {
            below.push(id.to_owned());
        }
    }
    below
}

fn wait_for(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(
            started.elapsed() < limit,
            "{what} did not come about in {limit:?}"
        );
        std::thread::yield_now();
    }
}

#[test]
fn a_new_scenario_is_proven_once_and_remembered() {
    let library = Library::new();
    let cache = tempfile::tempdir().unwrap();
    let check = |arguments: &[&str]| {
        let mut command = library.command(&["check", "fresh", "--json"]);
        let models = assay::gateway::minilm::default_directory();
        command
            .args(arguments)
            .env("ASSAY_CACHE", cache.path())
            .env("ASSAY_MODELS", models.parent().unwrap())
            .env("TMPDIR", cache.path());
        let output = command.output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)));
        (
            output.status.code().unwrap(),
            document["scenarios"][0].clone(),
        )
    };
    let from_cache = |document: &Value| {
        let runs = document["runs"].as_array().unwrap();
        runs.iter().filter(|run| run["from_cache"] == true).count()
    };
    let (status, proven) = check(&[]);
    assert_eq!(status, 0, "{:#}", proven["surprises"]);
    assert_eq!(proven["variants"].as_array().unwrap().len(), 9);
    assert_eq!(from_cache(&proven), 0);

    let (status, again) = check(&[]);
    assert_eq!((status, from_cache(&again)), (0, 9));

    // One shallow fix is changed: it alone runs again. It repairs the fault,
    // and that is a surprise.
    let reference = std::fs::read(library.path("solution/reference.patch")).unwrap();
    std::fs::write(
        library.path("solution/shallow/cut-plurals.patch"),
        reference,
    )
    .unwrap();
    let (status, weak) = check(&[]);
    assert_eq!((status, from_cache(&weak)), (1, 8));
    let surprise = &weak["surprises"][0];
    assert_eq!(surprise["variant"], "shallow:cut-plurals");
    assert_eq!(surprise["check"], "lexical-recall");
    assert_eq!(surprise["seen"][0], "pass");
    let sentence = surprise["sentence"].as_str().unwrap();
    assert!(sentence.contains("must fail in shallow:cut-plurals and passed: recall@5 is"));
    assert_eq!(
        surprise["places"][2]["file"],
        "solution/shallow/cut-plurals.patch"
    );
    assert!(containers_below(cache.path()).is_empty());

    let (_, fresh) = check(&["--fresh", "--variant", "healthy"]);
    assert_eq!(from_cache(&fresh), 0);

    // The image contains a sentence of the diagnosis: although every run passes,
    // the scenario is not sound.
    let script = "sandbox-images/halden-rust/build-folder";
    let script = std::fs::read_to_string(script).unwrap();
    let comment = "So the first `cargo build` compiles the pipeline alone.";
    assert!(script.contains(comment), "{script}");
    let told = std::fs::read_to_string(library.path("solution/diagnosis.md")).unwrap();
    let told = format!("{told}\n{comment}\n");
    std::fs::write(library.path("solution/diagnosis.md"), told).unwrap();
    let (status, leaking) = check(&["--variant", "healthy"]);
    assert_eq!((status, from_cache(&leaking)), (1, 1));
    let lints = leaking["lints"].as_array().unwrap();
    let place = "assay/halden-rust:latest:/usr/local/lib/assay/build-folder";
    assert!(
        lints
            .iter()
            .any(|it| it["lint"] == "hidden-leak" && it["file"] == place),
        "{lints:#?}"
    );
}

/// A check that is under way and has a sandbox.
fn with_a_sandbox(library: &Library, scratch: &std::path::Path) -> Child {
    let mut child = library
        .command(&["check", "fresh", "--fresh"])
        .env("TMPDIR", scratch)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for("a sandbox", RUN, || {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        !containers_below(scratch).is_empty()
    });
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// `eprintln!` used to panic when the window was closed, and left the sandboxes behind.
#[test]
fn with_its_terminal_closed_nothing_is_left_either() {
    let library = Library::new();
    let scratch = tempfile::tempdir().unwrap();
    let mut child = with_a_sandbox(&library, scratch.path());
    drop(child.stderr.take());
    signal(&child, "HUP");
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert_eq!(containers_below(scratch.path()), Vec::<String>::new());
}

#[test]
fn interrupted_in_the_middle_nothing_is_left() {
    for name in ["INT", "TERM"] {
        let library = Library::new();
        let scratch = tempfile::tempdir().unwrap();
        let mut child = with_a_sandbox(&library, scratch.path());
        signal(&child, name);
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said: Vec<String> = lines.map(Result::unwrap).collect();
        assert_eq!(child.wait().unwrap().code(), Some(2), "{said:?}");
        assert!(
            said.iter()
                .any(|line| line == "interrupted; all sandboxes were removed"),
            "{said:?}"
        );
        assert_eq!(containers_below(scratch.path()), Vec::<String>::new());
        let left: Vec<_> = std::fs::read_dir(scratch.path())
            .unwrap()
            .flatten()
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_finding_fails_the_check_and_is_printed_first() {
    let library = Library::new();
    library.replace("overlay/ops/nightly.txt", "2026", "query-words 2026");
    let output = library.ask(&["check", "fresh", "--variant", "healthy"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.starts_with("fresh/overlay/ops/nightly.txt:1: has \"query-words\""),
        "{text}"
    );
    assert!(text.contains("no surprise"), "{text}");
}
