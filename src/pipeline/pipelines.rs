//! The folders in which pipelines and their domains are.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::ReadError;
use super::base::Base;
use super::manifest::{MANIFEST, PipelineManifest};
use super::manifest_fit;
use super::slug::is_slug;

/// Folders of pipelines, searched in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipelines {
    folders: Vec<PathBuf>,
    /// Where a pipeline without a manifest of its own is described: copies that were kept before
    /// pipelines described themselves.
    described_in: Vec<PathBuf>,
}

impl Pipelines {
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            described_in: Vec::new(),
        }
    }

    /// The folders as one argument of `--pipelines`.
    pub fn joined(&self) -> OsString {
        let all: Vec<&OsStr> = self.folders.iter().map(|it| it.as_os_str()).collect();
        all.join(OsStr::new(":"))
    }

    /// These pipelines, each with the manifest that `library` has now if it has none of its own.
    #[must_use]
    pub fn described_by(mut self, library: &Self) -> Self {
        self.described_in.clone_from(&library.folders);
        self
    }

    /// In the order in which they are searched.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The names of all pipelines, sorted: the folders that hold a manifest.
    pub fn names(&self) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        for folder in &self.folders {
            for entry in std::fs::read_dir(folder).map_err(ReadError::io(folder))? {
                let entry = entry.map_err(ReadError::io(folder))?;
                if entry.path().join(MANIFEST).is_file()
                    && let Ok(name) = entry.file_name().into_string()
                {
                    names.push(name);
                }
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The pipeline of this name with its domain, whose manifest fits.
    pub fn open(&self, name: &str) -> Result<Base, ReadError> {
        let folder = self.folder_of(name)?;
        let manifest = self.manifest_of(&folder, name)?;
        let domain = self.domain_of(&folder, &manifest)?;
        let own = folder.join(MANIFEST);
        let base = Base::new(folder, domain, manifest);
        let unread = base.missing_configuration().filter(|_| own.is_file());
        if let Some(path) = unread {
            let problem = format!("names {path:?}, which is not in the workspace");
            return Err(invalid_at(&own, "configuration", problem));
        }
        match base.missing_of_a_stage().filter(|_| own.is_file()) {
            None => Ok(base),
            Some((stage, path)) => {
                let problem = format!("names {path:?}, which is not in the workspace");
                Err(invalid_at(&own, &format!("stages.{stage}"), problem))
            }
        }
    }

    fn folder_of(&self, name: &str) -> Result<PathBuf, ReadError> {
        // A name that is not a slug could be a path.
        let found = is_slug(name).then(|| self.first_with(name)).flatten();
        found.ok_or_else(|| ReadError::Refused {
            path: PathBuf::from(name),
            reason: format!(
                "there is no pipeline of this name in {}",
                listed(&self.folders)
            ),
        })
    }

    fn manifest_of(&self, folder: &Path, name: &str) -> Result<PipelineManifest, ReadError> {
        let own = folder.join(MANIFEST);
        let kept = self
            .described_in
            .iter()
            .map(|it| it.join(name).join(MANIFEST));
        let file = std::iter::once(own.clone())
            .chain(kept)
            .find(|file| file.is_file());
        let Some(file) = file else {
            let reason = format!("a pipeline needs a {MANIFEST}: see docs/pipelines.md");
            return Err(ReadError::Refused { path: own, reason });
        };
        let text = std::fs::read_to_string(&file).map_err(ReadError::io(&file))?;
        let manifest: PipelineManifest =
            toml::from_str(&text).map_err(|error| ReadError::toml(&file, &text, &error))?;
        manifest_fit::check(&file, name, &manifest).map_err(|error| error.located(&file, &text))?;
        Ok(manifest)
    }

    /// Beside the pipeline, or in another of the folders.
    fn domain_of(&self, folder: &Path, of: &PipelineManifest) -> Result<PathBuf, ReadError> {
        let beside = folder.parent().map(|it| it.join(&of.domain));
        let found = beside.filter(|it| it.is_dir());
        found
            .or_else(|| self.first_with(&of.domain))
            .ok_or_else(|| {
                let problem = format!(
                    "names {:?}, which is neither beside the pipeline nor in {}",
                    of.domain,
                    listed(&self.folders)
                );
                invalid_at(&folder.join(MANIFEST), "domain", problem)
            })
    }

    fn first_with(&self, name: &str) -> Option<PathBuf> {
        let mut all = self.folders.iter().map(|folder| folder.join(name));
        all.find(|folder| folder.is_dir())
    }
}

impl From<PathBuf> for Pipelines {
    fn from(folder: PathBuf) -> Self {
        Self::new(vec![folder])
    }
}

/// With the line of the key, if the file can still be read.
fn invalid_at(file: &Path, key: &str, problem: String) -> ReadError {
    let error = ReadError::invalid(file, key, problem);
    match std::fs::read_to_string(file) {
        Ok(text) => error.located(file, &text),
        Err(_) => error,
    }
}

fn listed(folders: &[PathBuf]) -> String {
    let all: Vec<String> = folders.iter().map(|it| it.display().to_string()).collect();
    all.join(", ")
}

#[cfg(test)]
#[path = "pipelines_tests.rs"]
mod tests;
