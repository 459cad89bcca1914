//! The texts of an embedding request, read without keeping more than the limits allow.
//!
//! A body of 4 MiB may hold a million numbers; as JSON values they would take tens of megabytes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::super::error::ApiError;

/// Texts in a request, at most.
const MAX_INPUTS: usize = 2_048;

enum Input {
    Texts(Vec<String>),
    TooMany,
    Tokens,
    Other,
}

pub(super) fn texts(input: &str) -> Result<Vec<String>, ApiError> {
    let wrong_number = || {
        let message = format!("`input` must have between 1 and {MAX_INPUTS} texts.");
        ApiError::invalid("input", message)
    };
    match serde_json::from_str(input) {
        Ok(Input::Texts(texts)) if !texts.is_empty() => Ok(texts),
        Ok(Input::Texts(_) | Input::TooMany) => Err(wrong_number()),
        Ok(Input::Tokens) => Err(ApiError::unsupported("input", TOKENS)),
        Ok(Input::Other) | Err(_) => {
            let message = "`input` must be a string or an array of strings.";
            Err(ApiError::invalid("input", message))
        }
    }
}

const TOKENS: &str = "`input` as token arrays is not supported: they are numbers of another model's \
    tokeniser. Send text. With LangChain, set `check_embedding_ctx_length=False` on \
    `OpenAIEmbeddings`; other clients have a setting that turns client-side tokenising off.";

/// One element of `input`.
enum Item {
    Text(String),
    Tokens,
    Other,
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string or an array of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Input, E> {
        Ok(Input::Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Input, A::Error> {
        let mut texts = Vec::new();
        let mut instead = None;
        while instead.is_none() {
            match items.next_element()? {
                Some(Item::Text(_)) if texts.len() == MAX_INPUTS => instead = Some(Input::TooMany),
                Some(Item::Text(text)) => texts.push(text),
                Some(Item::Tokens) => instead = Some(Input::Tokens),
                Some(Item::Other) => instead = Some(Input::Other),
                None => return Ok(Input::Texts(texts)),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(instead.unwrap_or(Input::Other))
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Text(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Item, E> {
        Ok(Item::Tokens)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Item, E> {
        Ok(Item::Tokens)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Item, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item::Tokens)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<Item, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Item::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_and_all_else_is_named() {
        assert_eq!(texts(r#""a""#).unwrap(), ["a"]);
        assert_eq!(texts(r#"["a", "b\n"]"#).unwrap(), ["a", "b\n"]);
        let code = |input: &str| texts(input).unwrap_err().code;
        for tokens in ["[1, 2]", "[[1, 2], [3]]"] {
            assert_eq!(code(tokens), "unsupported_parameter");
            let message = texts(tokens).unwrap_err().message;
            assert!(message.contains("check_embedding_ctx_length=False"));
        }
        for wrong in [
            "[]",
            "7",
            "null",
            "{}",
            "[null]",
            "[1.5]",
            r#"["a", {}]"#,
            "[true]",
        ] {
            assert_eq!(code(wrong), "invalid_value", "{wrong}");
        }
        let many = |count| format!("[{}]", vec!["\"x\""; count].join(","));
        assert_eq!(texts(&many(MAX_INPUTS)).unwrap().len(), MAX_INPUTS);
        assert!(
            texts(&many(MAX_INPUTS + 1))
                .unwrap_err()
                .message
                .contains("2048")
        );
    }
}
