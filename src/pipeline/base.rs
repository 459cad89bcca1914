//! The base of a scenario: a pipeline's source, with the documents, the questions and the shared
//! files of its domain.

use std::path::PathBuf;

use super::ReadError;
use super::folder::{self, Files, SourceFile};
use super::ignored::Ignored;
use super::manifest::{MANIFEST, PipelineManifest};
use super::question::Question;
use crate::domain::ids::Digest;

/// A healthy pipeline on disk, which describes itself, and its domain.
#[derive(Clone, Debug)]
pub struct Base {
    pipeline: PathBuf,
    domain: PathBuf,
    manifest: PipelineManifest,
}

/// What a build or a run leaves behind is not part of a pipeline, and neither is its description
/// part of a workspace.
const NOT_IN_WORKSPACES: [&str; 4] = ["target", "state", ".git", MANIFEST];
/// The same without the description, for copies.
const LEFT_BEHIND: [&str; 3] = ["target", "state", ".git"];
/// The folder of a domain whose files are in the workspace of every pipeline.
const SHARED: &str = "workspace";

impl Base {
    pub(super) fn new(pipeline: PathBuf, domain: PathBuf, manifest: PipelineManifest) -> Self {
        Self {
            pipeline,
            domain,
            manifest,
        }
    }

    pub fn manifest(&self) -> &PipelineManifest {
        &self.manifest
    }

    /// The first stage that names a path that no workspace has, and the path.
    pub(super) fn missing_of_a_stage(&self) -> Option<(&str, &str)> {
        let stages = self.manifest.stages.iter();
        let mut paths = stages.flat_map(|(stage, paths)| paths.iter().map(move |it| (stage, it)));
        let missing = paths.find(|(_, path)| !self.holds(path));
        missing.map(|(stage, path)| (stage.as_str(), path.as_str()))
    }

    /// The configuration that the manifest names, if no workspace has it.
    pub(super) fn missing_configuration(&self) -> Option<&str> {
        let named = self.manifest.configuration.as_deref();
        named.filter(|path| !self.holds(path))
    }

    /// Whether a workspace on this base contains this path.
    pub fn holds(&self, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or_default();
        match path.strip_prefix("corpus/") {
            Some(document) => self.domain.join("corpus").join(document).exists(),
            None if path == "corpus" || path == "evals/questions.jsonl" => true,
            None if self.domain.join(SHARED).join(path).exists() => true,
            None => !NOT_IN_WORKSPACES.contains(&first) && self.pipeline.join(path).exists(),
        }
    }

    /// Everything in a workspace on this base, before any fault.
    pub fn files(&self) -> Result<Files, ReadError> {
        let mut files = folder::read(&self.pipeline, &NOT_IN_WORKSPACES)?;
        // A developer's caches, which would otherwise be in every candidate's first commit.
        let generated = Ignored::read(&self.manifest.generated.join("\n"));
        files.retain(|path, _| !generated.holds(path));
        files.extend(self.shared()?);
        files.extend(self.corpus()?);
        let questions = self.domain.join("questions/dev.jsonl");
        let bytes = std::fs::read(&questions).map_err(ReadError::io(&questions))?;
        files.insert(
            "evals/questions.jsonl".into(),
            SourceFile {
                bytes,
                executable: false,
            },
        );
        Ok(files)
    }

    /// Files of the domain that every workspace has. Copies from before there were any hold them
    /// as the pipeline's own.
    fn shared(&self) -> Result<Files, ReadError> {
        let shared = self.domain.join(SHARED);
        if shared.is_dir() {
            folder::read(&shared, &[])
        } else {
            Ok(Files::new())
        }
    }

    /// Every file that this base consists of, by its path below the folder of pipelines.
    pub fn sources(&self) -> Result<Files, ReadError> {
        let mut sources = Files::new();
        for (folder, except) in [(&self.pipeline, &LEFT_BEHIND[..]), (&self.domain, &[])] {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let mut files = folder::read(folder, except)?;
            let generated = Ignored::read(&self.manifest.generated.join("\n"));
            files.retain(|path, _| !generated.holds(path));
            sources.extend(
                files
                    .into_iter()
                    .map(|(path, file)| (format!("{name}/{path}"), file)),
            );
        }
        Ok(sources)
    }

    /// The documents, below `corpus/`.
    pub fn corpus(&self) -> Result<Files, ReadError> {
        let corpus = folder::read(&self.domain.join("corpus"), &[])?;
        Ok(corpus
            .into_iter()
            .map(|(path, file)| (format!("corpus/{path}"), file))
            .collect())
    }

    /// Questions with answers and spans that no candidate has seen: JSON lines, one question each.
    /// They stay on the host.
    pub fn held_back(&self) -> Result<String, ReadError> {
        let path = self.domain.join("questions/held-back.jsonl");
        std::fs::read_to_string(&path).map_err(ReadError::io(&path))
    }

    /// The same, parsed. A line that cannot be parsed is an error; it is not skipped.
    pub fn held_back_questions(&self) -> Result<Vec<Question>, ReadError> {
        let text = self.held_back()?;
        let lines = (1..).zip(text.lines());
        lines
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| ReadError::Malformed {
                    file: self.domain.join("questions/held-back.jsonl"),
                    line: number,
                    problem: error.to_string(),
                })
            })
            .collect()
    }

    /// Of the pipeline, its manifest, its documents and its questions, held-back ones included.
    pub fn digest(&self) -> Result<Digest, ReadError> {
        let files = folder::digest(&self.files()?);
        let held_back = Digest::of(self.held_back()?.as_bytes());
        let manifest = serde_json::to_string(&self.manifest).expect("a manifest is plain values");
        Ok(Digest::of(
            format!("{files}{held_back}{manifest}").as_bytes(),
        ))
    }
}
