//! Texts for candidates that name the cause.

use super::bench::{clean, found, only, replaced};

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
        "sound/right-and-more.patch",
        "cheat/both-words.patch",
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
