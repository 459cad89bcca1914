//! All sorts of schemas: what is answered is completely valid according to somebody else's
//! validator, and a schema that the model cannot follow is refused.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::bench::{Bench, ask};
use crate::python;

const CASES: usize = 400;
const NAMES: [&str; 12] = [
    "answer",
    "citations",
    "sources",
    "score",
    "verdict",
    "grounded",
    "abstained",
    "reason",
    "tags",
    "detail",
    "id",
    "note",
];
const PROMPT: &str = "Context:\n[1] (a) Grace\nThe period of grace is 30 minutes.\n[2] (b) Fees\n\
    Each hour costs EUR 15.\n\nQuestion: How long is the period of grace?";

fn leaf() -> impl Strategy<Value = Value> {
    let bounds = (-5_i64..5, 0_i64..8, any::<bool>());
    let number = |kind: &'static str| {
        bounds.clone().prop_map(move |(low, width, exclusive)| {
            let (low_name, high_name) = if exclusive {
                ("exclusiveMinimum", "exclusiveMaximum")
            } else {
                ("minimum", "maximum")
            };
            json!({"type": kind, low_name: low, high_name: low + width})
        })
    };
    prop_oneof![
        Just(json!({"type": "string", "description": "free text"})),
        (0_u64..20).prop_map(|most| json!({"type": "string", "maxLength": most})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "null"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": ["number", "null"]})),
        Just(json!({"type": ["array", "string"], "items": {"type": "integer"}})),
        number("integer"),
        number("number"),
        (1_i64..9, -9_i64..9)
            .prop_map(|(step, low)| json!({"type": "integer", "multipleOf": step, "minimum": low})),
        prop::sample::subsequence(
            vec![
                json!("pass"),
                json!("no"),
                json!(3),
                json!(null),
                json!("minutes"),
                json!([1])
            ],
            1..4
        )
        .prop_map(|values| json!({"enum": values})),
        prop::sample::subsequence(vec!["yes", "no", "supported", "unsupported"], 1..4)
            .prop_map(|values| json!({"type": "string", "enum": values})),
        Just(json!({"const": {"a": [1]}})),
        Just(json!({})),
        Just(json!(true)),
        (0_u32..3).prop_map(|at| json!({"$ref": format!("#/$defs/D{at}")})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 5, |inner| {
        let fields =
            prop::collection::btree_map(prop::sample::select(&NAMES[..]), inner.clone(), 1..5);
        let object = (fields, any::<u8>(), 0_u8..3).prop_map(|(fields, required, more)| {
            let names = fields.keys().enumerate();
            let required: Vec<_> = names
                .filter(|(at, _)| required >> at & 1 == 1)
                .map(|(_, name)| name)
                .collect();
            let mut object = json!({"type": "object", "required": required, "properties": fields});
            match more {
                0 => object["additionalProperties"] = false.into(),
                1 => object["required"]
                    .as_array_mut()
                    .expect("a list")
                    .push("extra".into()),
                _ => {}
            }
            object
        });
        let array = (inner.clone(), 0_u64..3, 0_u64..4, any::<bool>()).prop_map(
            |(items, least, more, unique)| {
                json!({"type": "array", "items": items, "minItems": least,
                "maxItems": least + more, "uniqueItems": unique})
            },
        );
        let any_of = prop::collection::vec(inner, 1..4).prop_map(|all| json!({"anyOf": all}));
        prop_oneof![4 => object, 2 => array, 1 => any_of]
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_valid_under_its_schema_or_the_schema_is_refused() {
    let bench = Bench::simulated().await;
    let mut runner = TestRunner::deterministic();
    let strategy = (schema(), prop::collection::vec(schema(), 3));
    let (mut lines, mut refused) = (String::new(), 0);
    for _ in 0..CASES {
        let (root, defs) = strategy.new_tree(&mut runner).expect("generates").current();
        let defs: Map<String, Value> = defs
            .into_iter()
            .enumerate()
            .map(|(at, def)| (format!("D{at}"), def))
            .collect();
        let schema = json!({"type": "object", "required": ["answer", "detail"],
            "properties": {"answer": {"type": "string"}, "detail": root}, "$defs": defs});
        let mut request = ask("simulated-reader-1", PROMPT, false);
        request["response_format"] = json!({"type": "json_schema",
            "json_schema": {"name": "test", "strict": true, "schema": schema}});
        let response = bench.chat(&request).await;
        let status = response.status();
        let body: Value = response.json().await.expect("JSON");
        if status == 400 {
            assert_eq!(
                body["error"]["param"], "response_format.json_schema.schema",
                "{body}"
            );
            refused += 1;
            continue;
        }
        let text = body["choices"][0]["message"]["content"]
            .as_str()
            .expect("text");
        let answer: Value = serde_json::from_str(text).expect("JSON");
        lines.push_str(&json!({"schema": schema, "answer": answer}).to_string());
        lines.push('\n');
    }
    bench.stop().await;
    println!("{refused} of {CASES} schemas were refused");
    assert!(refused < CASES / 4, "{refused} of {CASES} refused");
    let printed = tokio::task::spawn_blocking(move || python::run("valid.py", &[], &lines));
    let printed = printed.await.expect("all are valid");
    assert!(
        printed.contains(&format!("valid: {}", CASES - refused)),
        "{printed}"
    );
}
