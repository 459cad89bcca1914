//! A folder of scenarios to break, and the program to run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A library with one scenario, `fresh`, that `assay scenario new` made.
pub struct Library {
    folder: tempfile::TempDir,
}

impl Library {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let common = root().join("scenarios/common-rubric.toml");
        std::fs::copy(common, folder.path().join("common-rubric.toml")).unwrap();
        let library = Self { folder };
        let made = library.ask(&["new", "fresh", "--family", "rag"]);
        assert!(made.status.success(), "{}", stderr(&made));
        library
    }

    /// A path below the scenario's folder.
    pub fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join("fresh").join(inner)
    }

    /// Replaces a text in a file. Fails if the file does not contain it.
    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// The program, with this library as its folder of scenarios.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command
            .arg("scenario")
            .args(arguments)
            .env("ASSAY_SCENARIOS", self.folder.path())
            .env("ASSAY_PIPELINES", root().join("sandbox-images/pipelines"))
            .env("NO_COLOR", "1");
        command
    }

    pub fn ask(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Its exit status and standard error, for a command line that must fail.
    pub fn complaint(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.ask(arguments);
        (output.status.code().unwrap(), stderr(&output))
    }
}

/// This repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
