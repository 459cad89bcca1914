//! Embeddings over the socket.

use assay::gateway::minilm::{self, MiniLm};
use assay::gateway::{CallKind, ErrorClass};
use base64::Engine;
use serde_json::{Value, json};

use crate::bench::{Bench, code};

async fn embed(bench: &Bench, fields: Value) -> reqwest::Response {
    let mut request = json!({"model": "all-minilm-l6-v2"});
    for (name, value) in fields.as_object().expect("an object") {
        request[name] = value.clone();
    }
    bench.post("/v1/embeddings", &request).await
}

fn numbers(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).expect("an array of numbers")
}

#[tokio::test]
async fn every_form_of_input_and_encoding_gives_the_same_vector() {
    let bench = Bench::simulated().await;
    let single: Value = embed(&bench, json!({"input": "late return"}))
        .await
        .json()
        .await
        .expect("JSON");
    let single = numbers(&single["data"][0]["embedding"]);
    assert_eq!(single.len(), 384);
    let length: f32 = single.iter().map(|number| number * number).sum();
    assert!((length - 1.0).abs() < 1e-4, "{length}");
    let many = json!({"input": ["something much longer than that", "late return"]});
    let many: Value = embed(&bench, many).await.json().await.expect("JSON");
    assert_eq!(many["data"][1]["index"], 1);
    assert_eq!(numbers(&many["data"][1]["embedding"]), single);
    let packed = json!({"input": "late return", "encoding_format": "base64"});
    let packed: Value = embed(&bench, packed).await.json().await.expect("JSON");
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(packed["data"][0]["embedding"].as_str().expect("text"))
        .expect("base64");
    let unpacked: Vec<f32> = bytes
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes(four.try_into().expect("four")))
        .collect();
    assert_eq!(unpacked, single);
    let calls = bench.calls(3).await;
    assert_eq!(calls[0].kind, CallKind::Embedding);
    assert_eq!(calls[0].usage.prompt_tokens, 4, "two words and two markers");
    assert_eq!(
        calls[0].usage, calls[2].usage,
        "the cache saves time, not money"
    );
    bench.stop().await;
}

#[tokio::test]
async fn what_is_not_text_is_refused_clearly() {
    let bench = Bench::simulated().await;
    for (fields, wanted) in [
        (json!({"input": [[1, 2]]}), "unsupported_parameter"),
        (json!({"input": [1, 2]}), "unsupported_parameter"),
        (json!({"input": ["x", [1]]}), "unsupported_parameter"),
        (json!({"input": []}), "invalid_value"),
        (json!({"input": [null]}), "invalid_value"),
        (json!({}), "invalid_value"),
        (
            json!({"input": "x", "dimensions": 100}),
            "unsupported_parameter",
        ),
        (
            json!({"input": "x", "encoding_format": "hex"}),
            "invalid_value",
        ),
        (
            json!({"input": "x", "model": "text-embedding-3-small"}),
            "model_not_found",
        ),
    ] {
        assert_eq!(
            code(embed(&bench, fields.clone()).await).await,
            wanted,
            "{fields}"
        );
    }
    let calls = bench.calls(9).await;
    assert!(calls.iter().all(|call| call.kind == CallKind::Embedding));
    assert_eq!(calls[0].error, Some(ErrorClass::InvalidRequest));
    assert_eq!(bench.gateway.spent().tokens, 0);
    bench.stop().await;
}

#[tokio::test]
async fn fields_that_are_null_are_as_if_absent() {
    let bench = Bench::simulated().await;
    let fields = json!({"input": "x", "encoding_format": null, "dimensions": null, "user": null});
    let answer = embed(&bench, fields).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(numbers(&answer["data"][0]["embedding"]).len(), 384);
    bench.stop().await;
}

/// Only the beginning of a text is read, however long it is, and the result is the same.
#[test]
fn the_beginning_of_a_long_text_has_the_pieces_of_the_whole() {
    let model = MiniLm::load(&minilm::default_directory())
        .expect("the embedding model is installed (`make model` installs it)");
    let pieces = |text: &str| {
        model
            .pieces(&[text.to_owned()])
            .expect("tokenises")
            .remove(0)
    };
    for sentence in [
        "The period of grace is 30 minutes, and not a minute more. ",
        "租赁合同的宽限期为三十分钟。",
        "[CLS] a [SEP]b[MASK] ",
        "naïve Café ẞtraße ﬁn\u{301}\u{a0}x ",
        "aaaaaaaaaa-bbbbbbbbbb_cccccccccc",
    ] {
        let long = sentence.repeat(200_000 / sentence.len());
        let short: String = long.chars().take(3_900).collect();
        let whole = pieces(&long);
        assert_eq!(whole.len(), 256, "{sentence}");
        let cut = pieces(&short);
        assert_eq!(whole[..250], cut[..250], "{sentence}");
        let count = |times: usize| model.length(&sentence.repeat(times)).expect("counts") - 2;
        let once = count(40) - count(39);
        assert_eq!(count(4_000), count(40) + 3_960 * once, "{sentence}");
    }
    assert_eq!(pieces(&"x".repeat(4 << 20)).len(), 3, "one unknown word");
    assert_eq!(pieces(&" ".repeat(4 << 20)).len(), 2);
}

/// The fixture comes from another implementation; see `tests/fixtures/minilm-reference.py`.
#[test]
fn vectors_are_those_of_the_reference_implementation() {
    let fixture = include_str!("../fixtures/minilm-reference.json");
    let fixture: Value = serde_json::from_str(fixture).expect("JSON");
    let model = MiniLm::load(&minilm::default_directory())
        .expect("the embedding model is installed (`make model` installs it)");
    let cases = fixture["texts"].as_array().expect("a list");
    let texts: Vec<String> = cases
        .iter()
        .map(|case| case["text"].as_str().expect("text").to_owned())
        .collect();
    let pieces = model.pieces(&texts).expect("tokenises");
    // All in one batch, so that padding is tested too.
    let vectors = model.vectors(&pieces).expect("computes");
    for ((case, pieces), vector) in cases.iter().zip(&pieces).zip(&vectors) {
        assert_eq!(case["word_pieces"], pieces.len(), "{}", case["text"]);
        let expected = numbers(&case["vector"]);
        let difference = expected
            .iter()
            .zip(vector)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(difference < 1e-4, "off by {difference}: {}", case["text"]);
    }
}

#[test]
fn a_missing_or_altered_model_says_what_to_run() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let error = MiniLm::load(directory.path())
        .err()
        .expect("nothing is there");
    assert!(error.to_string().contains("make model"), "{error}");
    std::fs::write(directory.path().join("model.safetensors"), "other weights").expect("written");
    let error = MiniLm::load(directory.path()).err().expect("other weights");
    assert!(
        error.to_string().contains("not the published one"),
        "{error}"
    );
}
