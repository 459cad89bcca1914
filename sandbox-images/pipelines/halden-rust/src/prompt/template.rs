//! Strict templates. A variable that silently renders as nothing produces a fluent answer from no
//! documents at all, so whatever is not as declared is an error.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::gateway::Message;

/// A parsed prompt file.
#[derive(Debug, Clone)]
pub struct Template {
    header: Header,
    system: String,
    user: String,
}

/// The front matter of a prompt file: its contract with the code that renders it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    /// What this version is for, in a line.
    purpose: String,
    /// Variables that must be given and must not be blank.
    required: BTreeSet<String>,
    /// Variables that may be absent; a line that mentions an absent one is left out.
    #[serde(default)]
    optional: BTreeSet<String>,
}

/// Why a prompt cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TemplateError {
    /// The file has not the shape of a prompt.
    #[error("not a prompt file: {0}")]
    Shape(String),
    /// The text uses a variable that the header does not declare.
    #[error("uses `{0}`, which it does not declare")]
    Undeclared(String),
    /// The header requires a variable that the text does not use.
    #[error("requires `{0}`, but does not use it")]
    Unused(String),
    /// A required variable is absent or blank.
    #[error("the required variable `{0}` is missing or empty")]
    Missing(String),
    /// The code gives a variable that the prompt does not know: one of them was renamed.
    #[error("does not know the variable `{0}` that it is given")]
    Unknown(String),
}

impl Template {
    /// Parses a prompt file.
    pub fn parse(file: &str) -> Result<Self, TemplateError> {
        let shape = |problem: &str| TemplateError::Shape(problem.to_owned());
        let rest = file.strip_prefix("---\n").ok_or_else(|| shape("no front matter"))?;
        let (header, body) = rest.split_once("\n---\n").ok_or_else(|| shape("no front matter"))?;
        let header: Header = serde_saphyr::from_str(header)
            .map_err(|error| TemplateError::Shape(error.to_string()))?;
        let (before, rest) = body.split_once("# System\n").ok_or_else(|| shape("no `# System`"))?;
        if !before.trim().is_empty() {
            return Err(shape("text before `# System`"));
        }
        let (system, user) = rest.split_once("\n# User\n").ok_or_else(|| shape("no `# User`"))?;
        let template =
            Self { header, system: system.trim().to_owned(), user: user.trim().to_owned() };
        template.check()?;
        Ok(template)
    }

    /// What this version is for.
    pub fn purpose(&self) -> &str {
        &self.header.purpose
    }

    fn check(&self) -> Result<(), TemplateError> {
        let mut used = placeholders(&self.system)?;
        used.extend(placeholders(&self.user)?);
        let declared: BTreeSet<&str> =
            self.header.required.iter().chain(&self.header.optional).map(String::as_str).collect();
        if let Some(name) = used.iter().find(|name| !declared.contains(*name)) {
            return Err(TemplateError::Undeclared((*name).to_owned()));
        }
        match self.header.required.iter().find(|name| !used.contains(name.as_str())) {
            Some(name) => Err(TemplateError::Unused(name.clone())),
            None => Ok(()),
        }
    }

    /// Whether these variables are what the header asks for.
    pub fn accepts(&self, given: &BTreeSet<&str>) -> Result<(), TemplateError> {
        let Header { required, optional, .. } = &self.header;
        if let Some(name) = required.iter().find(|name| !given.contains(name.as_str())) {
            return Err(TemplateError::Missing(name.clone()));
        }
        let declared = |name: &str| required.contains(name) || optional.contains(name);
        match given.iter().find(|name| !declared(name)) {
            Some(name) => Err(TemplateError::Unknown((*name).to_owned())),
            None => Ok(()),
        }
    }

    /// The messages for these variables.
    pub fn render(&self, values: &BTreeMap<&str, String>) -> Result<Vec<Message>, TemplateError> {
        self.accepts(&values.keys().copied().collect())?;
        let blank = |name: &str| values.get(name).is_none_or(|value| value.trim().is_empty());
        if let Some(name) = self.header.required.iter().find(|name| blank(name)) {
            return Err(TemplateError::Missing(name.clone()));
        }
        let message = |role: &str, text: &str| {
            Ok(Message { role: role.to_owned(), content: fill(text, values)? })
        };
        Ok(vec![message("system", &self.system)?, message("user", &self.user)?])
    }
}

/// Replaces placeholders line by line. Values are not looked into again: a document that contains
/// `{{` is text.
fn fill(text: &str, values: &BTreeMap<&str, String>) -> Result<String, TemplateError> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let names = placeholders(line)?;
        if names.iter().any(|name| values.get(name).is_none_or(|value| value.trim().is_empty())) {
            continue;
        }
        let mut filled = String::new();
        let mut rest = line;
        while let Some((before, name, after)) = next_placeholder(rest)? {
            filled.push_str(before);
            filled.push_str(values.get(name).map_or("", String::as_str));
            rest = after;
        }
        filled.push_str(rest);
        lines.push(filled);
    }
    Ok(lines.join("\n"))
}

fn placeholders(text: &str) -> Result<BTreeSet<&str>, TemplateError> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some((_, name, after)) = next_placeholder(rest)? {
        names.insert(name);
        rest = after;
    }
    Ok(names)
}

fn next_placeholder(text: &str) -> Result<Option<(&str, &str, &str)>, TemplateError> {
    let Some((before, rest)) = text.split_once("{{") else {
        return Ok(None);
    };
    let (name, after) = rest
        .split_once("}}")
        .ok_or_else(|| TemplateError::Shape("`{{` without `}}`".to_owned()))?;
    Ok(Some((before, name.trim(), after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, user: &str) -> String {
        format!("---\npurpose: test\n{header}\n---\n# System\nBe brief.\n\n# User\n{user}\n")
    }

    fn render(user: &str, values: &[(&'static str, &str)]) -> Result<String, TemplateError> {
        let header = "required: [context, question]\noptional: [customer]";
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Ok(Template::parse(&file(header, user))?.render(&values)?.remove(1).content)
    }

    const USER: &str = "For {{customer}}.\n{{context}}\nQ: {{ question }}";

    #[test]
    fn variables_are_filled_once_and_absent_optional_lines_vanish() {
        let filled = render(USER, &[("context", "{{question}}"), ("question", "why?")]).unwrap();
        assert_eq!(filled, "{{question}}\nQ: why?");
        let values = [("context", "c"), ("question", "q"), ("customer", "Lumen")];
        assert_eq!(render(USER, &values).unwrap(), "For Lumen.\nc\nQ: q");
    }

    #[test]
    fn a_missing_or_blank_required_variable_is_an_error() {
        let missing = Err(TemplateError::Missing("context".into()));
        assert_eq!(render(USER, &[("question", "q")]), missing);
        assert_eq!(render(USER, &[("context", " \n"), ("question", "q")]), missing);
    }

    #[test]
    fn a_renamed_variable_is_an_error_wherever_it_was_renamed() {
        let header = "required: [context, question]";
        let renamed = Template::parse(&file(header, "{{documents}} {{question}}"));
        assert_eq!(renamed.unwrap_err(), TemplateError::Undeclared("documents".into()));
        let forgotten = Template::parse(&file(header, "{{question}}"));
        assert_eq!(forgotten.unwrap_err(), TemplateError::Unused("context".into()));
        let extra = [("context", "c"), ("question", "q"), ("documents", "d")];
        assert_eq!(render(USER, &extra), Err(TemplateError::Unknown("documents".into())));
    }
}
