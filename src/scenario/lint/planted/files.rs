//! Defects of the files beside the manifest.

use super::bench::{THIRD, clean, found, only, with};
use crate::lint::text;

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
        finding.contains("`policy/c`, which is not a document [gold-quote]"),
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
