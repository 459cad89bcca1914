//! `pipeline.toml`, as types. An unknown key is an error that names it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file that makes a folder a pipeline.
pub(super) const MANIFEST: &str = "pipeline.toml";
/// The version of the format that this program reads.
pub const SCHEMA_VERSION: u32 = 1;
/// The version of the contract that this program checks: `docs/pipeline-contract.md`.
pub const CONTRACT: u32 = 1;

/// What a pipeline says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineManifest {
    /// The version of this format: 1.
    pub schema_version: u32,
    /// The folder's name: lower-case letters, digits and hyphens.
    pub name: String,
    /// What people call this track, such as "Python".
    pub title: String,
    /// The language of its source, in lower case.
    pub language: String,
    /// The version of the contract that its commands keep: 1.
    pub contract: u32,
    /// The folder with the documents, questions and shared files, beside the pipeline's or in
    /// another folder of pipelines.
    pub domain: String,
    /// The sandbox image, without a tag: `:latest` is used.
    pub image: String,
    /// What people type to run it. It is also the sandbox's host name.
    pub command: String,
    /// How checks start it: an absolute path, and arguments if it needs any. An absolute path,
    /// so that nothing else can take its place.
    pub program: Vec<String>,
    /// Other beginnings of a command line that run it, such as `["cargo", "run"]`. What follows,
    /// after options or `--`, is taken as its arguments.
    #[serde(default)]
    pub runners: Vec<Vec<String>>,
    /// The folder in which it keeps its state: `/data/` and a name.
    pub state: String,
    /// The folder of the lexical index, below `state`.
    pub lexical_index: String,
    /// The collection of the dense index.
    pub collection: String,
    /// What tools write into the workspace: patterns as in `.gitignore`. Recorded as a summary, not
    /// file by file.
    #[serde(default)]
    pub generated: Vec<String>,
    /// The TOML file of the workspace with the numbers and switches that people turn. Without it, a
    /// sweep has nothing to change.
    pub configuration: Option<String>,
    /// The command that runs its tests.
    pub tests: Vec<String>,
    /// The command that starts a language server on standard input and output.
    pub language_server: Option<Vec<String>>,
    /// How the program is built. Absent: there is nothing to build.
    pub build: Option<Build>,
    /// The files and folders of each stage, by the stage's name, for moments, marks and pages.
    pub stages: BTreeMap<String, Vec<String>>,
    /// What every brief says about this track: how to build, run and test. Markdown.
    pub brief: String,
    /// What somebody who chooses between tracks should know. One or two sentences.
    pub needs: String,
}

/// How a pipeline's program is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// Run in the workspace. Begins with an absolute path.
    pub command: Vec<String>,
    /// A build that takes longer is killed.
    pub within_seconds: u64,
}

impl PipelineManifest {
    /// The image's name with its tag.
    pub fn image_tag(&self) -> String {
        format!("{}:latest", self.image)
    }

    /// The program with these arguments.
    pub fn argv<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let arguments = arguments.into_iter().map(str::to_owned);
        self.program.iter().cloned().chain(arguments).collect()
    }

    /// A command of the program as messages name it, such as `` `halden ingest` ``.
    pub fn named(&self, arguments: &str) -> String {
        format!("`{} {arguments}`", self.command)
    }

    /// The paths that a moment or a mark names: those of a stage, for `stage:pack`, or the path
    /// itself. `None` if there is no such stage.
    pub fn paths_of<'a>(&'a self, named: &'a str) -> Option<Vec<&'a str>> {
        match named.strip_prefix(STAGE) {
            Some(stage) => {
                let paths = self.stages.get(stage)?;
                Some(paths.iter().map(String::as_str).collect())
            }
            None => Some(vec![named]),
        }
    }

    /// The name of the state folder below `/data`.
    pub fn state_name(&self) -> &str {
        self.state.strip_prefix(STATE_PARENT).unwrap_or(&self.state)
    }
}

/// Begins the name of a stage where a path could stand.
const STAGE: &str = "stage:";
/// Where state folders are.
pub(super) const STATE_PARENT: &str = "/data/";
