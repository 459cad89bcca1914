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
            "`fault.wrong-word.patch` names \"faults/none.patch\", which is no file",
        ),
        (
            "faults/wrong-word.patch",
            "../../secret",
            "names \"../../secret\", which is no file",
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

/// A manifest whose check on cost is another one.
fn with_check(run: &str) -> Toy {
    Toy::with_manifest("run.calls = { most_inputs = 2 }", &format!("run.{run}"))
}

#[test]
fn checks_with_values_that_cannot_be_right_are_named_by_line_and_key() {
    let stub = |stub: &str| {
        format!("contract = {{ stub = {{ {stub} }}, command = [\"ask\"], expect = \"fails\" }}")
    };
    let line = with_check("calls = { most_inputs = 2 }").manifest_line("run.calls");
    for (run, expected) in [
        (
            "answers = { at_least = 1.2 }",
            "needs `at_least` from 0 to 1",
        ),
        (
            "answers = { at_least = -0.1 }",
            "needs `at_least` from 0 to 1",
        ),
        (
            "answers = { at_least = nan }",
            "needs `at_least` from 0 to 1",
        ),
        (
            "retrieval = { leg = \"dense\", k = 0, at_least = 0.5 }",
            "needs `k` from 1 to 200",
        ),
        (
            "gold_in_prompt = { within = 900, at_least = 0.5 }",
            "needs `within` from 1 to 200",
        ),
        (
            "embedding_window = { most_word_pieces = 0 }",
            "needs `most_word_pieces` from 1",
        ),
        (
            "latency = { most_ratio = 0.0 }",
            "needs `most_ratio` above 0",
        ),
        ("cost = { most_ratio = inf }", "needs `most_ratio` above 0"),
        (
            "metric_correctness = { lists = 0 }",
            "needs `lists` from 1 to 5000",
        ),
        (
            "metric_correctness = { tolerance = -1.0 }",
            "needs `tolerance` from 0",
        ),
        ("unchanged = { paths = [] }", "needs at least one path"),
        ("builds = { within_seconds = 0 }", "needs a second or more"),
        (
            "store_invariant = { store = \"dense\", at_least = 0.9 }",
            "belongs to `self-cosine`",
        ),
        (
            "store_invariant = { store = \"lexical\", invariant = \"self-cosine\" }",
            "dense store only",
        ),
        (
            "program = { path = \"checks/x.py\", after = \"build\" }",
            "below \"hidden/\"",
        ),
        (
            "program = { path = \"hidden/x.py\", after = \"build\", seconds = 0 }",
            "from 1 to 1800",
        ),
        (
            "program = { path = \"hidden/x.py\", after = \"build\", parameters = 3 }",
            "a table as `parameters`",
        ),
        (
            "program = { path = \"hidden/x.py\", after = \"build\" }",
            "which is not there",
        ),
        (
            &stub("target = \"chat\", mode = \"reorder\""),
            "cannot reorder a chat",
        ),
        (
            &stub("target = \"embeddings\", mode = \"nonsense\""),
            "cannot make nonsense",
        ),
        (
            &stub("target = \"chat\", mode = \"fail\", every = 0"),
            "`every` of 1 or more",
        ),
    ] {
        let complaint = with_check(run).complaint();
        assert!(complaint.contains(expected), "{run}: {complaint}");
        let place = format!("scenario.toml:{line}: `check.cost.");
        assert!(complaint.contains(&place), "{run}: {complaint}");
    }
}

#[test]
fn checks_with_unknown_keys_or_wrong_types_are_named_by_line() {
    for (run, expected) in [
        (
            "isolation = { seen_in = \"bm25\", probes = \"p\", dept = 3 }",
            "unknown field `dept`",
        ),
        (
            "isolation = { seen_in = \"logs\", probes = \"p\" }",
            "unknown variant `logs`",
        ),
        (
            "gold_in_prompt = { at_least = \"all\" }",
            "invalid type: string",
        ),
        ("latency = { }", "missing field `most_ratio`"),
        (
            "program = { path = \"hidden/x.py\", after = \"lunch\" }",
            "unknown variant `lunch`",
        ),
        (
            "contract = { stub = { target = \"chat\", mode = \"fail\", ever = 2 }, command = [], expect = \"fails\" }",
            "unknown field `ever`",
        ),
        (
            "contract = { stub = { target = \"chat\", mode = \"sulk\" }, command = [], expect = \"fails\" }",
            "unknown variant `sulk`",
        ),
        (
            "retrieval = { leg = \"dense\", k = 5, at_least = 0.5, metric = \"map\" }",
            "unknown variant `map`",
        ),
    ] {
        let complaint = with_check(run).complaint();
        assert!(complaint.contains(expected), "{run}: {complaint}");
        assert!(complaint.contains("scenario.toml:"), "{run}: {complaint}");
    }
}

#[test]
fn files_that_checks_name_are_read_strictly() {
    let question = r#"{"id":"a","question":"?","answerable":true}"#;
    for (run, file, expected) in [
        (
            "answers = { at_least = 0.5, questions = \"FILE\" }",
            None,
            "own.jsonl\", which is not there",
        ),
        (
            "answers = { at_least = 0.5, questions = \"FILE\" }",
            Some(""),
            "holds no question",
        ),
        (
            "cost = { most_ratio = 2.0, questions = \"FILE\" }",
            Some("{}"),
            "own.jsonl:1: missing field",
        ),
        (
            "isolation = { seen_in = \"dense\", probes = \"FILE\" }",
            Some(""),
            "holds no probe",
        ),
        (
            "isolation = { seen_in = \"dense\", probes = \"FILE\" }",
            Some(question),
            "own.jsonl:1: unknown field",
        ),
        (
            "isolation = { seen_in = \"dense\", probes = \"FILE\" }",
            None,
            "own.jsonl\", which is not there",
        ),
    ] {
        let toy = with_check(&run.replace("FILE", "hidden/own.jsonl"));
        if let Some(text) = file {
            toy.write("scenarios/toy/hidden/own.jsonl", text);
        }
        let complaint = toy.complaint();
        assert!(complaint.contains(expected), "{run}: {complaint}");
    }
    let toy = with_check("answers = { at_least = 0.5, questions = \"hidden/own.jsonl\" }");
    toy.write("scenarios/toy/hidden/own.jsonl", question);
    assert!(toy.load().is_ok());
}

#[test]
fn a_live_check_needs_a_way_to_its_state() {
    let live = "where = \"live\"\nreason = \"Two questions.\"";
    let toy = Toy::with_manifest("where = \"clean\"\nreason = \"Two questions.\"", live);
    let complaint = toy.complaint();
    assert!(
        complaint.contains("`verification.live` must name"),
        "{complaint}"
    );
    let manifest = toy
        .manifest()
        .replace("[verification]", "[verification]\nlive = \"run.sh\"");
    toy.write("scenarios/toy/scenario.toml", &manifest);
    assert!(toy.load().is_ok());
}
