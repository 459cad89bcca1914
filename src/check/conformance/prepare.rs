//! Builds the program and sees that it starts.

use std::time::Duration;

use super::failure::shortened;
use crate::verification::{Command, Exit, SandboxFault, VerificationSandbox};

/// How long a program may take to print its help.
const HELP: Duration = Duration::from_secs(60);

/// Why no point can be tried.
#[derive(Debug, thiserror::Error)]
pub enum Unready {
    #[error(transparent)]
    Sandbox(#[from] SandboxFault),
    /// The manifest is at fault.
    #[error("`{key}` {problem}")]
    Manifest {
        key: &'static str,
        /// Continues a sentence that begins with the key.
        problem: String,
    },
}

/// The program is built and prints its help.
pub async fn prepare(sandbox: &dyn VerificationSandbox) -> Result<(), Unready> {
    let pipeline = sandbox.pipeline();
    if let Some(build) = &pipeline.build {
        let limit = Duration::from_secs(build.within_seconds);
        let built = sandbox
            .run(Command::new(build.command.clone(), limit))
            .await?;
        let said = said(&built.stderr);
        match built.exit {
            Exit::Status(0) => {}
            Exit::TimedOut => {
                let seconds = build.within_seconds;
                let problem = format!("is {seconds}: the build took longer and was killed{said}");
                return unready("build.within_seconds", problem);
            }
            Exit::Status(status) => {
                let words = build.command.join(" ");
                let problem = format!("is `{words}`, which ended with status {status}{said}");
                return unready("build.command", problem);
            }
        }
    }
    let argv = pipeline.argv(["--help"]);
    let words = argv.join(" ");
    let helped = sandbox.run(Command::new(argv, HELP)).await?;
    match helped.exit {
        Exit::Status(0) => Ok(()),
        Exit::TimedOut => unready("program", format!("does not start: `{words}` does not end")),
        Exit::Status(status) => {
            let said = said(&helped.stderr);
            let problem = format!("does not start: `{words}` ended with status {status}{said}");
            unready("program", problem)
        }
    }
}

fn unready(key: &'static str, problem: String) -> Result<(), Unready> {
    Err(Unready::Manifest { key, problem })
}

/// What a program wrote to standard error, to append to a sentence.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    match text.trim() {
        "" => String::new(),
        text => format!(": {}", shortened(text)),
    }
}
