//! The toy scenario, completed until no lint finds anything.

use crate::lint::{Finding, all, text};
use crate::toy::{MANIFEST, Toy};

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
[[sound]]
id = "right-and-more"
does = "It puts the right word back and says beside it why."
patch = "solution/sound/right-and-more.patch"
[[cheat]]
id = "both-words"
hopes = "That whoever looks for the right word finds it somewhere."
patch = "solution/cheat/both-words.patch"
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

/// A patch that fits the toy's faulty workspace.
pub const THIRD: &str =
    "--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n wrong\n-three\n+third\n";

/// One hunk on the toy's faulty workspace.
fn instead(words: &str, count: usize) -> String {
    format!("--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,{count} @@\n one\n-wrong\n{words} three\n")
}

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

pub fn with(change: impl Fn(String) -> String) -> Toy {
    let toy = Toy::new();
    let changed = change(manifest());
    assert!(
        changed != manifest() || change("x".into()) == "x",
        "nothing was planted"
    );
    toy.write("scenarios/toy/scenario.toml", &changed);
    toy.write("scenarios/toy/solution/shallow/third-word.patch", THIRD);
    toy.write(
        "scenarios/toy/solution/sound/right-and-more.patch",
        &instead("+right\n+it was wrong\n", 4),
    );
    toy.write(
        "scenarios/toy/solution/cheat/both-words.patch",
        &instead("+wrong or right\n", 3),
    );
    for file in ["scenarios/toy/rubric.toml", "scenarios/common-rubric.toml"] {
        let text = std::fs::read_to_string(toy.path().join(file)).unwrap();
        let text = text
            .replace("\"no\"", "\"Does not look at words at all.\"")
            .replace("\"yes\"", "\"Looks at each of the words in turn.\"");
        toy.write(file, &text);
    }
    toy
}

pub fn clean() -> Toy {
    with(|manifest| manifest)
}

pub fn found(toy: &Toy) -> Vec<Finding> {
    all(&toy.library(), &toy.load().unwrap()).unwrap()
}

/// The only finding, as it is printed.
pub fn only(toy: &Toy) -> String {
    let found = found(toy);
    assert_eq!(found.len(), 1, "{}", text(&found));
    found[0].to_string()
}

pub fn replaced(from: &'static str, to: &'static str) -> Toy {
    with(|manifest| {
        assert!(manifest == "x" || manifest.contains(from), "{from}");
        manifest.replace(from, to)
    })
}
