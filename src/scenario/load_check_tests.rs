//! Checks that are read, and each that is refused.

use crate::toy::Toy;

/// The toy's manifest with another check on cost.
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
