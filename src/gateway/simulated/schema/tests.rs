//! Schemas that are obeyed, and schemas that are refused.

use serde_json::{Value, json};

use super::*;

const FOUND: Fields = Fields {
    text: "The refund takes 14 days.",
    citations: &[2, 5],
    holds: true,
    score: 0.876,
    reason: "Read from the context.",
};

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better where it is called"
)]
fn fill(schema: Value) -> Value {
    check(&schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    filled(&schema, &FOUND, 1).unwrap_or_else(|| panic!("{schema} cannot be filled"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({"type": "object", "required": names, "properties": properties, "additionalProperties": false})
}

#[test]
fn nested_objects_arrays_and_references_are_filled() {
    let source = object(json!({"id": {"type": "string"}, "quote": {"type": "string"}}));
    let mut schema = object(json!({
        "result": {"$ref": "#/$defs/Result"},
        "meta": object(json!({"language": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}})),
    }));
    schema["$defs"] = json!({
        "Result": object(json!({"answer": {"type": "string"}, "sources": {"type": "array", "items": {"$ref": "#/$defs/Source"}}})),
        "Source": source,
    });
    let quote = FOUND.text;
    assert_eq!(
        fill(schema),
        json!({
            "result": {"answer": quote, "sources": [{"id": "2", "quote": quote}, {"id": "5", "quote": quote}]},
            "meta": {"language": "", "tags": []},
        })
    );
}

#[test]
fn enums_and_types_decide_over_names() {
    let filled = fill(object(json!({
        "verdict": {"type": "string", "enum": ["unsupported", "supported"]},
        "label": {"enum": ["relevant", "irrelevant"]},
        "category": {"type": "string", "enum": ["price", "refund", "other"]},
        "priority": {"type": "integer", "enum": [3, 1, 2]},
        "kind": {"const": "answer"},
        "answer": {"type": "number"},
        "confidence": {"type": "integer", "minimum": 1, "maximum": 5},
        "score": {"type": ["string", "null"]},
        "grounded": {"type": "string"},
        "other": {"type": ["string", "null"]},
    })));
    assert_eq!(
        filled,
        json!({"verdict": "supported", "label": "relevant", "category": "refund", "priority": 3,
            "kind": "answer", "answer": 14.0, "confidence": 5, "score": "0.88", "grounded": "pass",
            "other": null})
    );
}

#[test]
fn any_of_takes_what_suits_and_recursion_ends() {
    let mut schema = object(json!({
        "answer": {"anyOf": [{"type": "null"}, {"type": "string"}]},
        "score": {"anyOf": [{"type": "string"}, {"type": "number"}]},
        "detail": {"anyOf": [object(json!({"reason": {"type": "string"}})), {"type": "null"}]},
        "tree": {"$ref": "#/$defs/Node"},
    }));
    schema["$defs"] = json!({"Node": object(json!({
        "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
    }))});
    assert_eq!(
        fill(schema),
        json!({"answer": FOUND.text, "score": 0.88, "detail": {"reason": FOUND.reason},
            "tree": {"children": [], "next": null}})
    );
    let endless =
        json!({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}});
    check(&endless).unwrap();
    assert_eq!(filled(&endless, &FOUND, 1), None, "no value ends");
    let impossible =
        object(json!({"score": {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2}}));
    assert_eq!(filled(&impossible, &FOUND, 1), None);
}

#[test]
fn bounds_hold() {
    let filled = fill(object(json!({
        "answer": {"type": "string", "maxLength": 10},
        "citations": {"type": "array", "items": {"type": "integer"}, "maxItems": 1},
        "sources": {"type": "array", "items": {"type": "string"}, "minItems": 3},
        "quote": {"type": "array", "items": {"type": "string"}},
        "score": {"type": "number", "exclusiveMaximum": 0.5},
        "rating": {"type": "integer", "multipleOf": 10, "minimum": 1, "maximum": 100},
    })));
    assert_eq!(
        filled,
        json!({"answer": "The refund", "citations": [2], "sources": ["2", "5", ""],
            "quote": [FOUND.text], "score": filled["score"], "rating": 90})
    );
    assert!(filled["score"].as_f64() < Some(0.5));
}

#[test]
fn what_is_not_obeyed_is_named() {
    for (keyword, value) in [
        ("pattern", json!("^a$")),
        ("format", json!("date")),
        ("minLength", json!(1)),
        ("oneOf", json!([{}])),
        ("allOf", json!([{}, {}])),
        ("not", json!({})),
        ("if", json!({})),
        ("patternProperties", json!({})),
        ("dependentRequired", json!({})),
        ("prefixItems", json!([{}])),
        ("contains", json!({})),
        ("minProperties", json!(1)),
        ("multipleOf", json!(0.1)),
        ("exclusiveMinimum", json!(true)),
        ("minItems", json!(101)),
        ("type", json!("text")),
        ("$ref", json!("#/$defs/Nothing")),
        ("$ref", json!("https://example.com/schema")),
        ("$dynamicRef", json!("#x")),
        ("required", json!("answer")),
        ("items", json!([{}])),
    ] {
        let error =
            check(&json!({"type": "object", "properties": {"a": {keyword: value}}})).unwrap_err();
        assert!(error.message.contains(&format!("`{keyword}`")), "{error}");
        assert_eq!(error.status, 400);
    }
    let beside = json!({"anyOf": [{"type": "string"}], "maxLength": 3});
    assert!(
        check(&beside)
            .unwrap_err()
            .message
            .contains("`maxLength` where it is beside `anyOf`")
    );
    for circle in [
        json!({"$ref": "#"}),
        json!({"anyOf": [{"$ref": "#"}, {"type": "string"}]}),
        json!({"$ref": "#/$defs/A", "$defs": {"A": {"allOf": [{"$ref": "#/$defs/B"}]}, "B": {"$ref": "#/$defs/A"}}}),
    ] {
        let error = check(&circle).unwrap_err();
        assert!(error.message.contains("leads back to itself"), "{error}");
    }
    let described =
        json!({"$ref": "#/$defs/A", "description": "d", "$defs": {"A": {"type": "string"}}});
    assert_eq!(fill(described), FOUND.text);
    let exotic_but_unused = json!({"type": "string", "$defs": {"A": {"pattern": "x"}}});
    assert_eq!(fill(exotic_but_unused), FOUND.text);
}

#[test]
fn a_schema_cannot_cost_more_than_its_bound() {
    // Each field of a node is another node. Without a bound, there would be more values than atoms.
    let names: Vec<String> = (0..12).map(|at| format!("f{at}")).collect();
    let mut defs = serde_json::Map::new();
    for at in 0..12 {
        let fields = names.iter().map(|name| (name.clone(), json!({"anyOf": [{"$ref": format!("#/$defs/N{}", (at + 1) % 12)}, {"type": "null"}]})));
        defs.insert(format!("N{at}"), json!({"type": "object", "required": names, "properties": fields.collect::<serde_json::Map<_, _>>()}));
    }
    let schema = json!({"$ref": "#/$defs/N0", "$defs": defs});
    check(&schema).unwrap();
    assert_eq!(filled(&schema, &FOUND, 1), None);
}
