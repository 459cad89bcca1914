//! Each error in a manifest names the file, the line, the key and what was expected.

use crate::library::Library;

/// The number, from 1, of the line of `scenario.toml` that begins with this text.
fn line_of(library: &Library, begin: &str) -> usize {
    let text = std::fs::read_to_string(library.path("scenario.toml")).unwrap();
    1 + text
        .lines()
        .position(|line| line.starts_with(begin))
        .unwrap()
}

/// A kind of error: the text to replace, its replacement, how the wrong line begins, the message.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CASES: &[Case] = &[
    (
        "an unknown key",
        "minutes = 60",
        "minuts = 60",
        "minuts",
        &["unknown field `minuts`", "expected one of", "`minutes`"],
    ),
    (
        "an unknown key of a check",
        "k = 5, at_least = 0.83",
        "k = 5, at_most = 0.83",
        "run.retrieval = { leg = \"bm25\"",
        &[
            "`check.lexical-recall.run.retrieval",
            "unknown field `at_most`",
            "expected one of",
        ],
    ),
    (
        "a wrong type",
        "difficulty = 2",
        "difficulty = \"hard\"",
        "difficulty",
        &[
            "`difficulty`",
            "invalid type: string \"hard\"",
            "expected u32",
        ],
    ),
    (
        "a missing key",
        "does = \"A question",
        "#does = \"A question",
        "[[fault]]",
        &["missing field `does`"],
    ),
    (
        "a wrong word",
        "family = \"rag\"",
        "family = \"raag\"",
        "family",
        &[
            "`family`",
            "unknown variant `raag`",
            "expected one of `rag`",
        ],
    ),
    (
        "out of range",
        "difficulty = 2",
        "difficulty = 7",
        "difficulty",
        &["`difficulty`", "from 1 to 5"],
    ),
    (
        "no TOML",
        "minutes = 60",
        "minutes = = 60",
        "minutes",
        &["scenario.toml:"],
    ),
    (
        "a fault that does not exist",
        "detects = [\"query-words\"]",
        "detects = [\"query-wrods\"]",
        "detects = [\"query-wrods\"]",
        &[
            "`check.lexical-recall.detects`",
            "must name faults of this manifest",
        ],
    ),
    (
        "a check that does not exist",
        "fails = [\"lexical-recall\"]",
        "fails = [\"lexical-recal\"]",
        "fails = [\"lexical-recal\"]",
        &["`shallow.more-candidates.fails`", "only checks that exist"],
    ),
    (
        "a patch that does not exist",
        "patch = \"faults/query-words.patch\"",
        "patch = \"faults/none.patch\"",
        "patch = \"faults/none.patch\"",
        &[
            "`fault.query-words.patch`",
            "names \"faults/none.patch\"",
            "not a file of this scenario",
        ],
    ),
    (
        "probes that do not exist",
        "probes = \"hidden/inflected.jsonl\"",
        "probes = \"hidden/none.jsonl\"",
        "run.forbidden_content",
        &[
            "`check.inflected.run.forbidden_content.probes`",
            "names \"hidden/none.jsonl\"",
        ],
    ),
];

#[test]
fn errors_name_file_line_key_and_what_was_expected() {
    for (kind, from, to, at, expected) in CASES.iter().copied() {
        let library = Library::new();
        library.replace("scenario.toml", from, to);
        let (status, complaint) = library.complaint(&["show", "fresh"]);
        assert_eq!(status, 2, "{kind}: {complaint}");
        let place = format!("fresh/scenario.toml:{}: ", line_of(&library, at));
        for part in expected.iter().copied().chain([place.as_str()]) {
            assert!(
                complaint.contains(part),
                "{kind}: no {part:?} in {complaint}"
            );
        }
    }
}

#[test]
fn of_two_that_are_the_same_the_second_is_named() {
    let library = Library::new();
    library.replace(
        "scenario.toml",
        "id = \"inflected\"",
        "id = \"lexical-recall\"",
    );
    let (status, complaint) = library.complaint(&["show", "fresh"]);
    assert_eq!(status, 2);
    let text = std::fs::read_to_string(library.path("scenario.toml")).unwrap();
    let last = text
        .lines()
        .rev()
        .position(|line| line == "id = \"lexical-recall\"")
        .unwrap();
    let line = text.lines().count() - last;
    assert!(
        complaint.contains(&format!("scenario.toml:{line}: ")),
        "{complaint}"
    );
    assert!(
        complaint.contains("`check.id = \"lexical-recall\"` must be unique"),
        "{complaint}"
    );
}

#[test]
fn companions_are_named_with_their_line_too() {
    for (file, from, to, line, expected) in [
        (
            "history.toml",
            "brings = [\"query-words\"]",
            "brings = [\"query-word\"]",
            37,
            "`commit[2].brings",
        ),
        (
            "history.toml",
            "history/01-pack-candidates",
            "history/none",
            26,
            "`commit[1].patch` names",
        ),
        (
            "rubric.toml",
            "points = 2",
            "points = 1",
            5,
            "`criterion.root-cause` needs",
        ),
        (
            "rubric.toml",
            "weight = 8",
            "weight = \"8\"",
            8,
            "`criterion.root-cause.weight`: invalid type",
        ),
    ] {
        let library = Library::new();
        library.replace(file, from, to);
        let (status, complaint) = library.complaint(&["show", "fresh"]);
        assert_eq!(status, 2, "{complaint}");
        let lines = std::fs::read_to_string(library.path(file)).unwrap();
        let shown = lines.lines().nth(line - 1);
        let place = format!("fresh/{file}:{line}: ");
        assert!(
            complaint.contains(&place),
            "{place} ({shown:?}): {complaint}"
        );
        assert!(complaint.contains(expected), "{complaint}");
    }
}
