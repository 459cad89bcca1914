//! Commands that read and create scenarios, without an engine.

use crate::library::{Library, root, stderr, stdout};

#[test]
fn a_new_scenario_is_listed_shown_and_has_no_finding() {
    let library = Library::new();
    let listed = stdout(&library.ask(&["list"]));
    assert!(listed.starts_with("fresh  rag"), "{listed}");
    let json: serde_json::Value =
        serde_json::from_slice(&library.ask(&["list", "--json"]).stdout).unwrap();
    assert_eq!(json[0]["id"], "fresh");
    let shown = stdout(&library.ask(&["show", "fresh"]));
    for part in [
        "query-words (R6",
        "detects query-words",
        "guard",
        "Which test would",
        "Matrix: ",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let linted = library.ask(&["lint"]);
    assert!(linted.status.success(), "{}", stdout(&linted));
    assert_eq!(stdout(&linted), "1 scenarios, 0 findings\n");
}

#[test]
fn what_is_there_is_not_overwritten() {
    let library = Library::new();
    library.replace("brief.md", "hit and miss", "mine");
    let (status, complaint) = library.complaint(&["new", "fresh", "--family", "rag"]);
    assert_eq!(status, 2);
    assert!(
        complaint.contains("refused: it already exists"),
        "{complaint}"
    );
    assert!(
        std::fs::read_to_string(library.path("brief.md"))
            .unwrap()
            .contains("mine")
    );
}

#[test]
fn a_finding_is_exit_status_one() {
    let library = Library::new();
    library.replace("overlay/ops/nightly.txt", "2026", "query-words 2026");
    let linted = library.ask(&["lint", "fresh"]);
    assert_eq!(linted.status.code(), Some(1));
    let text = stdout(&linted);
    assert!(
        text.starts_with("fresh/overlay/ops/nightly.txt:1: has \"query-words\""),
        "{text}"
    );
    let json = library.ask(&["lint", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["findings"][0]["lint"], "hidden-leak");
}

#[test]
fn the_diff_is_what_git_would_apply() {
    let library = Library::new();
    let diff = stdout(&library.ask(&["diff", "fresh"]));
    assert!(
        diff.contains("--- a/src/index/lexical.rs\n+++ b/src/index/lexical.rs\n@@"),
        "{diff}"
    );
    assert!(
        diff.contains("--- /dev/null\n+++ b/ops/nightly.txt\n@@ -0,0 +1,5 @@"),
        "{diff}"
    );
    assert!(
        !diff.contains(".git/"),
        "the history is not part of the diff"
    );
    let healed = stdout(&library.ask(&["diff", "fresh", "--variant", "reference"]));
    assert!(!healed.contains("lexical.rs"), "{healed}");
    let (status, complaint) = library.complaint(&["diff", "fresh", "--variant", "other"]);
    assert_eq!(status, 2);
    assert!(
        complaint.contains("no variant \"other\"; it has: healthy, faulty, only:"),
        "{complaint}"
    );
}

#[test]
fn the_schema_is_written_as_it_is_committed() {
    let library = Library::new();
    let file = library.path("schema.json");
    let written = library.ask(&["schema", "--write", file.to_str().unwrap()]);
    assert!(written.status.success(), "{}", stderr(&written));
    let committed = std::fs::read(root().join("docs/scenario.schema.json")).unwrap();
    assert_eq!(std::fs::read(file).unwrap(), committed);
    assert_eq!(library.ask(&["schema"]).stdout, committed);
}
