//! The git program, isolated from the host's configuration and hooks.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[derive(Debug, thiserror::Error)]
#[error("git {command}: {detail}")]
pub struct GitError {
    pub command: String,
    /// What git printed.
    pub detail: String,
}

/// A folder in which git runs.
pub struct Git<'a> {
    folder: &'a Path,
}

impl<'a> Git<'a> {
    /// Uses the repository in `folder`.
    pub fn open(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Creates an empty repository in `folder`.
    pub fn init(folder: &'a Path) -> Result<Self, GitError> {
        let git = Self { folder };
        git.run(["init", "--quiet", "--initial-branch=main", "--template="])?;
        Ok(git)
    }

    /// Commits every file in the folder.
    pub fn commit_all(&self, role: &str, date: &str, message: &str) -> Result<(), GitError> {
        self.run(["add", "--all", "--force"])?;
        let address = format!("{}@halden.example", role.replace(' ', "-"));
        let mut command = self.command();
        command
            .args([
                "commit",
                "--quiet",
                "--allow-empty",
                "--no-verify",
                "--message",
                message,
            ])
            .env("GIT_AUTHOR_NAME", role)
            .env("GIT_AUTHOR_EMAIL", &address)
            .env("GIT_AUTHOR_DATE", date)
            .env("GIT_COMMITTER_NAME", role)
            .env("GIT_COMMITTER_EMAIL", &address)
            .env("GIT_COMMITTER_DATE", date);
        finish(command, "commit", &[])
    }

    /// Applies a unified diff to the files, or reverts it. Git itself refuses paths that lead out
    /// of the folder or through a link.
    pub fn apply(&self, diff: &[u8], backwards: bool) -> Result<(), GitError> {
        let mut command = self.command();
        command.args(["apply", "--whitespace=nowarn"]);
        if backwards {
            command.arg("--reverse");
        }
        finish(command, "apply", diff)
    }

    /// All objects, reachable or not, in git's own batch format.
    pub fn all_objects(&self) -> Result<Vec<u8>, GitError> {
        let mut command = self.command();
        command.args(["cat-file", "--batch-all-objects", "--batch", "--buffer"]);
        let failed = |detail: String| GitError {
            command: "cat-file".into(),
            detail,
        };
        let output = run(&mut command, &[]).map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(output.stdout)
    }

    /// Imports commits in the form that `git fast-import` reads.
    pub fn fast_import(&self, stream: std::fs::File) -> Result<(), GitError> {
        let mut command = self.command();
        command.args(["fast-import", "--quiet", "--date-format=raw"]);
        command.stdin(stream);
        finish_with(&mut command, "fast-import")
    }

    /// Writes everything on `main` into one file that git can clone from.
    pub fn bundle(&self, to: &Path) -> Result<(), GitError> {
        let mut command = self.command();
        command
            .args(["bundle", "create", "--quiet"])
            .arg(to)
            .args(["HEAD", "main"]);
        finish(command, "bundle", &[])
    }

    /// Packs objects and references under the names that a clone would have.
    pub fn pack(&self) -> Result<(), GitError> {
        self.run(["gc", "--quiet", "--prune=now"])
    }

    /// Updates the index to the files as they are. The index is created again from the last commit,
    /// because git keeps old entries for files that it considers unchanged.
    pub fn refresh(&self) -> Result<(), GitError> {
        self.run(["read-tree", "HEAD"])?;
        self.run(["update-index", "--really-refresh", "-q"])
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> Result<(), GitError> {
        let mut command = self.command();
        command.args(arguments);
        finish(command, arguments[0], &[])
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        let quiet = [
            "core.hooksPath=/dev/null",
            "gc.auto=0",
            "core.autocrlf=false",
        ];
        command
            .env_clear()
            .env(
                "PATH",
                std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()),
            )
            .env("HOME", "/nonexistent")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            // The workspace's own repository and no other, wherever the folder is.
            .env("GIT_DIR", self.folder.join(".git"))
            .env("GIT_WORK_TREE", self.folder)
            .args(
                quiet
                    .iter()
                    .flat_map(|option| [OsStr::new("-c"), OsStr::new(option)]),
            )
            .current_dir(self.folder);
        command
    }
}

fn finish(mut command: Command, name: &str, input: &[u8]) -> Result<(), GitError> {
    judge(name, run(&mut command, input))
}

/// For a command that has already received its input.
fn finish_with(command: &mut Command, name: &str) -> Result<(), GitError> {
    judge(name, command.output())
}

fn judge(name: &str, ended: std::io::Result<Output>) -> Result<(), GitError> {
    let failed = |detail: String| GitError {
        command: name.to_owned(),
        detail,
    };
    let output = ended.map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said
        .lines()
        .map(|line| line.trim_start_matches("error: "))
        .collect();
    Err(failed(lines.join("; ")))
}

fn run(command: &mut Command, input: &[u8]) -> std::io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Git reads a whole patch before it prints anything. A git that exited early says why.
        let _ = stdin.write_all(input);
    }
    child.wait_with_output()
}
