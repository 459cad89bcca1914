//! The judge against a provider that misbehaves.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use halden::config::{Config, Environment};
use halden::eval::{Case, Judge, Judgement, Verdict};
use halden::gateway::Gateway;
use halden::prompt::{Registry, Selector};

/// Answers one request after the other, and passes on the bodies that it is sent. It is not waited
/// for: a request that never comes is a failed test, not one that hangs.
fn provider(replies: Vec<(u16, String)>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (asked, bodies) = channel();
    std::thread::spawn(move || {
        for reply in &replies {
            serve_one(&listener, reply, &asked);
        }
    });
    (url, bodies)
}

fn serve_one(listener: &TcpListener, (status, body): &(u16, String), asked: &Sender<String>) {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).unwrap();
    asked.send(String::from_utf8(bytes).unwrap()).unwrap();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close", body.len());
    write!(&stream, "{head}\r\n\r\n{body}").unwrap();
}

fn says(text: &str, finish_reason: &str) -> (u16, String) {
    let choice = serde_json::json!({"message": {"content": text}, "finish_reason": finish_reason});
    let usage = serde_json::json!({"prompt_tokens": 1, "completion_tokens": 1});
    let body = serde_json::json!({"model": "m", "choices": [choice], "usage": usage});
    (200, body.to_string())
}

/// The verdict on an answer, and what the provider was asked for it.
fn judge(answer: &str, replies: Vec<(u16, String)>) -> (Judgement, Vec<String>) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut config = Config::load(&repository.join("halden.toml")).unwrap();
    config.retry.attempts = 1;
    let (url, bodies) = provider(replies);
    let environment = Environment { openai_base_url: url, ..Environment::from_process() };
    let gateway = Gateway::new(&environment, &config.retry).unwrap();
    let registry = Registry::new(repository.join("prompts"));
    let prompt = registry.resolve("judge", &Selector::Label("production".into())).unwrap();
    let judge = Judge { gateway: &gateway, config: &config.judge, prompt };
    let case = Case {
        id: "q".into(),
        question: "How long is the grace?".into(),
        context: "[1] (policy/late) Late\nThe grace is 30 minutes.".into(),
        answer: answer.into(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let judged = runtime.block_on(judge.judge(&case));
    (judged.judgement, bodies.try_iter().collect())
}

const PASS: &str = r#"{"verdict":"pass","reason":"in [1]"}"#;

#[test]
fn an_unusable_verdict_is_asked_for_once_more_and_then_given_up() {
    let garbage = || says("I think it is fine.", "stop");
    let (judgement, asked) = judge("30 minutes. [1]", vec![garbage(), says(PASS, "stop")]);
    assert_eq!((judgement.verdict, asked.len()), (Verdict::Pass, 2));
    assert_eq!(asked[0], asked[1]);
    assert!(asked[0].contains("Candidate answer: 30 minutes. [1]"), "{}", asked[0]);
    assert!(asked[0].contains("The grace is 30 minutes."), "{}", asked[0]);
    let (judgement, _) = judge("30 minutes. [1]", vec![garbage(), garbage()]);
    assert_eq!(judgement.verdict, Verdict::Unscored);
    let (judgement, _) = judge("30 minutes. [1]", vec![says(PASS, "length"), says(PASS, "length")]);
    assert_eq!(judgement.verdict, Verdict::Unscored);
}

#[test]
fn a_failed_call_is_unscored_and_left_to_the_gateway() {
    let (judgement, asked) = judge("30 minutes. [1]", vec![(503, "down".into())]);
    assert_eq!((judgement.verdict, asked.len()), (Verdict::Unscored, 1));
    assert!(judgement.reason.contains("503"), "{}", judgement.reason);
}

#[test]
fn an_abstention_is_not_sent() {
    let (judgement, asked) = judge("I don't know based on the documents I have.", Vec::new());
    assert_eq!((judgement.verdict, asked.len()), (Verdict::Abstained, 0));
}
