//! The pipeline and the points that a command line names.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::check::conformance::{self, DOMAIN, Point};
use crate::pipeline::{Base, Pipelines, ReadError};

/// A pipeline, and the domain on which it is tried.
pub struct Chosen {
    pub base: Base,
    pub domain: PathBuf,
    /// The pipeline's manifest.
    file: PathBuf,
}

impl Chosen {
    /// By name, or by folder. The folder's parent becomes a folder of pipelines too.
    pub fn find(pipeline: &str, pipelines: Pipelines) -> anyhow::Result<Self> {
        let (name, pipelines) = match folder(pipeline, &pipelines) {
            None => (pipeline.to_owned(), pipelines),
            Some(folder) => {
                let name = folder
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let name =
                    name.with_context(|| format!("{pipeline} is not a pipeline's folder"))?;
                let mut folders: Vec<_> = folder.parent().map(Path::to_owned).into_iter().collect();
                folders.extend_from_slice(pipelines.folders());
                (name, Pipelines::new(folders))
            }
        };
        let base = pipelines.open(&name)?;
        let below = |name: &str| {
            let mut all = pipelines.folders().iter().map(|folder| folder.join(name));
            all.find(|folder| folder.is_dir())
        };
        let domain = below(DOMAIN).with_context(|| {
            let folders: Vec<_> = pipelines
                .folders()
                .iter()
                .map(|it| it.display().to_string())
                .collect();
            format!(
                "there is no {DOMAIN} in {}: name its folder with --pipelines",
                folders.join(", ")
            )
        })?;
        let file = below(&name).unwrap_or_default().join("pipeline.toml");
        Ok(Self { base, domain, file })
    }

    /// Says what is wrong with a key of the manifest, with its line.
    pub fn at_fault(&self, key: &str, problem: String) -> ReadError {
        let error = ReadError::invalid(&self.file, key, problem);
        match std::fs::read_to_string(&self.file) {
            Ok(text) => error.located(&self.file, &text),
            Err(_) => error,
        }
    }
}

/// The folder that is meant, unless it is a name.
fn folder(pipeline: &str, pipelines: &Pipelines) -> Option<PathBuf> {
    let named = pipelines
        .folders()
        .iter()
        .any(|folder| folder.join(pipeline).is_dir());
    let path = std::path::absolute(pipeline).unwrap_or_else(|_| pipeline.into());
    let path = path.canonicalize().unwrap_or(path);
    (pipeline.contains('/') || (!named && path.is_dir())).then_some(path)
}

/// All points, or those that `only` names.
pub fn points(only: &[String]) -> anyhow::Result<Vec<&'static Point>> {
    for id in only {
        if !conformance::points().any(|point| point.id == id) {
            bail!("there is no point {id:?}; docs/pipeline-contract.md names them all");
        }
    }
    let wanted = |point: &&Point| only.is_empty() || only.iter().any(|id| id == point.id);
    Ok(conformance::points().filter(wanted).collect())
}
