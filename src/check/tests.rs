//! What the checks conclude from sound, faulty, malformed and hanging pipelines.

use std::sync::Arc;

use super::fake::{Fake, Words, ended, not_passed, printed, results, results_of, timed_out};
use super::verification::{Judge, Opening, Starting, TextModel};
use super::{SandboxFactory, SandboxFault, run};
use crate::domain::event::CheckOutcome::{self, Error, Fail};
use crate::pipeline::folder::Files;
use assay_scenario_toy::Toy;

fn all(checks: &[&str], outcome: CheckOutcome) -> Vec<(String, CheckOutcome)> {
    checks
        .iter()
        .map(|check| ((*check).to_owned(), outcome))
        .collect()
}

const AFTER_BUILD: [&str; 7] = [
    "recall", "answers", "present", "prompts", "cost", "lexical", "dense",
];

#[tokio::test]
async fn a_sound_pipeline_passes_everything_and_questions_are_taken_away_again() {
    let (results, fake) = results(|_| None).await;
    for result in &results {
        assert_eq!(
            result.outcome,
            CheckOutcome::Pass,
            "{}: {}",
            result.check,
            result.summary
        );
    }
    assert_eq!(
        fake.files(),
        ["NOTICE", "corpus/policy/a.md", "corpus/policy/b.md"]
    );
}

#[tokio::test]
async fn a_build_that_fails_fails_and_leaves_the_rest_unknown() {
    let mut expected = all(&["builds"], Fail);
    expected.extend(all(&AFTER_BUILD, Error));
    assert_eq!(
        not_passed(|line| line.contains("/cargo build").then(|| ended(101, ""))).await,
        expected
    );
}

#[tokio::test]
async fn a_build_or_an_ingest_that_hangs_or_babbles_is_an_error() {
    let seen = not_passed(|line| line.contains("/cargo build").then(timed_out)).await;
    assert_eq!(seen[0], ("builds".to_owned(), Error));
    assert_eq!(seen.len(), 8);
    for twist in [
        (|line| line.ends_with("ingest").then(timed_out)) as super::fake::Twist,
        |line| line.ends_with("ingest").then(|| ended(1, "")),
        |line| line.ends_with("ingest").then(|| printed("done!")),
        |line| {
            line.ends_with("ingest")
                .then(|| printed(r#"{"failed":[{"doc":"policy/a"}]}"#))
        },
    ] {
        assert_eq!(not_passed(twist).await, all(&AFTER_BUILD, Error));
    }
}

#[tokio::test]
async fn searches_that_find_nothing_or_the_past_fail() {
    let seen = not_passed(|line| {
        let results = r#"{"results":[{"id":"q1","hits":[]}]}"#;
        line.contains("--leg reranked").then(|| printed(results))
    });
    assert_eq!(seen.await, all(&["recall"], Fail));
    for hits in [
        "",
        r#"{"doc":"policy/b","start":0,"end":9,"text":"Old  WORDS. New words."}"#,
        r#"{"doc":"policy/gone","start":0,"end":9,"text":"New words."}"#,
        r#"{"doc":"policy/b","start":0,"end":9,"text":"Something else."}"#,
    ] {
        let output = format!(r#"{{"results":[{{"id":"p1","hits":[{hits}]}}]}}"#);
        HITS.with(|cell| cell.replace(output));
        let twist = |line: &str| {
            line.contains("--leg bm25")
                .then(|| HITS.with(|cell| printed(&cell.borrow())))
        };
        assert_eq!(not_passed(twist).await, all(&["present"], Fail), "{hits}");
    }
}

thread_local! {
    static HITS: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

#[tokio::test]
async fn searches_and_answers_that_are_malformed_or_incomplete_are_errors() {
    for twist in [
        (|line| line.contains("toy search").then(|| printed("{}"))) as super::fake::Twist,
        |line| {
            line.contains("toy search")
                .then(|| printed(r#"{"results":[]}"#))
        },
        |line| {
            let nameless = r#"{"results":[{"id":"other","hits":[]}]}"#;
            line.contains("toy search").then(|| printed(nameless))
        },
        |line| line.contains("toy search").then(timed_out),
    ] {
        assert_eq!(not_passed(twist).await, all(&["recall", "present"], Error));
    }
    for twist in [
        (|line| line.contains("toy ask").then(|| ended(1, ""))) as super::fake::Twist,
        |line| {
            line.contains("toy ask")
                .then(|| printed(r#"{"results":[{"id":"q1"}]}"#))
        },
    ] {
        assert_eq!(not_passed(twist).await, all(&["answers", "prompts"], Error));
    }
}

#[tokio::test]
async fn wrong_answers_fail() {
    let seen = not_passed(|line| {
        let wrong = r#"{"results":[{"id":"q1","answer":"5 days","abstained":false},
                        {"id":"q2","answer":"3 m","abstained":false}]}"#;
        // `gold_in_prompt` asks its probe alone, after the second ingest.
        (line.contains("toy ask") && !ASKED.with(|asked| asked.replace(true)))
            .then(|| printed(wrong))
    });
    assert_eq!(seen.await, all(&["answers"], Fail));
}

thread_local! {
    static ASKED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[tokio::test]
async fn what_the_stores_hold_is_compared_with_a_store_filled_from_nothing() {
    thread_local! {
        static COUNTED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    let seen = not_passed(|line| {
        let counted = line.ends_with("/points/count");
        (counted && COUNTED.with(|times| times.replace(1)) == 0)
            .then(|| printed(r#"{"result":{"count":9}}"#))
    });
    assert_eq!(seen.await, all(&["dense"], Fail));
    // Without an index, nothing after the second ingest can be judged.
    let seen = not_passed(|line| line.contains("-name meta.json").then(|| printed("")));
    let unknown = ["present", "prompts", "cost", "lexical", "dense"];
    assert_eq!(seen.await, all(&unknown, Error));
}

#[tokio::test]
async fn a_file_that_is_not_theirs_may_not_change_go_or_get_company() {
    let toy = Toy::new();
    let outcome = |files: &[(&str, &str)]| {
        let fake = Arc::new(Fake::with_files(|_| None, files));
        let results = results_of(&toy, fake);
        async move {
            let results = results.await;
            let it = results.iter().find(|result| result.check == "untouched");
            it.unwrap().outcome
        }
    };
    let (sound, mine) = (("NOTICE", "Not yours.\n"), ("NOTICE", "Mine.\n"));
    assert_eq!(outcome(&[sound, ("more", "")]).await, CheckOutcome::Pass);
    assert_eq!(outcome(&[mine]).await, Fail, "changed");
    assert_eq!(outcome(&[]).await, Fail, "gone");
    assert_eq!(outcome(&[("NOTICE/more", "")]).await, Fail, "company");
    let toy = Toy::with_manifest("paths = [\"NOTICE\"]", "paths = [\"NOTHING\"]");
    let results = results_of(&toy, Arc::new(Fake::new(|_| None))).await;
    assert_eq!(
        results[1].outcome, Error,
        "what is nowhere cannot be unchanged"
    );
}

#[tokio::test]
async fn checks_run_in_the_order_of_situations_whatever_the_manifest_has() {
    let toy = Toy::with_manifest(
        "run.builds = { within_seconds = 60 }",
        "run.calls = { most_inputs = 2 }",
    );
    let results = results_of(&toy, Arc::new(Fake::new(|_| None))).await;
    let order: Vec<_> = results.iter().map(|result| result.check.as_str()).collect();
    let expected = [
        "untouched",
        "recall",
        "answers",
        "builds",
        "present",
        "prompts",
        "cost",
        "lexical",
        "dense",
    ];
    assert_eq!(order, expected);
    assert!(results.iter().all(|it| it.outcome == CheckOutcome::Pass));
}

#[tokio::test]
async fn a_sandbox_that_cannot_be_made_is_an_error_of_every_check() {
    struct None;
    impl SandboxFactory for None {
        fn open(&self) -> Opening<'_> {
            Box::pin(async { Err(SandboxFault("no disk left".into())) })
        }
        fn open_healthy(&self) -> Opening<'_> {
            self.open()
        }
        fn open_live(&self) -> Opening<'_> {
            self.open()
        }
        fn judge<'a>(&'a self, _: &'a Files, _: Judge) -> Starting<'a> {
            Box::pin(async { Err(SandboxFault("no disk left".into())) })
        }
        fn text_model(&self) -> &dyn TextModel {
            &Words
        }
    }
    let toy = Toy::new();
    let scenario = toy.load().unwrap();
    let base = toy.library().base(&scenario).unwrap();
    let mut seen = Vec::new();
    run(&scenario, &base, &None, |result| seen.push(result)).await;
    assert_eq!(seen.len(), 9);
    assert!(seen.iter().all(|result| result.outcome == Error));
    assert!(seen[0].summary.contains("no disk left"));
}
