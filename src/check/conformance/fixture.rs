//! A pipeline in a sandbox with the small domain, and the state that its stores are in.

use std::time::Duration;

use serde_json::{Value, json};
use toml::Table;

use super::content::Content;
use super::domain::Domain;
use super::failure::{Failure, Held};
use super::ran::Ran;
use crate::documents::{self, Documents};
use crate::scenario::check_spec::{Stub, StubMode, StubTarget};
use crate::verification::{CallKind, Command, ObservedCall, Process, VerificationSandbox};

/// Where points put their files. Removed before each point.
pub(super) const SCRATCH: &str = ".conformance";
/// A command that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(90);
/// No process listens here.
pub(super) const NOWHERE: &str = "http://localhost:9";

/// A variable and its value.
pub(super) type Variable<'a> = (&'a str, &'a str);

pub struct Fixture {
    pub(super) sandbox: Box<dyn VerificationSandbox>,
    pub(super) domain: Domain,
    /// Whether the stores hold the domain's documents and nothing else.
    ingested: bool,
    /// What the stores hold then, once it was read.
    pub(super) content: Option<Content>,
}

impl Fixture {
    /// The program must have been built in this sandbox.
    pub fn new(sandbox: Box<dyn VerificationSandbox>, domain: Domain) -> Self {
        Self {
            sandbox,
            domain,
            ingested: false,
            content: None,
        }
    }

    /// For those who change the pipeline's source between points.
    pub fn sandbox(&self) -> &dyn VerificationSandbox {
        self.sandbox.as_ref()
    }

    /// Between two points: the provider behaves, and nobody's files are left.
    pub(super) fn settle(&self) -> Held {
        self.sandbox.stub(None);
        self.sandbox.remove(SCRATCH)?;
        Ok(())
    }

    pub(super) async fn run(&self, arguments: &[&str]) -> Result<Ran, Failure> {
        self.run_with(arguments, &[]).await
    }

    pub(super) async fn run_with(
        &self,
        arguments: &[&str],
        variables: &[Variable<'_>],
    ) -> Result<Ran, Failure> {
        let finished = self.sandbox.run(self.command(arguments, variables)).await?;
        Ok(Ran::new(self.named(arguments), finished))
    }

    /// Starts a command to talk to.
    pub(super) async fn start(
        &self,
        arguments: &[&str],
        variables: &[Variable<'_>],
    ) -> Result<Box<dyn Process>, Failure> {
        Ok(self
            .sandbox
            .start(self.command(arguments, variables))
            .await?)
    }

    fn command(&self, arguments: &[&str], variables: &[Variable<'_>]) -> Command {
        let argv = self.sandbox.pipeline().argv(arguments.iter().copied());
        let mut command = Command::new(argv, LIMIT);
        let owned = |(name, value): &Variable<'_>| ((*name).to_owned(), (*value).to_owned());
        command.env = variables.iter().map(owned).collect();
        command
    }

    fn named(&self, arguments: &[&str]) -> String {
        self.sandbox.pipeline().named(&arguments.join(" "))
    }

    /// Runs a program that is not the pipeline's and must work.
    pub(super) async fn tool(&self, argv: &[&str]) -> Result<String, Failure> {
        let argv = crate::commands::argv(argv);
        let what = argv[0].clone();
        let finished = crate::commands::succeed(self.sandbox(), &what, argv, LIMIT).await?;
        Ok(String::from_utf8_lossy(&finished.stdout).into_owned())
    }

    /// Writes a file among the points' own, and returns its path.
    pub(super) fn put(&self, name: &str, text: &str) -> Result<String, Failure> {
        let path = format!("{SCRATCH}/{name}");
        self.sandbox.put_file(&path, text.as_bytes())?;
        Ok(path)
    }

    /// The content of a file of the workspace; empty if there is none.
    pub(super) fn read(&self, path: &str) -> Result<String, Failure> {
        let bytes = self.sandbox.read_file(path)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Writes one JSON object a line.
    pub(super) fn put_lines(&self, name: &str, lines: &[Value]) -> Result<String, Failure> {
        self.put(name, &self::lines(lines))
    }

    /// The stores hold exactly the domain's documents.
    pub(super) async fn ready(&mut self) -> Held {
        if self.ingested {
            return Ok(());
        }
        self.lay_corpus()?;
        crate::commands::succeed(
            self.sandbox(),
            &self.named(&["ingest", "--full"]),
            self.sandbox.pipeline().argv(["ingest", "--full"]),
            LIMIT,
        )
        .await?;
        self.ingested = true;
        Ok(())
    }

    /// What the stores hold is about to change.
    pub(super) fn spoil(&mut self) {
        self.ingested = false;
        self.content = None;
    }

    /// What the stores hold was seen to be what it was when they were ready.
    pub(super) fn unspoiled(&mut self, content: Content) {
        self.ingested = true;
        self.content = Some(content);
    }

    pub(super) fn lay_corpus(&self) -> Held {
        self.sandbox.remove("corpus")?;
        for (path, file) in self.domain.corpus() {
            self.sandbox.put_file(path, &file.bytes)?;
        }
        Ok(())
    }

    /// The host's own documents, by id.
    pub(super) fn documents(&self) -> Result<Documents, Failure> {
        Ok(documents::read(self.domain.corpus().clone())?)
    }

    /// A copy of the domain's prompts, and the value that makes a command use it.
    pub(super) fn registry(&self) -> Result<String, Failure> {
        for (path, file) in self.domain.prompts() {
            let path = format!("{SCRATCH}/{path}");
            self.sandbox.put_file(&path, &file.bytes)?;
        }
        Ok(format!("{SCRATCH}/prompts"))
    }

    /// A copy of the configuration with changes, whose path is returned. It does not wait between
    /// retries.
    pub(super) fn config(&self, change: impl FnOnce(&mut Table)) -> Result<String, Failure> {
        let undetermined = |error: toml::de::Error| Failure::Undetermined(error.to_string());
        let mut config: Table = self.read("halden.toml")?.parse().map_err(undetermined)?;
        for (key, value) in [("base_ms", 1), ("max_ms", 1)] {
            set(&mut config, "retry", key, value);
        }
        change(&mut config);
        self.put("config.toml", &config.to_string())
    }

    pub(super) fn misbehave(&self, target: StubTarget, mode: StubMode) {
        self.misbehave_every(1, target, mode);
    }

    /// Only every so many calls go wrong.
    pub(super) fn misbehave_every(&self, every: u32, target: StubTarget, mode: StubMode) {
        self.sandbox.stub(Some(Stub {
            target,
            mode,
            every,
        }));
    }

    /// The calls of one kind since a number of calls.
    pub(super) fn calls(&self, kind: CallKind, since: usize) -> Vec<ObservedCall> {
        let calls = self.sandbox.calls().into_iter().skip(since);
        calls.filter(|call| call.kind == kind).collect()
    }

    pub(super) fn calls_so_far(&self) -> usize {
        self.sandbox.calls().len()
    }
}

/// Sets a key of a section.
pub(super) fn set(config: &mut Table, section: &str, key: &str, value: impl Into<toml::Value>) {
    let section = config.entry(section).or_insert_with(|| Table::new().into());
    if let Some(section) = section.as_table_mut() {
        section.insert(key.to_owned(), value.into());
    }
}

/// A line of a batch.
pub(super) fn question(id: &str, text: &str, customer: Option<&str>) -> Value {
    json!({ "id": id, "question": text, "customer": customer })
}

/// One JSON object a line.
pub(super) fn lines(of: &[Value]) -> String {
    let mut text = String::new();
    for line in of {
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}
