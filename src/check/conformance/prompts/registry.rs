//! A registry of its own for each point.

use serde_json::Value;

use crate::conformance::failure::Failure;
use crate::conformance::fixture::Fixture;
use crate::conformance::ran::Ran;

/// A copy of the registry that commands work on.
pub struct Registry<'a> {
    fixture: &'a Fixture,
    pub folder: String,
}

impl<'a> Registry<'a> {
    pub fn new(fixture: &'a Fixture) -> Result<Self, Failure> {
        let folder = fixture.registry()?;
        Ok(Self { fixture, folder })
    }

    pub async fn run(&self, arguments: &[&str]) -> Result<Ran, Failure> {
        self.run_as("tester", arguments).await
    }

    pub async fn run_as(&self, user: &str, arguments: &[&str]) -> Result<Ran, Failure> {
        let variables = [("HALDEN_PROMPTS", self.folder.as_str()), ("USER", user)];
        let arguments = [&["prompts"], arguments].concat();
        self.fixture.run_with(&arguments, &variables).await
    }

    pub fn file(&self, name: &str) -> Result<String, Failure> {
        self.fixture.read(&format!("{}/{name}", self.folder))
    }

    /// The entries of the log.
    pub fn log(&self) -> Result<Vec<Value>, Failure> {
        let text = self.file("log.jsonl")?;
        let lines = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_default());
        Ok(lines.collect())
    }

    /// What `show` says of a label.
    pub async fn version_of(&self, label: &str) -> Result<Value, Failure> {
        let shown = self.run(&["show", "answer", "--label", label]).await?;
        Ok(shown.document()?["version"].clone())
    }
}
