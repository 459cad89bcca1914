//! Sentences with names in them.

use serde::Serialize;
use ts_rs::TS;

/// Names are parts of their own, so that a page can keep the direction of their script to
/// themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Sentence(Vec<SentencePart>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SentencePart {
    pub text: String,
    /// Whether it is somebody's name.
    pub name: bool,
}

impl Sentence {
    pub fn of(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        let (text, name) = (text.into(), false);
        self.0.push(SentencePart { text, name });
        self
    }

    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        let (text, name) = (name.to_owned(), true);
        self.0.push(SentencePart { text, name });
        self
    }

    /// "Ada, Grace and Mary".
    #[must_use]
    pub fn names(mut self, names: &[&str]) -> Self {
        for (place, name) in names.iter().enumerate() {
            if place > 0 {
                let is_last = place + 1 == names.len();
                self = self.text(if is_last { " and " } else { ", " });
            }
            self = self.name(name);
        }
        self
    }
}

/// "1 level", "2 levels".
pub fn plural(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
impl std::fmt::Display for Sentence {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| out.write_str(&part.text))
    }
}
