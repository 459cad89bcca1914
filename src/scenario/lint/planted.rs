//! A scenario without a finding, and each defect planted into it.

use super::super::toy::{MANIFEST, Toy};
use super::super::workspace;
use super::*;
use crate::scenario::Variant;

const MORE: &str = r#"
[[herring]]
id = "late-train"
looks = "The train was late on the day of the complaint."
harmless = "Nobody of the people who wrote the words was on that train."
[[constraint]]
id = "notice"
says = "The notice stays as it is."
enforced_by = "untouched"
[[shallow]]
id = "third-word"
believes = "The third word is the one that has to be changed here."
patch = "solution/shallow/third-word.patch"
fails = ["present"]
[[question]]
id = "why"
when = "final-note"
asks = "Why?"
strong = "Says that words are chosen by people who may be mistaken."
[[question]]
id = "how"
when = "final-note"
asks = "How?"
strong = "Says that a list of words would have caught it at once."
"#;

const THIRD: &str =
    "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n wrong\n-three\n+third\n";

fn manifest() -> String {
    let mut manifest = MANIFEST
        .replace(
            "https://example.org/report",
            "https://tracker.halden.dev/report/1",
        )
        .replace("pipeline = \"toy-rust\"", "pipeline = \"toy-rust\"\n");
    for line in MANIFEST
        .lines()
        .filter(|line| line.starts_with("reason = "))
    {
        manifest = manifest.replace(
            line,
            "reason = \"A guard against repairs that go too far.\"",
        );
    }
    manifest.replace("[verification]", &format!("{MORE}[verification]"))
}

fn with(change: impl Fn(String) -> String) -> Toy {
    let toy = Toy::new();
    let changed = change(manifest());
    assert!(
        changed != manifest() || change("x".into()) == "x",
        "nothing was planted"
    );
    toy.write("scenarios/toy/scenario.toml", &changed);
    toy.write("scenarios/toy/solution/shallow/third-word.patch", THIRD);
    for file in ["scenarios/toy/rubric.toml", "scenarios/common-rubric.toml"] {
        let text = std::fs::read_to_string(toy.path().join(file)).unwrap();
        let text = text
            .replace("\"no\"", "\"Does not look at words at all.\"")
            .replace("\"yes\"", "\"Looks at each of the words in turn.\"");
        toy.write(file, &text);
    }
    toy
}

fn clean() -> Toy {
    with(|manifest| manifest)
}

fn found(toy: &Toy) -> Vec<Finding> {
    all(&toy.library(), &toy.load().unwrap()).unwrap()
}

/// The one finding there is, as it is printed.
fn only(toy: &Toy) -> String {
    let found = found(toy);
    assert_eq!(found.len(), 1, "{}", text(&found));
    found[0].to_string()
}

fn replaced(from: &'static str, to: &'static str) -> Toy {
    with(|manifest| {
        assert!(manifest == "x" || manifest.contains(from), "{from}");
        manifest.replace(from, to)
    })
}

#[test]
fn a_sound_scenario_has_no_finding() {
    let found = found(&clean());
    assert!(found.is_empty(), "{}", text(&found));
}

#[test]
fn what_is_missing_is_said() {
    let cut = |from: &'static str, to: &'static str| {
        only(&with(move |manifest| {
            let Some((before, rest)) = manifest.split_once(from) else {
                return manifest;
            };
            let (_, after) = rest.split_once(to).unwrap();
            format!("{before}{to}{after}")
        }))
    };
    let herring = cut("[[herring]]", "[[constraint]]");
    assert!(
        herring.contains("scenario.toml:1: no `[[herring]]` [herring]"),
        "{herring}"
    );
    let question = cut("[[question]]\nid = \"how\"", "[verification]");
    assert!(
        question.contains("1 `[[question]]` [questions]"),
        "{question}"
    );
    let shallow = cut("[[shallow]]\nid = \"third-word\"", "[[question]]");
    assert!(
        shallow.contains("1 `[[shallow]]` [shallow-fixes]"),
        "{shallow}"
    );
    let source = only(&replaced(
        "https://tracker.halden.dev/report/1",
        "a colleague",
    ));
    assert!(
        source.contains("scenario.toml:12: `sources` has \"a colleague\" [sources]"),
        "{source}"
    );
    let source = only(&replaced(
        "https://tracker.halden.dev/report/1",
        "https://example.org/x",
    ));
    assert!(source.contains("[sources]"), "{source}");
}

#[test]
fn a_level_that_is_a_bare_number_is_found() {
    let toy = clean();
    let file = "scenarios/toy/rubric.toml";
    let text = std::fs::read_to_string(toy.path().join(file)).unwrap();
    toy.write(
        file,
        &text.replace("Looks at each of the words in turn.", "3"),
    );
    let finding = only(&toy);
    assert!(finding.starts_with("toy/rubric.toml:7: "), "{finding}");
    assert!(
        finding.contains("says only \"3\" [rubric-levels]"),
        "{finding}"
    );
}

#[test]
fn claims_that_nothing_backs_are_found() {
    let undetected = found(&replaced("detects = [\"wrong-word\"]", "detects = []"));
    assert_eq!(undetected.len(), 1, "{}", text(&undetected));
    assert_eq!(undetected[0].lint, "undetected-fault");
    let idle = only(&with(|manifest| {
        let guard = "asserts = \"It finds.\"\nwhere = \"clean\"\nreason = \"A guard against";
        manifest.replace(guard, &guard.replace("A guard against", "A wall before"))
    }));
    assert!(
        idle.contains("no fault fails the check \"recall\""),
        "{idle}"
    );
    assert!(idle.contains("[idle-check]"), "{idle}");
    let todo = only(&with(|manifest| {
        manifest.replacen(
            "A guard against repairs that go too far.",
            "TODO: a guard, say why",
            1,
        )
    }));
    assert!(todo.contains("[threshold-reason]"), "{todo}");
    // A constraint that nobody enforces does not even load: see `live_rules`.
}

#[test]
fn a_brief_or_title_that_names_the_cause_is_found() {
    for (text, named) in [
        ("It is slow.\nPerhaps a wrong-word?\n", "wrong-word"),
        (
            "It is slow.\nIt says the wrong word, they say.\n",
            "says the wrong word",
        ),
        ("It is slow.\nLook at `word.txt`.\n", "word.txt"),
    ] {
        let toy = clean();
        toy.write("scenarios/toy/brief.md", text);
        let found = found(&toy);
        let named = found
            .iter()
            .find(|it| it.problem.contains(&format!("{named:?}")));
        let named = named.unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!(
            (named.lint, named.file.as_str(), named.line),
            ("cause-named", "toy/brief.md", 2)
        );
    }
    let title = only(&replaced("title = \"A toy\"", "title = \"The wrong word\""));
    assert!(
        title.contains("`title` names the fault \"wrong-word\""),
        "{title}"
    );
    let asked = only(&replaced(
        "asks = \"Why?\"",
        "asks = \"Why the wrong word?\"",
    ));
    assert!(
        asked.contains("`question.why.asks` names the fault"),
        "{asked}"
    );
    let inject = "[[inject]]\nid = \"call\"\nwhen = { minutes = 5 }\nfrom = \"support lead\"\n\
                  message = \"Is it a wrong word?\"\n[verification]";
    let told = only(&replaced("[verification]", inject));
    assert!(
        told.contains("`inject.call.message` names the fault"),
        "{told}"
    );
    let code = clean();
    let patch =
        "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-right\n+wrong_word\n three\n";
    code.write("scenarios/toy/faults/wrong-word.patch", patch);
    for file in [
        "reference.patch",
        "shallow/other-word.patch",
        "shallow/third-word.patch",
    ] {
        let file = format!("scenarios/toy/solution/{file}");
        let text = std::fs::read_to_string(code.path().join(&file)).unwrap();
        code.write(&file, &text.replace("wrong\n", "wrong_word\n"));
    }
    assert!(found(&code).is_empty());
    code.write("scenarios/toy/brief.md", "What is a wrong_word?\n");
    assert!(
        found(&code)
            .iter()
            .any(|it| it.problem.contains("\"wrong_word\""))
    );
}

#[test]
fn a_patch_that_does_not_apply_is_found_with_its_line() {
    let toy = clean();
    let patch = "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-left\n+wrong\n three\n";
    toy.write("scenarios/toy/solution/reference.patch", patch);
    let finding = only(&toy);
    assert!(
        finding.starts_with("toy/solution/reference.patch:3: does not apply"),
        "{finding}"
    );
    assert!(finding.contains("[patch-applies]"), "{finding}");
}

#[test]
fn hidden_texts_in_the_workspace_are_found() {
    let told = "Says that words are chosen\n> by people who may be mistaken.";
    for (path, content, origin) in [
        (
            "overlay/log/day.txt",
            format!("fine\n{told}\n"),
            "scenario.toml",
        ),
        (
            "overlay/log/day.txt",
            "fine\nsee wrong-word\n".into(),
            "scenario.toml",
        ),
        (
            "overlay/log/day.txt",
            "fine\nDoes not look at words at all.\n".into(),
            "the rubric",
        ),
    ] {
        let toy = clean();
        toy.write(&format!("scenarios/toy/{path}"), &content);
        let finding = only(&toy);
        assert!(
            finding.starts_with("toy/overlay/log/day.txt:2: has "),
            "{finding}"
        );
        assert!(
            finding.contains(origin) && finding.contains("[hidden-leak]"),
            "{finding}"
        );
    }
    // A name within a longer name is another name.
    let toy = clean();
    toy.write("scenarios/toy/overlay/log/day.txt", "not-wrong-words\n");
    assert!(found(&toy).is_empty());
    let secret = "The seventh gate of the northern yard is closed on Sundays.";
    let toy = clean();
    toy.write("scenarios/toy/hidden/note.txt", &format!("{secret}\n"));
    toy.write(
        "scenarios/toy/overlay/log/day.txt",
        &format!("fine\n// {secret}\n"),
    );
    assert!(only(&toy).contains("hidden/note.txt:1"));
}

#[test]
fn hidden_texts_in_commits_and_unreachable_objects_are_found() {
    let toy = clean();
    let file = "scenarios/toy/history.toml";
    let history = std::fs::read_to_string(toy.path().join(file)).unwrap();
    toy.write(
        file,
        &history.replace("\"Words\"", "\"Brings the wrong-word\""),
    );
    let finding = only(&toy);
    assert!(
        finding.contains("git show") && finding.contains("(commit)"),
        "{finding}"
    );

    let toy = clean();
    let (library, scenario) = (toy.library(), toy.load().unwrap());
    let workspace = tempfile::tempdir().unwrap();
    workspace::build(&scenario, &Variant::Faulty, workspace.path()).unwrap();
    assert!(
        leaks::findings(&library, &scenario, workspace.path())
            .unwrap()
            .is_empty()
    );
    let mut git = std::process::Command::new("git")
        .args(["hash-object", "-w", "--stdin"])
        .env("GIT_DIR", workspace.path().join(".git"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = git.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b"an old draft: wrong-word\n").unwrap();
    drop(stdin);
    assert!(git.wait().unwrap().success());
    let found = leaks::findings(&library, &scenario, workspace.path()).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].file.contains("(blob)"), "{}", found[0]);
}

#[test]
fn gold_that_no_document_says_is_found() {
    let of = |doc: &str, quote: &str| {
        let toy = with(|manifest| {
            let own = "run.retrieval = { questions = \"hidden/own.jsonl\", ";
            manifest.replace("run.retrieval = { ", own)
        });
        let line = format!(
            r#"{{"id":"own","question":"How long?","answerable":true,"spans":[{{"doc":"{doc}","quote":"{quote}"}}]}}"#
        );
        toy.write("scenarios/toy/hidden/own.jsonl", &line);
        toy
    };
    for (doc, quote) in [("policy/a", "72 hours"), ("policy/b", "Old words.")] {
        let found = found(&of(doc, quote));
        assert!(found.is_empty(), "{}", text(&found));
    }
    let finding = only(&of("policy/a", "73 hours"));
    let said = "toy/hidden/own.jsonl:1: \"own\" quotes \"73 hours\", which `policy/a` does not say";
    assert!(finding.starts_with(said), "{finding}");
    let finding = only(&of("policy/c", "72 hours"));
    assert!(
        finding.contains("`policy/c`, which is no document [gold-quote]"),
        "{finding}"
    );
}

#[test]
fn files_that_nothing_names_are_found() {
    let toy = clean();
    toy.write("scenarios/toy/faults/of-before.patch", THIRD);
    toy.write("scenarios/toy/hidden/of-before.jsonl", "");
    let found = found(&toy);
    let files: Vec<_> = found.iter().map(|it| (it.lint, it.file.as_str())).collect();
    let expected = ["toy/faults/of-before.patch", "toy/hidden/of-before.jsonl"];
    assert_eq!(files, expected.map(|file| ("unused-file", file)));
}
