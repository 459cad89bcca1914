//! Attempts of a manifest: which are on which track, how they are built, and what is refused.

use crate::manifest::AttemptKind;
use crate::sweep::tweaks;
use crate::toy::{MANIFEST, PIPELINE, Toy};
use crate::tweak::Tweak;
use crate::{Scenario, Variant, workspace};

const SOUND: &str = r#"
[[sound]]
id = "another-way"
does = "It puts the right word back, last."
patch = "solution/sound/another-way.patch"
"#;
const CHEAT: &str = r#"
[[cheat]]
id = "both-words"
hopes = "That nobody looks twice."
patch = "solution/cheat/both-words.patch"
fails = ["present"]
tracks = ["toy-python"]
"#;

fn hunk(words: &str) -> String {
    format!("--- a/word.txt\n+++ b/word.txt\n@@ -1,3 +1,3 @@\n one\n-wrong\n{words} three\n")
}

/// The toy on two tracks, with a sound repair for both and a cheat for the second.
fn toy(more: &str) -> Toy {
    let toy = Toy::new();
    let tracks = "tracks = [\"toy-rust\", \"toy-python\"]";
    let manifest = MANIFEST.replace("pipeline = \"toy-rust\"", tracks);
    toy.write("scenarios/toy/scenario.toml", &format!("{manifest}{more}"));
    toy.write("scenarios/toy/brief.md", "Wrong.\n\n{{ pipeline }}\n");
    toy.write(
        "scenarios/toy/solution/sound/another-way.patch",
        &hunk("+right\n"),
    );
    let own = "scenarios/toy/tracks/toy-python/solution/cheat/both-words.patch";
    toy.write(own, &hunk("+wrong or right\n"));
    let numbers = "configuration = \"numbers.toml\"\ntests = ";
    for name in ["toy-rust", "toy-python"] {
        let pipeline = PIPELINE
            .replace("toy-rust", name)
            .replace("tests = ", numbers);
        toy.write(&format!("pipelines/{name}/pipeline.toml"), &pipeline);
        toy.write(&format!("pipelines/{name}/word.txt"), "one\nright\nthree\n");
        toy.write(&format!("pipelines/{name}/NOTICE"), "Not yours.\n");
        let numbers = "[pack]\nsize = 4 # Four.\n";
        toy.write(&format!("pipelines/{name}/numbers.toml"), numbers);
    }
    toy
}

fn names(scenario: &Scenario) -> Vec<String> {
    let all = Variant::all(scenario);
    all.iter().skip(5).map(ToString::to_string).collect()
}

#[test]
fn an_attempt_is_a_variant_of_the_tracks_that_it_is_written_for() {
    let toy = toy(&format!("{SOUND}{CHEAT}"));
    let scenario = toy.load().unwrap();
    assert_eq!(
        names(&scenario),
        ["shallow:other-word", "sound:another-way"]
    );
    let other = scenario.on("toy-python").unwrap();
    let cheat = "cheat:both-words";
    assert_eq!(
        names(&other),
        ["shallow:other-word", "sound:another-way", cheat]
    );
    let variant = Variant::Attempt(AttemptKind::Cheat, "both-words".into());
    let tree = workspace::tree(&other, &variant).unwrap();
    assert_eq!(tree["word.txt"].bytes, b"one\nwrong or right\nthree\n");
}

#[test]
fn a_tweak_changes_one_number_of_the_faulty_workspace() {
    let toy = toy("");
    let scenario = toy.load().unwrap();
    let all = tweaks(&scenario).unwrap();
    let names: Vec<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!(names[..2], ["pack.size=2", "pack.size=8"]);
    let tree = workspace::tree(&scenario, &Variant::Tweaked(all[0].clone())).unwrap();
    assert_eq!(tree["numbers.toml"].bytes, b"[pack]\nsize = 2 # Four.\n");
    assert_eq!(tree["word.txt"].bytes, b"one\nwrong\nthree\n");
    let unknown = Tweak {
        key: "pack.width".into(),
        to: "1".into(),
    };
    let said = workspace::tree(&scenario, &Variant::Tweaked(unknown)).unwrap_err();
    assert!(
        said.to_string().contains("has no key `pack.width`"),
        "{said}"
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let unknown = "must name at least one check, and only checks that exist";
    for (more, complaint) in [
        (
            SOUND.replace("another-way.patch", "none.patch"),
            "`sound.another-way.patch` names \"solution/sound/none.patch\"".into(),
        ),
        (
            CHEAT.replace("\"toy-python\"", "\"toy-go\""),
            "`cheat.both-words.tracks` names \"toy-go\", which is no track".into(),
        ),
        (
            CHEAT.replace("fails = [\"present\"]", "fails = []"),
            format!("`cheat.both-words.fails` {unknown}"),
        ),
        (format!("{SOUND}{SOUND}"), "must be unique".into()),
        (
            "\n[[tweak]]\nkey = \"a\"\npasses = [\"x\"]\nbecause = \"b\"\n".into(),
            format!("`tweak[0].passes` {unknown}"),
        ),
    ] {
        let said = toy(&more).complaint();
        assert!(said.contains::<&str>(&complaint), "{more}: {said}");
    }
}

#[test]
fn a_configuration_that_no_workspace_has_is_named() {
    let toy = toy("");
    let pipeline = PIPELINE.replace("tests = ", "configuration = \"none.toml\"\ntests = ");
    toy.write("pipelines/toy-rust/pipeline.toml", &pipeline);
    let said = toy.complaint();
    assert!(
        said.contains("`configuration` names \"none.toml\", which is not"),
        "{said}"
    );
}
