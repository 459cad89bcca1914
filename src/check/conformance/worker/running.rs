//! A worker that runs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::conformance::failure::{Failure, Held, broken, holds, same};
use crate::conformance::fixture::{Fixture, Variable};
use crate::conformance::ran::Ran;
use crate::verification::{Process, Received};

const REPLY: Duration = Duration::from_secs(60);
/// A worker that runs.
pub struct Worker(Box<dyn Process>);

impl Worker {
    pub async fn start(
        fixture: &Fixture,
        more: &[&str],
        variables: &[Variable<'_>],
    ) -> Result<Self, Failure> {
        let arguments = [&["worker"], more].concat();
        Ok(Self(fixture.start(&arguments, variables).await?))
    }

    /// Sends a line and waits for the next one, which shows that it was flushed.
    pub async fn line(&mut self, line: &[u8]) -> Result<Value, Failure> {
        self.0.send(&[line, b"\n"].concat()).await?;
        match self.0.receive(REPLY).await? {
            Received::Line(line) => match serde_json::from_slice(&line) {
                Ok(value) => Ok(value),
                Err(error) => broken("a JSON object a line", error),
            },
            other => {
                let stderr = String::from_utf8_lossy(&self.0.stderr()).into_owned();
                broken(
                    "an answer to each line, at once",
                    format!("{other:?}: {stderr}"),
                )
            }
        }
    }

    pub async fn ask(&mut self, id: &str, question: &str) -> Result<Value, Failure> {
        let line = json!({"id": id, "question": question}).to_string();
        self.line(line.as_bytes()).await
    }

    pub async fn end(self) -> Result<Ran, Failure> {
        let finished = self.0.close().await?;
        Ok(Ran::new("`worker`".into(), finished))
    }
}

/// Requires that it ended well, having said nothing more.
pub fn ended(ran: &Ran) -> Held {
    same("how it ends", "Status(0)", format!("{:?}", ran.exit))?;
    holds(
        ran.stdout.is_empty(),
        "no further line",
        String::from_utf8_lossy(&ran.stdout),
    )
}
