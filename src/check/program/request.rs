//! What an author's program may request: one JSON object a line. `do` names the request.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::scenario::check_spec::Stub;

/// A line that the program wrote.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    Parameters,
    /// Runs a command until it exits.
    Run {
        argv: Vec<String>,
        /// Standard input.
        #[serde(default)]
        stdin: String,
        /// The limit; the command is killed when it is reached.
        seconds: f64,
        /// Added to the pipeline's environment.
        #[serde(default)]
        env: BTreeMap<String, String>,
    },
    /// Starts a command and exchanges lines with it.
    Start {
        argv: Vec<String>,
        /// The limit; the command is killed when it is reached.
        seconds: f64,
        /// Added to the pipeline's environment.
        #[serde(default)]
        env: BTreeMap<String, String>,
    },
    /// Writes a line to a process.
    Send {
        /// As `start` answered it.
        process: usize,
        /// Without the line end.
        line: String,
    },
    /// Waits for a line from a process.
    Receive {
        /// As `start` answered it.
        process: usize,
        /// How long to wait at most.
        seconds: f64,
    },
    /// Closes a process's standard input and waits until it exits.
    Close {
        /// As `start` answered it.
        process: usize,
    },
    Put {
        path: String,
        text: String,
    },
    Read {
        path: String,
    },
    Remove {
        path: String,
    },
    /// A page of the model calls so far, oldest first.
    Calls {
        /// How many calls to skip.
        start: usize,
    },
    /// Makes the gateway misbehave.
    Stub(Stub),
    /// Makes the gateway behave again.
    Unstub,
    HeldBack,
    Verdict(Said),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Whether what the check asserts holds.
    pub passed: bool,
    /// One sentence.
    pub summary: String,
    #[serde(default)]
    pub details: Map<String, Value>,
}
