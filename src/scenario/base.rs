//! The base of a scenario: a pipeline's source, with the corpus and the questions of its domain.

use std::path::{Path, PathBuf};

use super::ScenarioError;
use super::folder::{self, Files, SourceFile};
use super::question::Question;
use crate::domain::ids::Digest;

/// A healthy pipeline on disk. `halden-rust` uses the documents in `halden-domain`.
#[derive(Clone, Debug)]
pub struct Base {
    pipeline: PathBuf,
    domain: PathBuf,
}

/// What a build or a run leaves behind is not part of a pipeline.
const LEFT_BEHIND: [&str; 3] = ["target", "state", ".git"];

impl Base {
    /// Refuses a name that is not a folder of `pipelines`.
    pub fn open(pipelines: &Path, name: &str) -> Result<Self, ScenarioError> {
        let pipeline = pipelines.join(name);
        let family = name.split('-').next().unwrap_or(name);
        let domain = pipelines.join(format!("{family}-domain"));
        for folder in [&pipeline, &domain] {
            std::fs::metadata(folder).map_err(ScenarioError::io(folder))?;
        }
        Ok(Self { pipeline, domain })
    }

    /// Whether a workspace on this base contains this path.
    pub fn holds(&self, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or_default();
        match path.strip_prefix("corpus/") {
            Some(document) => self.domain.join("corpus").join(document).exists(),
            None if path == "corpus" || path == "evals/questions.jsonl" => true,
            None => !LEFT_BEHIND.contains(&first) && self.pipeline.join(path).exists(),
        }
    }

    /// Everything in a workspace on this base, before any fault.
    pub fn files(&self) -> Result<Files, ScenarioError> {
        let mut files = folder::read(&self.pipeline, &LEFT_BEHIND)?;
        files.extend(self.corpus()?);
        let questions = self.domain.join("questions/dev.jsonl");
        let bytes = std::fs::read(&questions).map_err(ScenarioError::io(&questions))?;
        files.insert(
            "evals/questions.jsonl".into(),
            SourceFile {
                bytes,
                executable: false,
            },
        );
        Ok(files)
    }

    /// Every file that this base consists of, by its path below the folder of pipelines.
    pub fn sources(&self) -> Result<Files, ScenarioError> {
        let mut sources = Files::new();
        for (folder, except) in [(&self.pipeline, &LEFT_BEHIND[..]), (&self.domain, &[])] {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let files = folder::read(folder, except)?;
            sources.extend(
                files
                    .into_iter()
                    .map(|(path, file)| (format!("{name}/{path}"), file)),
            );
        }
        Ok(sources)
    }

    /// The documents, below `corpus/`.
    pub fn corpus(&self) -> Result<Files, ScenarioError> {
        let corpus = folder::read(&self.domain.join("corpus"), &[])?;
        Ok(corpus
            .into_iter()
            .map(|(path, file)| (format!("corpus/{path}"), file))
            .collect())
    }

    /// Questions with answers and spans that no candidate has seen: JSON lines, one question each.
    /// They stay on the host.
    pub fn held_back(&self) -> Result<String, ScenarioError> {
        let path = self.domain.join("questions/held-back.jsonl");
        std::fs::read_to_string(&path).map_err(ScenarioError::io(&path))
    }

    /// The same, parsed. A line that cannot be parsed is an error; it is not skipped.
    pub fn held_back_questions(&self) -> Result<Vec<Question>, ScenarioError> {
        let text = self.held_back()?;
        let lines = (1..).zip(text.lines());
        lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| ScenarioError::Malformed {
                    file: self.domain.join("questions/held-back.jsonl"),
                    line: number,
                    problem: error.to_string(),
                })
            })
            .collect()
    }

    /// Of the pipeline, its documents and its questions, held-back ones included.
    pub fn digest(&self) -> Result<Digest, ScenarioError> {
        let files = folder::digest(&self.files()?);
        let held_back = Digest::of(self.held_back()?.as_bytes());
        Ok(Digest::of(format!("{files}{held_back}").as_bytes()))
    }
}
