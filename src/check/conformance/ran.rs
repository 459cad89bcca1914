//! A command that has run, and what the contract says about any command.

use serde_json::Value;

use super::failure::{Failure, Held, broken, holds, shortened};
use crate::verification::{Exit, Finished};

pub(super) struct Ran {
    /// The command, for messages.
    pub what: String,
    pub exit: Exit,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    pub fn new(what: String, finished: Finished) -> Self {
        Self {
            what,
            exit: finished.exit,
            stdout: finished.stdout,
            stderr: String::from_utf8_lossy(&finished.stderr).into_owned(),
        }
    }

    /// The one document on standard output of a command that worked.
    pub fn document(&self) -> Result<Value, Failure> {
        self.ended(0, "")?;
        self.printed()
    }

    /// The one document on standard output, whatever the status.
    pub fn printed(&self) -> Result<Value, Failure> {
        let text = String::from_utf8_lossy(&self.stdout);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) if value.is_object() => Ok(value),
            _ => broken(
                format!("{} to print one JSON object and nothing else", self.what),
                shortened(&text),
            ),
        }
    }

    /// Requires status 1, an error on standard error that names the culprit, and no document.
    pub fn refused(&self, culprit: &str) -> Held {
        self.failed(culprit)?;
        let stdout = String::from_utf8_lossy(&self.stdout);
        holds(
            self.stdout.is_empty(),
            &format!("{} to print nothing when it fails", self.what),
            shortened(&stdout),
        )
    }

    /// Requires status 1 and an error that names the culprit, whatever was printed.
    pub fn failed(&self, culprit: &str) -> Held {
        self.ended(1, culprit)?;
        let error = |line: &str| line.starts_with("error: ") && line.contains(culprit);
        // An error may have further lines below its first one.
        let told = self.stderr.lines().any(error)
            || (self.stderr.contains("error: ") && self.stderr.contains(culprit));
        let expected = format!("{} to say `error: …` with {culprit:?}", self.what);
        holds(told, &expected, &self.stderr)
    }

    /// Requires the status for wrong arguments.
    pub fn misused(&self) -> Held {
        self.ended(2, "")
    }

    fn ended(&self, status: i32, why: &str) -> Held {
        if self.exit == Exit::Status(status) {
            return Ok(());
        }
        let because = match why {
            "" => String::new(),
            why => format!(" and an error with {why:?}"),
        };
        let exit = match self.exit {
            Exit::Status(status) => format!("status {status}"),
            Exit::TimedOut => "no end in time".to_owned(),
        };
        broken(
            format!("{} to end with status {status}{because}", self.what),
            format!("{exit}: {}", self.stderr.trim()),
        )
    }
}
