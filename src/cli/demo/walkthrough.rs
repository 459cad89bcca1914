//! `solution/walkthrough.toml`: how a scripted candidate works through a scenario.

use anyhow::Context as _;
use serde::Deserialize;

use crate::scenario::Scenario;

const FILE: &str = "solution/walkthrough.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Walkthrough {
    pub step: Vec<Step>,
    pub final_note: String,
}

/// One thing that the candidate does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum Step {
    /// Types a command line and waits until it ends.
    Run {
        line: String,
        /// In seconds.
        #[serde(default = "a_minute")]
        within: u64,
        /// The exit status that is required.
        #[serde(default)]
        exit: i32,
    },
    /// Pastes a patch into `git apply`. Its path is below the scenario's folder.
    Apply(String),
    /// Waits for a message and replies to it.
    Reply {
        /// The inject's id.
        inject: String,
        text: String,
        /// How long to wait for the message, in seconds.
        #[serde(default = "a_minute")]
        within: u64,
    },
    /// Waits for a question and answers it.
    Answer {
        /// The question's id.
        question: String,
        text: String,
        /// How long to wait for the question, in seconds.
        #[serde(default = "a_minute")]
        within: u64,
    },
    Note {
        /// One of hypothesis, evidence, decision, fix or free.
        kind: String,
        text: String,
        /// For a hypothesis: open, supported or `ruled_out`.
        status: Option<String>,
        /// The number of the note that this one revises.
        revises: Option<u64>,
    },
}

fn a_minute() -> u64 {
    60
}

impl Walkthrough {
    /// Fails if the scenario has no walkthrough.
    pub fn load(scenario: &Scenario) -> anyhow::Result<Self> {
        let bytes = scenario
            .file(FILE)
            .context("this scenario has no walkthrough to demonstrate")?;
        let text = std::str::from_utf8(bytes).with_context(|| FILE.to_owned())?;
        toml::from_str(text).with_context(|| FILE.to_owned())
    }
}
