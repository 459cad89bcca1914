//! The candidate's user, and the environment with which its processes start.
//!
//! Nothing of PID 1's own environment is passed on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The candidate's user in every image.
pub const CANDIDATE_UID: u32 = 1000;
/// The candidate's group in every image.
pub const CANDIDATE_GID: u32 = 1000;
/// The search path if an image does not set one.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const SHELL: &str = "/bin/bash";

/// Creates the candidate's commands.
pub struct Environment {
    etc_dir: PathBuf,
    run_dir: PathBuf,
    workspace: PathBuf,
}

impl Environment {
    /// Reads nothing yet: the files are read whenever a command is created.
    pub fn new(etc_dir: &Path, run_dir: &Path, workspace: &Path) -> Self {
        Self {
            etc_dir: etc_dir.to_owned(),
            run_dir: run_dir.to_owned(),
            workspace: workspace.to_owned(),
        }
    }

    /// The candidate's interactive shell. It reads the image's bashrc in place of `~/.bashrc`. The
    /// image's bashrc reads `~/.bashrc` itself, so a candidate's own cannot disable shell
    /// integration by accident.
    pub fn shell(&self) -> Command {
        let mut shell = Command::new(SHELL);
        let bashrc = self.etc_dir.join("bashrc");
        if bashrc.exists() {
            shell.arg("--init-file").arg(bashrc);
        }
        self.for_candidate(&mut shell);
        shell
    }

    /// A command that runs as the candidate without a terminal. None if `argv` is empty.
    pub fn command(&self, argv: &[String]) -> Option<Command> {
        let (program, arguments) = argv.split_first()?;
        let mut command = Command::new(program);
        command.args(arguments);
        self.for_candidate(&mut command);
        Some(command)
    }

    fn for_candidate(&self, command: &mut Command) {
        become_user(command, CANDIDATE_UID, CANDIDATE_GID);
        command
            .env_clear()
            .envs(self.variables())
            .current_dir(&self.workspace);
    }

    /// Later sources override earlier ones: defaults, the image's, then what the service wrote for
    /// this session.
    fn variables(&self) -> BTreeMap<String, String> {
        let defaults = [
            ("HOME", "/home/candidate"),
            ("USER", "candidate"),
            ("LOGNAME", "candidate"),
            ("SHELL", SHELL),
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            ("PATH", DEFAULT_PATH),
        ];
        let mut variables: BTreeMap<String, String> = defaults
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        for folder in [&self.etc_dir, &self.run_dir] {
            if let Ok(text) = std::fs::read_to_string(folder.join("environment")) {
                variables.extend(assignments(&text));
            }
        }
        variables
    }
}

/// Makes a command run as a user without other groups. The change from root to another user clears
/// the permitted, effective and ambient capabilities. The inheritable ones are empty already.
pub fn become_user(command: &mut Command, uid: u32, gid: u32) {
    use std::os::unix::process::CommandExt;
    command.uid(uid).gid(gid);
}

/// `KEY=VALUE` lines, taken literally. Empty lines and those that start with `#` are skipped.
fn assignments(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_overrides_the_image_and_the_image_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let (etc, run) = (folder.path().join("etc"), folder.path().join("run"));
        std::fs::create_dir_all(&etc).unwrap();
        std::fs::create_dir_all(&run).unwrap();
        std::fs::write(
            etc.join("environment"),
            "# image\nPATH=/image\nA=1=one\n\nB=2\n",
        )
        .unwrap();
        std::fs::write(run.join("environment"), "B=3\n").unwrap();
        let variables = Environment::new(&etc, &run, Path::new("/")).variables();
        assert_eq!(variables["PATH"], "/image");
        assert_eq!(variables["A"], "1=one");
        assert_eq!(variables["B"], "3");
        assert_eq!(variables["HOME"], "/home/candidate");
    }
}
