//! Running one command in a sandbox, for checks. Candidates' terminals go through the agent.

use std::time::Duration;

use bollard::container::LogOutput;
use bollard::exec::StartExecResults;
use bollard::models::ExecConfig;
use futures_util::StreamExt as _;

use super::docker::Docker;
use super::runtime::SandboxError;

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Exit status; 124 or 137 if it ran out of time.
    pub status: i64,
    /// Standard output, cut at the limit that was asked for.
    pub stdout: Vec<u8>,
    /// Standard error, cut likewise.
    pub stderr: Vec<u8>,
    /// Whether output was cut.
    pub truncated: bool,
}

/// A command for a sandbox.
#[derive(Clone, Debug)]
pub struct ExecSpec {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Killed after this long.
    pub timeout: Duration,
    /// The most bytes kept of standard output.
    pub stdout_limit: usize,
    /// The most bytes kept of standard error.
    pub stderr_limit: usize,
}

/// What the engine may take longer than the command before it is given up.
const GRACE: Duration = Duration::from_secs(15);

impl Docker {
    /// Runs a command in `/workspace` as the candidate, with the image's environment and nothing
    /// of the candidate's own: no login shell, no start-up files.
    pub async fn exec(&self, name: &str, spec: &ExecSpec) -> Result<Finished, SandboxError> {
        let refused = |cause| SandboxError::Refused {
            action: "run a command",
            cause,
        };
        let seconds = spec.timeout.as_secs().max(1).to_string();
        // `timeout` inside, since the engine offers no way to kill an exec.
        let wrapper = "set -a; . /etc/assay/environment; set +a; exec timeout -k 3 \"$@\"";
        let mut argv = vec!["/bin/sh", "-c", wrapper, "sh", &seconds];
        argv.extend(spec.argv.iter().map(String::as_str));
        let config = ExecConfig {
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            user: Some("1000:1000".to_owned()),
            working_dir: Some("/workspace".to_owned()),
            env: Some(vec![
                "HOME=/home/candidate".to_owned(),
                "LANG=C.UTF-8".to_owned(),
            ]),
            cmd: Some(argv.into_iter().map(str::to_owned).collect()),
            ..ExecConfig::default()
        };
        let container = self.container_name(name);
        let exec = self
            .engine
            .create_exec(&container, config)
            .await
            .map_err(refused)?;
        let started = self
            .engine
            .start_exec(&exec.id, None)
            .await
            .map_err(refused)?;
        let StartExecResults::Attached { output, .. } = started else {
            return Err(SandboxError::Agent(
                "the engine did not attach to the command".into(),
            ));
        };
        let mut finished = tokio::time::timeout(spec.timeout + GRACE, collect(output, spec))
            .await
            .map_err(|_| SandboxError::Agent("a command could not be ended".into()))?
            .map_err(refused)?;
        let inspected = self.engine.inspect_exec(&exec.id).await.map_err(refused)?;
        finished.status = inspected
            .exit_code
            .ok_or_else(|| SandboxError::Agent("the engine knows no exit status".into()))?;
        Ok(finished)
    }
}

async fn collect(
    mut output: impl futures_util::Stream<Item = Result<LogOutput, bollard::errors::Error>> + Unpin,
    spec: &ExecSpec,
) -> Result<Finished, bollard::errors::Error> {
    let mut finished = Finished {
        status: -1,
        stdout: Vec::new(),
        stderr: Vec::new(),
        truncated: false,
    };
    while let Some(chunk) = output.next().await {
        let (kept, limit, bytes) = match chunk? {
            LogOutput::StdErr { message } => (&mut finished.stderr, spec.stderr_limit, message),
            other => (&mut finished.stdout, spec.stdout_limit, other.into_bytes()),
        };
        let room = limit.saturating_sub(kept.len()).min(bytes.len());
        kept.extend_from_slice(&bytes[..room]);
        finished.truncated |= room < bytes.len();
    }
    Ok(finished)
}
