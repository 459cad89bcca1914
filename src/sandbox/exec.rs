//! Runs commands in a sandbox, for checks. Candidates' terminals go through the agent instead.

use std::collections::BTreeMap;

use bollard::exec::StartExecResults;
use bollard::models::ExecConfig;

use super::command::{ExecSpec, Finished, Runner, refused};
use super::conversation::Conversation;
use super::docker::Docker;
use super::runtime::SandboxError;

/// The wrapper's exit status if the candidate's remaining processes do not die.
const UNDEAD: i64 = 125;
const UNDEAD_WORDS: &[u8] = b"assay: processes of the candidate do not die";

/// Runs as root until `setpriv`, and uses only the image's read-only files, so that nothing of the
/// candidate's can interfere: the candidate cannot influence which processes are killed, which are
/// timed and which become the candidate's. `timeout` runs inside because the engine cannot kill an
/// exec. The environment is the one that `sandboxd` gives to terminals, so that a command cannot
/// tell the difference.
const WRAPPER: &str = r#"
if [ "$1" = alone ]; then
    tries=0
    while /usr/bin/pkill -KILL -U 1000; do
        tries=$((tries + 1))
        if [ "$tries" -gt 250 ]; then
            echo 'assay: processes of the candidate do not die' >&2
            exit 125
        fi
        /usr/bin/sleep 0.02
    done
fi
for name in $(compgen -e); do unset "$name"; done
set -a
HOME=/home/candidate USER=candidate LOGNAME=candidate SHELL=/bin/bash
TERM=xterm-256color COLORTERM=truecolor LANG=C.UTF-8 PWD=/workspace
. /etc/assay/environment
set +a
shift
exec /usr/bin/timeout -k 3 "$1" /usr/bin/setpriv --reuid 1000 --regid 1000 --clear-groups -- \
    /usr/bin/env -- _=/usr/bin/env "${@:2}"
"#;

impl Docker {
    /// Runs a command to its end. The command gets `input`, then the end of its input.
    pub async fn exec(
        &self,
        name: &str,
        spec: &ExecSpec,
        stdin: &[u8],
    ) -> Result<Finished, SandboxError> {
        let mut conversation = self.converse(name, spec).await?;
        conversation.send(stdin).await?;
        let finished = conversation.close().await?;
        if finished.status == UNDEAD && finished.stderr.starts_with(UNDEAD_WORDS) {
            let problem = "processes that a command left running do not die";
            return Err(SandboxError::Agent(problem.into()));
        }
        Ok(finished)
    }

    /// Starts a command to exchange lines with.
    pub async fn converse(
        &self,
        name: &str,
        spec: &ExecSpec,
    ) -> Result<Conversation, SandboxError> {
        let container = self.container_name(name);
        let exec = self
            .engine
            .create_exec(&container, config(spec))
            .await
            .map_err(refused)?;
        let started = self.engine.start_exec(&exec.id, None).await;
        let StartExecResults::Attached { output, input } = started.map_err(refused)? else {
            let problem = "the engine did not attach to the command";
            return Err(SandboxError::Agent(problem.into()));
        };
        let engine = self.engine.clone();
        Ok(Conversation::new(engine, exec.id, input, output, spec))
    }
}

fn config(spec: &ExecSpec) -> ExecConfig {
    let seconds = format!("{:.3}", spec.timeout.as_secs_f64().max(0.05));
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|&word| word.to_owned())
            .collect::<Vec<_>>()
    };
    let mut variables = BTreeMap::new();
    let (user, folder, mut cmd) = match spec.by {
        Runner::Alone | Runner::Beside => {
            let alone = if spec.by == Runner::Alone {
                "alone"
            } else {
                "beside"
            };
            let shell = ["/bin/bash", "-p", "-c", WRAPPER, "bash", alone, &seconds];
            ("0:0", "/workspace", words(&shell))
        }
        Runner::Judge => {
            variables.extend([("HOME", "/tmp"), ("LANG", "C.UTF-8")]);
            let timeout = [
                "/usr/bin/timeout",
                "-k",
                "3",
                &seconds,
                "/usr/bin/env",
                "--",
            ];
            ("1000:1000", "/judge/hidden", words(&timeout))
        }
    };
    cmd.extend(
        spec.env
            .iter()
            .map(|(name, value)| format!("{name}={value}")),
    );
    cmd.extend(spec.argv.iter().cloned());
    let variables = variables.into_iter();
    ExecConfig {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        user: Some(user.to_owned()),
        working_dir: Some(folder.to_owned()),
        env: Some(
            variables
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        ),
        cmd: Some(cmd),
        ..ExecConfig::default()
    }
}
