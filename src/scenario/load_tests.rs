//! Folders that are sound, broken and hostile.

use super::super::toy::Toy;
use super::*;

#[test]
fn a_sound_scenario_is_read_whole() {
    let toy = Toy::new();
    let scenario = toy.load().unwrap();
    let criteria: Vec<_> = scenario
        .rubric
        .criterion
        .iter()
        .map(|c| c.id.as_str())
        .collect();
    assert_eq!(criteria, ["common", "own"]);
    assert_eq!(scenario.probes("hidden/probes.jsonl").unwrap().len(), 1);
    assert_eq!(toy.library().slugs().unwrap(), ["toy"]);
}

#[test]
fn the_digest_changes_with_any_file_and_with_the_common_criteria() {
    let toy = Toy::new();
    let first = toy.load().unwrap().digest;
    assert_eq!(toy.load().unwrap().digest, first);
    toy.write("scenarios/toy/overlay/log/day.txt", "fine.\n");
    let second = toy.load().unwrap().digest;
    let common = toy.path().join("scenarios/common-rubric.toml");
    let text = std::fs::read_to_string(&common)
        .unwrap()
        .replace("yes", "certainly");
    std::fs::write(common, text).unwrap();
    let third = toy.load().unwrap().digest;
    assert!(first != second && second != third);
}

#[test]
fn a_broken_manifest_is_named_by_file_line_and_key() {
    for (from, to, expected) in [
        (
            "minutes = 30",
            "minuts = 30",
            "scenario.toml:9: `minuts`: unknown field `minuts`",
        ),
        (
            "difficulty = 1",
            "difficulty = \"hard\"",
            "scenario.toml:8: `difficulty`: invalid type: string",
        ),
        ("k = 5", "k = 5, rank = 2", "unknown field `rank`"),
        (
            "run.builds",
            "run.compiles",
            "unknown variant `compiles`, expected one of `builds`",
        ),
        ("title = \"A toy\"\n", "", "missing field `title`"),
        ("title = \"A toy\"", "title = \"A toy", "scenario.toml:5: "),
        (
            "schema_version = 1",
            "schema_version = 2",
            "`schema_version` must be 1",
        ),
        (
            "id = \"toy\"",
            "id = \"other\"",
            "`id` must be the folder's name",
        ),
        (
            "difficulty = 1",
            "difficulty = 9",
            "`difficulty` must be from 1 to 5",
        ),
        (
            "minutes = 30",
            "minutes = 5",
            "`minutes` must be from 10 to 480",
        ),
        (
            "detects = [\"wrong-word\"]",
            "detects = [\"x\"]",
            "`check.present.detects` must name",
        ),
        (
            "fails = [\"present\"]",
            "fails = [\"x\"]",
            "`shallow.other-word.fails` must name",
        ),
        ("id = \"cost\"", "id = \"recall\"", "must be unique"),
        (
            "where = \"clean\"",
            "where = \"live\"",
            "`check.builds.where` cannot be \"live\"",
        ),
        (
            "reason = \"Always.\"",
            "reason = \" \"",
            "`check.builds.reason` must say why",
        ),
        (
            "faults/wrong-word.patch",
            "faults/none.patch",
            "`fault.wrong-word.patch` names \"faults/none.patch\", which is not a file",
        ),
        (
            "faults/wrong-word.patch",
            "../../secret",
            "names \"../../secret\", which is not a file",
        ),
    ] {
        let complaint = Toy::with_manifest(from, to).complaint();
        assert!(complaint.contains(expected), "{to}: {complaint}");
    }
}

#[test]
fn broken_companions_are_named() {
    for (path, text, expected) in [
        (
            "hidden/probes.jsonl",
            "{\"id\":\"p\"}\n",
            "probes.jsonl:1: missing field `question`",
        ),
        ("hidden/probes.jsonl", "", "holds no probe"),
        ("history.toml", "commit = []", "needs at least one entry"),
        (
            "history.toml",
            "[[commit]]\ndate = \"x\"\nrole = \"r\"\nmessage = \"m\"\n",
            "wrong-word",
        ),
        (
            "history.toml",
            "[[commit]]\nwhen = \"x\"\n",
            "history.toml:2: `commit[0].when`: unknown field `when`",
        ),
        (
            "rubric.toml",
            "[[criterion]]\nid = 1\n",
            "rubric.toml:2: `criterion[0].id`: invalid type",
        ),
        (
            "rubric.toml",
            "criterion = [{id=\"own\",title=\"\",question=\"\",weight=1,level=[]}]",
            "needs two or more levels",
        ),
        (
            "rubric.toml",
            "criterion = [{id=\"own\",title=\"\",question=\"\",weight=1,\
             level=[{points=0,behaviour=\"\"},{points=1,behaviour=\"\"}],\
             item=[{id=\"a\",level=0,says=\"\"}]}]",
            "criterion.own.item.a` names no level above the weakest",
        ),
        (
            "rubric.toml",
            "version = 2\nchange = [{version=1,on=\"\",says=\"\"}]\ncriterion = []",
            "change[0].version` is not the version",
        ),
    ] {
        let toy = Toy::new();
        toy.write(&format!("scenarios/toy/{path}"), text);
        let complaint = toy.complaint();
        assert!(complaint.contains(expected), "{path}: {complaint}");
    }
    let toy = Toy::new();
    std::fs::remove_file(toy.path().join("scenarios/toy/brief.md")).unwrap();
    assert!(toy.complaint().contains("brief.md: entity not found"));
}

#[test]
fn a_hostile_folder_is_refused() {
    type Plant = fn(&Path);
    let planted: [(&str, Plant); 4] = [
        ("a symbolic link", |path| {
            std::os::unix::fs::symlink("/etc/passwd", path).unwrap();
        }),
        ("a named pipe", |path| {
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0)
                .unwrap();
        }),
        ("bytes, more than", |path| {
            std::fs::File::create(path)
                .unwrap()
                .set_len(9 << 20)
                .unwrap();
        }),
        ("deeper than", |path| {
            std::fs::create_dir_all(path.join("a/".repeat(40))).unwrap();
        }),
    ];
    for (expected, plant) in planted {
        let toy = Toy::new();
        plant(&toy.path().join("scenarios/toy/overlay/planted"));
        let complaint = toy.complaint();
        assert!(
            complaint.contains("refused") && complaint.contains(expected),
            "{complaint}"
        );
    }
    let toy = Toy::new();
    toy.write("scenarios/toy/overlay/two\nlines", "");
    assert!(toy.complaint().contains("not printable"));
    assert!(Scenario::load(&toy.library(), "../toy").is_err());
}
