//! What the kinds of check that the toy scenario does not use conclude from
//! sound, faulty and malformed pipelines.

use super::fake::{Twist, ended, printed, timed_out, verdict};
use crate::domain::event::CheckOutcome::{self, Error, Fail, Pass};

const SOUND: Twist = |_| None;
const OWN: &str = "hidden/own.jsonl";

/// All of them are answered in the toy's document.
fn questions(count: usize) -> String {
    let line = |at| {
        format!(
            r#"{{"id":"own{at}","question":"How long is number {at}?","accept":["72 hours"],"answerable":true,"spans":[{{"doc":"policy/a","quote":"72 hours"}}]}}"#
        )
    };
    (0..count).map(|at| line(at) + "\n").collect()
}

async fn outcome(run: &str, files: &[(&str, &str)], twist: Twist) -> CheckOutcome {
    let result = verdict(run, files, twist).await;
    assert!(!result.summary.is_empty());
    result.outcome
}

#[tokio::test]
async fn what_was_found_must_reach_the_model() {
    let six = questions(6);
    let files = [(OWN, six.as_str())];
    let run = "gold_in_prompt = { questions = \"hidden/own.jsonl\", at_least = 0.9 }";
    assert_eq!(outcome(run, &files, SOUND).await, Pass);
    let elsewhere: Twist = |line| {
        let results =
            (0..6).map(|at| format!(r#"{{"id":"own{at}","answer":"72 hours","abstained":false}}"#));
        let results: Vec<_> = results.collect();
        let alone = line.contains("toy ask --batch");
        alone.then(|| printed(&format!("{{\"results\":[{}]}}", results.join(","))))
    };
    assert_eq!(
        outcome(run, &files, elsewhere).await,
        Fail,
        "no prompt has it"
    );
    let small = run.replace("at_least", "most_tokens = 3, at_least");
    assert_eq!(outcome(&small, &files, SOUND).await, Fail, "too large");
    let roomy = run.replace("at_least", "most_tokens = 300, at_least");
    assert_eq!(outcome(&roomy, &files, SOUND).await, Pass);
    let nothing: Twist = |line| {
        let results = (0..6).map(|at| format!(r#"{{"id":"own{at}","hits":[]}}"#));
        let results: Vec<_> = results.collect();
        let fused = line.contains("--leg fused");
        fused.then(|| printed(&format!("{{\"results\":[{}]}}", results.join(","))))
    };
    assert_eq!(outcome(run, &files, nothing).await, Error, "nothing counts");
    let four = questions(4);
    assert_eq!(outcome(run, &[(OWN, &four)], SOUND).await, Error, "too few");
    let broken: Twist = |line| line.contains("--leg fused").then(|| printed("{}"));
    assert_eq!(outcome(run, &files, broken).await, Error);
}

const PROBES: &str = r#"{"id":"own0","question":"What does Acme pay?","customer":null}"#;
const CONTRACT: (&str, &str) = (
    "overlay/corpus/contract/acme.md",
    "---\nid: contract/acme\ncustomer: acme\n---\nAcme pays 17 % less for all machines of class B.\n",
);

#[tokio::test]
async fn nobody_sees_another_customers_documents() {
    let files = [(OWN, PROBES), CONTRACT];
    let hit = |doc: &str, text: &str| {
        format!(
            r#"{{"results":[{{"id":"own0","hits":[{{"doc":"{doc}","start":0,"end":9,"text":"{text}"}}]}}]}}"#
        )
    };
    for leg in ["bm25", "dense", "fused", "reranked", "prompts", "answers"] {
        let run = format!("isolation = {{ seen_in = \"{leg}\", probes = \"hidden/own.jsonl\" }}");
        assert_eq!(outcome(&run, &files, SOUND).await, Pass, "{leg}");
    }
    thread_local! {
        static PRINTS: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
    }
    let twist: Twist = |line| {
        let dense = line.contains("--leg dense");
        dense.then(|| PRINTS.with(|prints| printed(&prints.borrow())))
    };
    let run = "isolation = { seen_in = \"dense\", probes = \"hidden/own.jsonl\" }";
    let theirs = "Acme pays 17 % less for all machines of class B.";
    for (prints, expected) in [
        (hit("contract/acme", "Anything."), Fail),
        (hit("policy/x", theirs), Fail),
        (hit("policy/a", "The window is 72 hours."), Pass),
        (r#"{"results":[{"id":"own0","hits":[]}]}"#.to_owned(), Fail),
        ("{}".to_owned(), Error),
    ] {
        PRINTS.with(|cell| cell.replace(prints.clone()));
        assert_eq!(outcome(run, &files, twist).await, expected, "{prints}");
    }
    let own = PROBES.replace("null", "\"acme\"");
    PRINTS.with(|cell| cell.replace(hit("contract/acme", theirs)));
    assert_eq!(
        outcome(run, &[(OWN, &own), CONTRACT], twist).await,
        Pass,
        "its own"
    );
    let answers = "isolation = { seen_in = \"answers\", probes = \"hidden/own.jsonl\" }";
    let tells: Twist = |line| {
        let answer = r#"{"results":[{"id":"own0","answer":"Acme pays 17 % less for all machines of class B.","abstained":false}]}"#;
        line.contains("toy ask").then(|| printed(answer))
    };
    // The toy's own checks ask as well. What they make of this answer does not matter here.
    assert_eq!(outcome(answers, &files, tells).await, Fail);
}

#[tokio::test]
async fn texts_must_fit_the_embedders_window() {
    let two = "embedding_window = { most_word_pieces = 2 }";
    assert_eq!(outcome(two, &[], SOUND).await, Pass);
    assert_eq!(
        outcome("embedding_window = { most_word_pieces = 1 }", &[], SOUND).await,
        Fail
    );
    let nothing: Twist = |line| {
        line.ends_with("ingest")
            .then(|| printed(r#"{"failed":[]}"#))
    };
    assert_eq!(
        outcome(two, &[], nothing).await,
        Fail,
        "nothing was embedded"
    );
    let broken: Twist = |line| line.ends_with("ingest").then(|| ended(1, ""));
    assert_eq!(outcome(two, &[], broken).await, Error);
}

#[tokio::test]
async fn cost_and_latency_are_compared_with_the_healthy_pipeline() {
    let three = questions(3);
    let files = [(OWN, three.as_str())];
    for kind in ["cost", "latency"] {
        let run = |most: &str| {
            format!("{kind} = {{ questions = \"hidden/own.jsonl\", most_ratio = {most} }}")
        };
        assert_eq!(outcome(&run("1.5"), &files, SOUND).await, Pass, "{kind}");
        assert_eq!(outcome(&run("0.5"), &files, SOUND).await, Fail, "{kind}");
        let broken: Twist = |line| line.contains("toy ask").then(timed_out);
        assert_eq!(outcome(&run("1.5"), &files, broken).await, Error, "{kind}");
    }
    let two = questions(2);
    let run = "latency = { questions = \"hidden/own.jsonl\", most_ratio = 9.0 }";
    assert_eq!(
        outcome(run, &[(OWN, &two)], SOUND).await,
        Error,
        "no median"
    );
}

#[tokio::test]
async fn a_command_is_run_with_a_provider_that_misbehaves() {
    let run = |words: &str, stub: &str, expect: &str| {
        format!("contract = {{ stub = {{ {stub} }}, command = [{words}], expect = \"{expect}\" }}")
    };
    let chat = "target = \"chat\", mode = \"fail\"";
    let careful = "\"ask\", \"How long?\"";
    let careless = "\"ask\", \"--careless\", \"How long?\"";
    for (words, stub, expect, expected) in [
        (careful, chat, "fails", Pass),
        (careless, chat, "fails", Fail),
        (careless, chat, "same", Pass),
        (careful, chat, "same", Fail),
        // The command makes one chat call and no embedding call.
        (
            careful,
            "target = \"chat\", mode = \"fail\", every = 2",
            "fails",
            Error,
        ),
        (
            careful,
            "target = \"embeddings\", mode = \"reorder\"",
            "same",
            Error,
        ),
        ("\"stats\"", chat, "fails", Error),
    ] {
        let run = run(words, stub, expect);
        assert_eq!(outcome(&run, &[], SOUND).await, expected, "{run}");
    }
}

#[tokio::test]
async fn scores_that_cannot_be_read_are_errors() {
    let run = "metric_correctness = { lists = 16 }";
    let twists: [Twist; 4] = [
        |line| line.contains("toy score").then(|| printed("{}")),
        |line| line.contains("toy score").then(|| ended(2, "")),
        |line| line.contains("toy score").then(timed_out),
        |line| {
            let empty = r#"{"questions":16,"recall_at_5":0,"mrr":0,"ndcg_at_10":0,"rows":[]}"#;
            line.contains("toy score").then(|| printed(empty))
        },
    ];
    for twist in twists {
        assert_eq!(outcome(run, &[], twist).await, Error);
    }
}

#[tokio::test]
async fn vectors_must_be_those_of_their_texts() {
    let run = "store_invariant = { store = \"dense\", invariant = \"self-cosine\" }";
    assert_eq!(outcome(run, &[], SOUND).await, Pass);
    let points: [(Twist, CheckOutcome); 4] = [
        (
            |line| {
                let shifted = r#"{"result":{"points":[{"id":1,"payload":{"text":"some text"},"vector":[9.0,1.0]}]}}"#;
                line.ends_with("/points/scroll").then(|| printed(shifted))
            },
            Fail,
        ),
        (
            |line| {
                let textless =
                    r#"{"result":{"points":[{"id":1,"payload":{},"vector":[1.0,9.0]}]}}"#;
                line.ends_with("/points/scroll").then(|| printed(textless))
            },
            Fail,
        ),
        (
            |line| {
                let none = r#"{"result":{"points":[]}}"#;
                line.ends_with("/points/scroll").then(|| printed(none))
            },
            Fail,
        ),
        (
            |line| line.ends_with("/points/scroll").then(|| printed("{}")),
            Error,
        ),
    ];
    for (twist, expected) in points {
        assert_eq!(outcome(run, &[], twist).await, expected);
    }
}

#[tokio::test]
async fn a_ranking_can_be_judged_by_its_gain() {
    let run = "retrieval = { leg = \"fused\", k = 5, metric = \"ndcg\", at_least = 0.9 }";
    assert_eq!(outcome(run, &[], SOUND).await, Pass);
    let second: Twist = |line| {
        let hits = r#"{"results":[{"id":"q1","hits":[{"doc":"policy/b","start":0,"end":5,"text":"Words"},{"doc":"policy/a","start":0,"end":23,"text":"The window is 72 hours."}]}]}"#;
        line.contains("--leg fused").then(|| printed(hits))
    };
    assert_eq!(outcome(run, &[], second).await, Fail, "at the second place");
}
