//! Defects of the manifest and the rubric.

use super::bench::{clean, found, only, replaced, with};
use crate::lint::text;

fn cut_out(manifest: &str, from: &str, to: &str) -> String {
    let Some((before, rest)) = manifest.split_once(from) else {
        return manifest.to_owned();
    };
    let (_, after) = rest.split_once(to).unwrap();
    format!("{before}{to}{after}")
}

#[test]
fn what_is_missing_is_said() {
    let cut = |from: &'static str, to: &'static str| {
        only(&with(move |manifest| cut_out(&manifest, from, to)))
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
    let shallow = cut("[[shallow]]\nid = \"third-word\"", "[[sound]]");
    assert!(
        shallow.contains("1 `[[shallow]]` [shallow-fixes]"),
        "{shallow}"
    );
    let sound = found(&with(move |manifest| {
        cut_out(&manifest, "[[sound]]", "[[cheat]]")
    }));
    let lints: Vec<_> = sound.iter().map(|it| it.lint).collect();
    assert_eq!(lints, ["sound-repair", "unused-file"]);
    let cheat = found(&with(move |manifest| {
        cut_out(&manifest, "[[cheat]]", "[[question]]")
    }));
    let lints: Vec<_> = cheat.iter().map(|it| it.lint).collect();
    assert_eq!(lints, ["cheat", "unused-file"]);
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
        idle.contains("the check \"recall\" fails for no fault"),
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
