//! Programs that pass, fail, and break every rule. They are real: `python3` on this machine.

use std::sync::Arc;

use crate::domain::event::CheckOutcome::{Error, Fail, Pass};
use crate::domain::event::CheckResult;
use crate::fake::{Fake, printed, results_of};
use assay_scenario_toy::Toy;

const RUN: &str = "run.program = { path = \"hidden/checks/own.py\", after = \"second-ingest\", \
                   seconds = SECONDS, parameters = { most = 3 } }";

fn toy(program: &str, seconds: u64) -> Toy {
    let run = RUN.replace("SECONDS", &seconds.to_string());
    let toy = Toy::with_manifest("run.calls = { most_inputs = 2 }", &run);
    toy.write("scenarios/toy/hidden/checks/own.py", program);
    toy
}

async fn result_with(program: &str, seconds: u64) -> (CheckResult, Arc<Fake>) {
    let fake = Arc::new(Fake::new(|_| None));
    let results = results_of(&toy(program, seconds), fake.clone()).await;
    let own = results.into_iter().find(|it| it.check == "cost");
    (own.unwrap(), fake)
}

async fn result(program: &str) -> CheckResult {
    result_with(program, 20).await.0
}

const HEAD: &str = "from assay_check import SandboxError, TimeUp, parameters, sandbox, verdict\n";

#[tokio::test]
async fn a_program_reaches_the_sandbox_through_the_service_and_leaves_it_as_it_was() {
    let body = r#"
print("this is an explanation, not a request")
assert parameters == {"most": 3}
assert open("before/corpus/policy/b.md").read().endswith("Old words.\n"), "hidden/ is here"
done = sandbox.run(["/build/toy", "ingest"], stdin="x", seconds=5, env={"A": "b"})
assert done.exit == 0 and done.json() == {"failed": []} and done.stderr == "it said why"
assert sandbox.run(["/usr/bin/unheard-of"]).exit == 127
sandbox.put("new/file.txt", "words")
sandbox.put("NOTICE", "Mine now.")
assert sandbox.read("NOTICE") == "Mine now." and sandbox.read("nothing") is None
sandbox.remove("NOTICE")
assert sandbox.read("NOTICE") is None
for wrong in ["../out", "/etc/passwd", "", "a//b"]:
    try:
        sandbox.read(wrong)
    except SandboxError:
        continue
    raise AssertionError(wrong)
calls = sandbox.calls()
assert [call["kind"] for call in calls[:2]] == ["embedding", "chat"], len(calls)
assert len(calls[0]["request"]["input"]) == 700 and calls[0]["status"] == 200
assert [q["id"] for q in sandbox.held_back()] == ["q1", "q2"]
sandbox.stub(target="chat", mode="garbage", every=2)
talk = sandbox.start(["/bin/cat"])
talk.send("one")
assert talk.receive() == "one"
try:
    talk.receive(seconds=0.05)
    raise AssertionError("nothing was said")
except TimeUp:
    pass
assert talk.close().exit == 0
verdict(True, "all is well", {"seen": len(calls)})
"#;
    let (result, fake) = result_with(&format!("{HEAD}{body}"), 20).await;
    assert_eq!(
        result.outcome, Pass,
        "{} {}",
        result.summary, result.details
    );
    assert_eq!(result.summary, "all is well");
    assert!(result.details["seen"].as_u64().unwrap() >= 2);
    assert_eq!(fake.stubbed(), None, "the gateway behaves again");
    assert_eq!(
        fake.files(),
        ["NOTICE", "corpus/policy/a.md", "corpus/policy/b.md"]
    );
}

#[tokio::test]
async fn a_program_may_find_that_it_does_not_hold() {
    let found = result(&format!("{HEAD}verdict(False, 'it is not so')")).await;
    assert_eq!(
        (found.outcome, found.summary.as_str()),
        (Fail, "it is not so")
    );
}

#[tokio::test]
async fn a_program_that_errs_has_found_out_nothing() {
    for (body, says) in [
        ("", "gave no verdict"),
        ("raise ValueError('why')", "ended with status 1"),
        (
            "verdict(True, 'a'); verdict(True, 'b')",
            "gave a verdict twice",
        ),
        (
            "verdict(True, 'a'); sandbox.unstub()",
            "asked for something after its verdict",
        ),
        (
            "verdict(True, 'a'); raise ValueError('why')",
            "ended with status 1",
        ),
        ("verdict(1, 'a')", "ended with status 1"),
        ("verdict(True, ' ')", "without a summary"),
        ("verdict(True, 'x' * 2001)", "without a summary"),
        (
            "verdict(True, 'a', {'b': 'x' * 300_000})",
            "gave details of more",
        ),
        ("sandbox.put('../x', '')", "ended with status 1"),
        (
            "sandbox.stub(target='chat', mode='reorder')",
            "ended with status 1",
        ),
        (
            "sandbox.stub(target='chat', mode='none')",
            "wrote something that is not a request",
        ),
        ("import os; os._exit(0)", "gave no verdict"),
        (
            "import os; os.kill(os.getpid(), 9)",
            "ended with status 137",
        ),
    ] {
        let result = result(&format!("{HEAD}{body}\n")).await;
        assert_eq!(result.outcome, Error, "{body}: {}", result.summary);
        assert!(result.summary.contains(says), "{body}: {}", result.summary);
    }
    let why = result(&format!("{HEAD}raise ValueError('why')\n")).await;
    assert!(
        why.details["stderr"]
            .as_str()
            .unwrap()
            .contains("ValueError: why")
    );
}

#[tokio::test]
async fn lines_that_are_no_requests_are_errors() {
    for line in [
        "",
        "no JSON",
        "{}",
        r#"{"do":"everything"}"#,
        r#"{"do":"put","path":"a"}"#,
    ] {
        let result = result(&format!("print({line:?}, flush=True)\n")).await;
        assert_eq!(result.outcome, Error, "{line}: {}", result.summary);
    }
    let early = r#"print('{"do":"verdict","passed":true,"summary":"a","more":1}')"#;
    assert_eq!(result(early).await.outcome, Error, "an unknown member");
    let plain = r#"print('{"do":"verdict","passed":true,"summary":"by hand"}')"#;
    assert_eq!(result(plain).await.outcome, Pass, "the protocol is enough");
}

#[tokio::test]
async fn a_program_that_does_not_end_is_ended() {
    for body in ["while True: pass", "verdict(True, 'a')\nwhile True: pass"] {
        let (result, _) = result_with(&format!("{HEAD}{body}\n"), 1).await;
        assert_eq!(result.outcome, Error, "{body}");
        assert!(
            result.summary.contains("took longer than 1 s"),
            "{}",
            result.summary
        );
    }
}

#[tokio::test]
async fn rankings_made_by_hand_are_compared_one_by_one() {
    let fake = Fake::new(|line| {
        let report = r#"{"recall_at_5":1.0,"mrr":1.0,"ndcg_at_10":1.0}"#;
        line.contains("toy score").then(|| printed(report))
    });
    let program = "from assay_rankings import judge_score\njudge_score('/build/toy')\n";
    let results = results_of(&toy(program, 20), Arc::new(fake)).await;
    let own = results.into_iter().find(|it| it.check == "cost").unwrap();
    assert_eq!(own.outcome, Fail, "{own:?}");
    assert!(
        own.summary
            .starts_with("4 of 12 rankings are scored as on paper; not: one passage, found third"),
        "{}",
        own.summary
    );
    assert_eq!(
        own.details["wrong"].as_object().map(serde_json::Map::len),
        Some(8)
    );
}
