//! Injects, questions and constraints that fit, and each that does not.

use super::super::toy::Toy;

const CHECKS: &str = "[verification]";

/// The toy with these tables in its manifest, and files for an inject to lay.
fn toy(tables: &str) -> Toy {
    let toy = Toy::with_manifest(CHECKS, &format!("{tables}\n{CHECKS}"));
    toy.write("scenarios/toy/injects/refresh/corpus/policy/a.md", "New.\n");
    toy
}

fn inject(rest: &str) -> String {
    format!("[[inject]]\nid = \"asks\"\nfrom = \"head of support\"\nmessage = \"Well?\"\n{rest}")
}

fn question(rest: &str) -> String {
    format!("[[question]]\nid = \"why\"\nasks = \"Why?\"\nstrong = \"Because.\"\n{rest}")
}

fn constraint(rest: &str) -> String {
    format!("[[constraint]]\nid = \"notice\"\nsays = \"Not yours.\"\n{rest}")
}

#[test]
fn what_fits_is_read() {
    let tables = [
        inject("when = { minutes = 10 }\nlays = \"injects/refresh\"\nremoves = [\"log/day.txt\"]"),
        inject("when = { command = \"eval\" }").replace("asks", "presses"),
        question("when = \"final-note\""),
        question("when = { change = \"word.txt\" }").replace("why", "what"),
        question("when = { note = \"fix\" }").replace("why", "how"),
        constraint("enforced_by = \"read-only\"\npaths = [\"NOTICE\"]"),
        constraint("enforced_by = \"cost\"").replace("notice", "bill"),
        constraint("enforced_by = \"budget\"").replace("notice", "money"),
        "[limits]\nbudget = 1000".to_owned(),
    ];
    let scenario = toy(&tables.join("\n")).load().unwrap();
    let manifest = &scenario.manifest;
    assert_eq!(manifest.inject.len(), 2);
    assert_eq!(
        manifest.inject[0].when.to_string(),
        "after 10 minutes of work"
    );
    assert_eq!(manifest.question.len(), 3);
    assert_eq!(manifest.constraint.len(), 3);
}

#[expect(clippy::too_many_lines, reason = "a list")]
#[test]
fn each_malformed_table_has_one_clear_message() {
    let cases = [
        (
            inject("when = { sometime = 5 }"),
            "unknown variant `sometime`, expected one of `final-note`",
        ),
        (
            inject("when = { minutes = 5, note = \"fix\" }"),
            "wanted exactly 1 element",
        ),
        (
            inject("when = { note = \"free\" }"),
            "unknown variant `free`, expected one of `hypothesis`",
        ),
        (
            inject("when = { minutes = 5 }\nlay = \"x\""),
            "unknown field `lay`",
        ),
        (inject(""), "missing field `when`"),
        (
            inject("when = \"final-note\""),
            "`inject.asks.when` cannot be \"final-note\"",
        ),
        (
            inject("when = { minutes = 30 }"),
            "`inject.asks.when` must be from 1 minute",
        ),
        (
            inject("when = { minutes = 0 }"),
            "`inject.asks.when` must be from 1 minute",
        ),
        (
            inject("when = { command = \" \" }"),
            "`inject.asks.when` must name a part",
        ),
        (
            inject("when = { change = \"../x\" }"),
            "`inject.asks.when` must be a path below",
        ),
        (
            inject("when = { change = \".git/HEAD\" }"),
            "`inject.asks.when` must be a path below",
        ),
        (
            inject("when = { minutes = 5 }").replace("Well?", " "),
            "`inject.asks.message` must not",
        ),
        (
            inject("when = { minutes = 5 }").replace("head of support", ""),
            "`inject.asks.from` must not",
        ),
        (
            inject("when = { minutes = 5 }").replace("asks", "Asks!"),
            "`inject.id = \"Asks!\"` must be unique",
        ),
        (
            inject("when = { minutes = 5 }\nlays = \"injects/none\""),
            "`inject.asks.lays` must be a folder of the scenario with files",
        ),
        (
            inject("when = { minutes = 5 }\nlays = \"brief.md\""),
            "`inject.asks.lays` must be a folder of the scenario with files",
        ),
        (
            inject("when = { minutes = 5 }\nlays = \"../toy/overlay\""),
            "`inject.asks.lays` must be a folder below",
        ),
        (
            inject("when = { minutes = 5 }\nlays = \"/etc\""),
            "`inject.asks.lays` must be a folder below",
        ),
        (
            inject("when = { minutes = 5 }\nlays = \"hidden/after\""),
            "`inject.asks.lays` must be a folder below",
        ),
        (
            inject("when = { minutes = 5 }\nremoves = [\"../x\"]"),
            "`inject.asks.removes` names \"../x\"",
        ),
        (
            inject("when = { minutes = 5 }\nremoves = [\".git\"]"),
            "`inject.asks.removes` names \".git\"",
        ),
        (
            inject("when = { minutes = 5 }\nremoves = [\"corpus/none.md\"]"),
            "`inject.asks.removes` names \"corpus/none.md\", which is not in the workspace",
        ),
        (question("when = { hours = 1 }"), "unknown variant `hours`"),
        (
            question("when = { minutes = 99 }"),
            "`question.why.when` must be from 1 minute",
        ),
        (
            question("when = \"final-note\"").replace("Why?", ""),
            "`question.why.asks` must not",
        ),
        (
            question("when = \"final-note\"").replace("why", "w w"),
            "`question.id = \"w w\"` must be unique",
        ),
        (
            constraint("enforced_by = \"hope\""),
            "`constraint.notice.enforced_by` must be a check's id",
        ),
        (
            constraint("enforced_by = \"budget\""),
            "`constraint.notice.enforced_by` is \"budget\", which needs `limits.budget`",
        ),
        (
            constraint("enforced_by = \"read-only\""),
            "`constraint.notice.paths` goes with",
        ),
        (
            constraint("enforced_by = \"cost\"\npaths = [\"NOTICE\"]"),
            "`constraint.notice.paths` goes with",
        ),
        (
            constraint("enforced_by = \"read-only\"\npaths = [\"nowhere\"]"),
            "`constraint.notice.paths` names \"nowhere\", which is not in the workspace",
        ),
        (
            constraint("enforced_by = \"read-only\"\npaths = [\"../toy-domain\"]"),
            "`constraint.notice.paths` names \"../toy-domain\"",
        ),
        (
            constraint("enforced_by = \"read-only\"\npaths = [\".git\"]"),
            "`constraint.notice.paths` names \".git\"",
        ),
    ];
    for (tables, expected) in cases {
        let complaint = toy(&tables).complaint();
        assert!(complaint.contains(expected), "{tables}\n{complaint}");
        assert!(complaint.contains("scenario.toml"), "{complaint}");
    }
}

#[test]
fn nothing_is_laid_over_what_is_read_only() {
    let fixed = constraint("enforced_by = \"read-only\"\npaths = [\"corpus\"]");
    for (change, key) in [
        ("lays = \"injects/refresh\"", "lays"),
        ("removes = [\"corpus/policy\"]", "removes"),
    ] {
        let inject = inject(&format!("when = {{ minutes = 5 }}\n{change}"));
        let complaint = toy(&format!("{fixed}\n{inject}")).complaint();
        let expected = format!("`inject.asks.{key}` names");
        assert!(
            complaint.contains(&expected) && complaint.contains("read-only"),
            "{complaint}"
        );
    }
}

#[test]
fn an_id_is_used_once() {
    let twice = format!("{0}\n{0}", question("when = \"final-note\""));
    assert!(
        toy(&twice)
            .complaint()
            .contains("`question.id = \"why\"` must be unique")
    );
}
