//! The JSON Schema of `scenario.toml`, generated from the types that read it, so that an
//! editor completes and checks what the loader accepts. It does not cover what only the loader
//! can check: references, ranges, files.

use schemars::schema_for;

use super::Manifest;

/// The content of `docs/scenario.schema.json`.
pub fn text() -> String {
    let schema = schema_for!(Manifest);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is a tree of strings");
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_current() {
        // As values: the order of keys depends on the features of other crates in the same build.
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let committed = include_str!("../../docs/scenario.schema.json");
        assert_eq!(
            value(committed),
            value(&text()),
            "assay scenario schema --write docs/scenario.schema.json"
        );
    }

    #[test]
    fn it_is_as_strict_as_the_loader() {
        let schema: serde_json::Value = serde_json::from_str(&text()).unwrap();
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(
            schema["definitions"]["CheckSpec"]["additionalProperties"],
            false
        );
        let required = schema["required"].as_array().unwrap();
        assert!(required.contains(&"fault".into()) && !required.contains(&"herring".into()));
    }
}
