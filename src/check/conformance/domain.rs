//! The small domain on which a pipeline is tried: `contract-domain/` in a folder of pipelines.

use std::path::Path;

use crate::pipeline::ReadError;
use crate::pipeline::folder::{self, Files, SourceFile};
use crate::pipeline::question::Question;

/// The folder's name.
pub const DOMAIN: &str = "contract-domain";
/// What of the pipeline's own domain the workspace must not keep.
const REPLACED: [&str; 3] = ["corpus/", "prompts/", "evals/"];

#[derive(Clone, Debug)]
pub struct Domain {
    /// By path of the workspace.
    corpus: Files,
    /// By path of the workspace.
    prompts: Files,
    /// The content of `evals/questions.jsonl`.
    dev: Vec<u8>,
    held_back: Vec<u8>,
}

impl Domain {
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let questions = |name: &str| {
            let path = folder.join("questions").join(name);
            std::fs::read(&path).map_err(ReadError::io(&path))
        };
        Ok(Self {
            corpus: below("corpus", folder::read(&folder.join("corpus"), &[])?),
            prompts: below(
                "prompts",
                folder::read(&folder.join("workspace/prompts"), &[])?,
            ),
            dev: questions("dev.jsonl")?,
            held_back: questions("held-back.jsonl")?,
        })
    }

    /// The workspace of a pipeline with this domain's documents, prompts and questions.
    #[must_use]
    pub fn over(&self, mut workspace: Files) -> Files {
        workspace.retain(|path, _| !REPLACED.iter().any(|prefix| path.starts_with(prefix)));
        workspace.extend(self.corpus.clone());
        workspace.extend(self.prompts.clone());
        let questions = SourceFile {
            bytes: self.dev.clone(),
            executable: false,
        };
        workspace.insert("evals/questions.jsonl".into(), questions);
        workspace
    }

    pub(super) fn corpus(&self) -> &Files {
        &self.corpus
    }

    pub(super) fn prompts(&self) -> &Files {
        &self.prompts
    }

    /// The questions of `evals/questions.jsonl`.
    pub(super) fn questions(&self) -> Vec<Question> {
        parsed(&self.dev)
    }

    pub(super) fn held_back(&self) -> Vec<Question> {
        parsed(&self.held_back)
    }
}

fn below(folder: &str, files: Files) -> Files {
    let files = files.into_iter();
    files
        .map(|(path, file)| (format!("{folder}/{path}"), file))
        .collect()
}

fn parsed(lines: &[u8]) -> Vec<Question> {
    let text = String::from_utf8_lossy(lines);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let parsed = lines.map(serde_json::from_str);
    parsed
        .collect::<Result<_, _>>()
        .expect("the domain's questions are ours")
}
