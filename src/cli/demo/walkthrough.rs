//! `solution/walkthrough.toml`: how a scripted candidate works through a scenario.

use anyhow::Context as _;
use serde::Deserialize;

use crate::scenario::Scenario;

const FILE: &str = "solution/walkthrough.toml";

/// A script of a sitting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Walkthrough {
    /// In order.
    pub step: Vec<Step>,
    /// What is handed in with the work.
    pub final_note: String,
}

/// One thing the candidate does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum Step {
    /// Types a command line and waits for its end.
    Run {
        /// The line.
        line: String,
        /// Seconds it may take.
        #[serde(default = "a_minute")]
        within: u64,
        /// The exit status it has to have.
        #[serde(default)]
        exit: i32,
    },
    /// Pastes a patch of the scenario's folder into `git apply`.
    Apply(String),
    /// Waits for a message and writes back.
    Reply {
        /// The inject's id.
        inject: String,
        /// What is written.
        text: String,
        /// Seconds the message may take.
        #[serde(default = "a_minute")]
        within: u64,
    },
    /// Waits for a question and answers it.
    Answer {
        /// The question's id.
        question: String,
        /// The answer.
        text: String,
        /// Seconds the question may take.
        #[serde(default = "a_minute")]
        within: u64,
    },
    /// Writes a note.
    Note {
        /// hypothesis, evidence, decision, fix or free.
        kind: String,
        /// Its text.
        text: String,
        /// Of a hypothesis: open, supported or `ruled_out`.
        status: Option<String>,
        /// Revises the note with this number instead.
        revises: Option<u64>,
    },
}

fn a_minute() -> u64 {
    60
}

impl Walkthrough {
    /// The walkthrough of a scenario.
    pub fn load(scenario: &Scenario) -> anyhow::Result<Self> {
        let bytes = scenario
            .file(FILE)
            .context("this scenario has no walkthrough to demonstrate")?;
        let text = std::str::from_utf8(bytes).with_context(|| FILE.to_owned())?;
        toml::from_str(text).with_context(|| FILE.to_owned())
    }
}
