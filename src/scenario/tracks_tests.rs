//! Scenarios on several tracks: what is used on which, and what is refused.

use crate::toy::{FAULT, MANIFEST, PIPELINE, Toy};
use crate::{Variant, workspace};

/// The toy on two tracks, of which the second says the same in another file.
fn two_tracks() -> Toy {
    let toy = Toy::new();
    let two = MANIFEST.replace(
        "pipeline = \"toy-rust\"",
        "tracks = [\"toy-rust\", \"toy-python\"]",
    );
    toy.write("scenarios/toy/scenario.toml", &two);
    toy.write("scenarios/toy/brief.md", "It is wrong.\n\n{{ pipeline }}\n");
    let other = PIPELINE
        .replace("toy-rust", "toy-python")
        .replace("`cargo build` builds it.", "Nothing is built.");
    toy.write("pipelines/toy-python/pipeline.toml", &other);
    toy.write("pipelines/toy-python/word.txt", "one\nright\nthree\n");
    toy.write("pipelines/toy-python/NOTICE", "Not yours.\n");
    toy
}

#[test]
fn the_brief_says_how_the_tracks_pipeline_is_built() {
    let toy = two_tracks();
    let scenario = toy.load().unwrap();
    assert_eq!(scenario.pipeline.name, "toy-rust");
    assert!(scenario.brief.contains("`cargo build` builds it."));
    let other = scenario.on("toy-python").unwrap();
    assert_eq!(other.brief, "It is wrong.\n\nNothing is built.\n");
    assert_eq!(other.digest, scenario.digest);
    let unknown = scenario.on("toy-go").unwrap_err().to_string();
    assert!(unknown.contains("\"toy-go\"") && unknown.contains("toy-rust, toy-python"));
}

#[test]
fn a_file_of_a_track_stands_for_the_shared_one() {
    let toy = two_tracks();
    let own = FAULT.replace("+wrong", "+rong");
    toy.write(
        "scenarios/toy/tracks/toy-python/faults/wrong-word.patch",
        &own,
    );
    let scenario = toy.load().unwrap();
    let word = |track: &str| {
        let scenario = scenario.on(track).unwrap();
        let tree = workspace::tree(&scenario, &Variant::OnlyFault("wrong-word".into())).unwrap();
        String::from_utf8(tree["word.txt"].bytes.clone()).unwrap()
    };
    assert_eq!(word("toy-rust"), "one\nwrong\nthree\n");
    assert_eq!(word("toy-python"), "one\nrong\nthree\n");
}

#[test]
fn what_does_not_fit_on_one_of_the_tracks_is_named() {
    for (path, text, complaint) in [
        (
            "tracks/toy-go/faults/a.patch",
            FAULT,
            "does not name \"toy-go\", which has a folder in tracks/",
        ),
        (
            "tracks/toy-python/hidden/all.jsonl",
            "{}\n",
            "checks, brief and rubric are the same on every track",
        ),
        (
            "brief.md",
            "It is wrong.\n",
            "`{{ pipeline }}` is missing: a scenario with several tracks",
        ),
    ] {
        let toy = two_tracks();
        toy.write(&format!("scenarios/toy/{path}"), text);
        let said = toy.complaint();
        assert!(said.contains(complaint), "{path}: {said}");
    }
}

#[test]
fn a_track_without_a_patch_is_named_with_its_key() {
    let toy = two_tracks();
    let shared = toy.path().join("scenarios/toy/faults/wrong-word.patch");
    std::fs::remove_file(shared).unwrap();
    toy.write(
        "scenarios/toy/tracks/toy-rust/faults/wrong-word.patch",
        FAULT,
    );
    let said = toy.complaint();
    assert!(said.contains("`fault.wrong-word.patch` names"), "{said}");
    assert!(said.contains("tracks/toy-python"), "{said}");
}

#[test]
fn a_stage_that_one_track_does_not_have_is_refused() {
    let toy = two_tracks();
    let asks = "\n[[question]]\nid = \"q\"\nwhen = { change = \"stage:pack\" }\nasks = \"Why?\"\n\
                strong = \"Because.\"\n";
    let manifest = toy.manifest() + asks;
    toy.write("scenarios/toy/scenario.toml", &manifest);
    let said = toy.complaint();
    assert!(
        said.contains("\"stage:pack\"") && said.contains("only the stages word"),
        "{said}"
    );
}
