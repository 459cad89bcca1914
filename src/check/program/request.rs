//! What an author's program may ask for: one JSON object a line, by `do`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::scenario::check_spec::Stub;

/// A line of the program's.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// The check's parameters.
    Parameters,
    /// Runs a command to its end.
    Run {
        /// Program and arguments.
        argv: Vec<String>,
        /// What it reads.
        #[serde(default)]
        stdin: String,
        /// How long it may take.
        seconds: f64,
        /// Variables on top of the pipeline's.
        #[serde(default)]
        env: BTreeMap<String, String>,
    },
    /// Starts a command to talk to.
    Start {
        /// Program and arguments.
        argv: Vec<String>,
        /// How long it may live.
        seconds: f64,
        /// Variables on top of the pipeline's.
        #[serde(default)]
        env: BTreeMap<String, String>,
    },
    /// Writes a line to a process.
    Send {
        /// Which one.
        process: usize,
        /// Without its end.
        line: String,
    },
    /// Waits for a line of a process.
    Receive {
        /// Which one.
        process: usize,
        /// How long.
        seconds: f64,
    },
    /// Ends a process's input and waits for its end.
    Close {
        /// Which one.
        process: usize,
    },
    /// Writes a file of the workspace.
    Put {
        /// Its path.
        path: String,
        /// Its content.
        text: String,
    },
    /// Reads a file of the workspace.
    Read {
        /// Its path.
        path: String,
    },
    /// Removes a file of the workspace.
    Remove {
        /// Its path.
        path: String,
    },
    /// Some of the model calls so far.
    Calls {
        /// How many to leave out.
        start: usize,
    },
    /// Has the gateway misbehave.
    Stub(Stub),
    /// Has it behave again.
    Unstub,
    /// The held-back questions.
    HeldBack,
    /// What was found out.
    Verdict(Said),
}

/// A program's verdict.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Whether what the check asserts holds.
    pub passed: bool,
    /// One sentence.
    pub summary: String,
    /// What it saw.
    #[serde(default)]
    pub details: Map<String, Value>,
}
