//! Checks that an author writes as a program, which judges in a sandbox of its own.
//!
//! The program and the candidate's sandbox share nothing: the service carries each request from one
//! to the other. So the candidate cannot reach the hidden files or the verdict. The verdict counts
//! only if the program gives it exactly once, as its last request, and exits with status 0.

mod carry;
mod request;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use serde_json::Value;

use super::outcome::{Trouble, Verdict};
use super::scene::Scene;
use super::verification::{Exit, Finished, Judge, Process, Received};
use crate::scenario::check_spec::{CheckKind, Program};
use carry::Carrier;
use request::{Request, Said};

/// The modules that programs may import, by file name. They are put beside the programs.
pub const MODULES: [(&str, &str); 2] = [
    ("assay_check.py", include_str!("program/assay_check.py")),
    (
        "assay_rankings.py",
        include_str!("program/assay_rankings.py"),
    ),
];

const MOST_REQUESTS: usize = 5_000;
/// In characters; the limit of the details is in bytes.
const MOST_SUMMARY: usize = 2_000;
const MOST_DETAILS: usize = 256 << 10;
/// How long a program may take to exit after its verdict, or after its time is up.
const GRACE: Duration = Duration::from_secs(10);

pub async fn run(parameters: &Program, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    let phase = CheckKind::Program(parameters.clone()).phase();
    scene.reach(phase).await?;
    let limit = Duration::from_secs(parameters.seconds);
    let judge = Judge {
        program: parameters
            .path
            .strip_prefix("hidden/")
            .unwrap_or(&parameters.path)
            .to_owned(),
        limit: limit + GRACE,
    };
    let hidden = scene.scenario.beneath("hidden");
    let mut program = scene.factory.judge(&hidden, judge).await?;
    let mut carrier = Carrier::new(scene, &parameters.parameters, Instant::now() + limit);
    let conversed = converse(program.as_mut(), &mut carrier, parameters.seconds).await;
    carrier.restore()?;
    let said = conversed?.map_err(|how| wrong(how, &program.stderr()))?;
    match tokio::time::timeout(GRACE, program.close()).await {
        Ok(finished) => decide(said, &finished?),
        Err(_) => Err(wrong("does not end", &[])),
    }
}

type Conversed = Result<Option<Said>, String>;

/// Carries requests over until the program stops asking. Always ends: each wait has the check's
/// deadline, and the number of requests is bounded.
async fn converse(
    program: &mut dyn Process,
    carrier: &mut Carrier<'_>,
    seconds: u64,
) -> Result<Conversed, Trouble> {
    let mut said: Option<Said> = None;
    for _ in 0..MOST_REQUESTS {
        let line = match program.receive(carrier.time_left()).await? {
            Received::Line(line) => line,
            Received::Ended => return Ok(Ok(said)),
            Received::TimedOut => return Ok(Err(format!("took longer than {seconds} s"))),
            Received::TooLong => return Ok(Err("wrote a line that is too long".into())),
        };
        let request = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => request,
            Err(error) => {
                return Ok(Err(format!(
                    "wrote something that is not a request: {error}"
                )));
            }
        };
        match (request, &said) {
            (Request::Verdict(_), Some(_)) => return Ok(Err("gave a verdict twice".into())),
            (_, Some(_)) => return Ok(Err("asked for something after its verdict".into())),
            (Request::Verdict(verdict), None) => said = Some(verdict),
            (request, None) => {
                let mut reply = carrier.carry(request).await?.to_string().into_bytes();
                reply.push(b'\n');
                program.send(&reply).await?;
            }
        }
    }
    Ok(Err(format!("made more than {MOST_REQUESTS} requests")))
}

fn decide(said: Option<Said>, finished: &Finished) -> Result<Verdict, Trouble> {
    let fault = |how: &str| Err(wrong(how, &finished.stderr));
    match finished.exit {
        Exit::Status(0) => {}
        Exit::Status(status) => return fault(&format!("ended with status {status}")),
        Exit::TimedOut => return fault("does not end"),
    }
    let Some(said) = said else {
        return fault("gave no verdict");
    };
    let summary = said.summary.trim();
    if summary.is_empty() || summary.chars().count() > MOST_SUMMARY {
        return fault(&format!(
            "gave a verdict without a summary of 1 to {MOST_SUMMARY} characters"
        ));
    }
    let details = Value::Object(said.details);
    if details.to_string().len() > MOST_DETAILS {
        return fault(&format!("gave details of more than {MOST_DETAILS} bytes"));
    }
    Ok(Verdict::decide(said.passed, summary, details))
}

fn wrong(how: impl Into<String>, stderr: &[u8]) -> Trouble {
    Trouble::Command {
        what: "the check's program".into(),
        how: how.into(),
        stderr: String::from_utf8_lossy(stderr).into_owned(),
    }
}
