//! A pipeline of this repository in a real sandbox, with the small domain.

use std::path::Path;

use anyhow::{Context as _, Result};
use assay::check::conformance::{DOMAIN, Domain, Fixture, prepare};
use assay::gateway::minilm;
use assay::pipeline::Pipelines;
use assay::verification::{Means, Proving, conformance};

pub struct Bench {
    proving: Proving,
    pub fixture: Fixture,
}

impl Bench {
    /// Builds the pipeline.
    pub async fn open(pipeline: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sandbox-images/pipelines");
        let domain = Domain::read(&folder.join(DOMAIN))?;
        let base = Pipelines::from(folder).open(pipeline)?;
        let means = Means {
            model: minilm::default_directory(),
            runtime: None,
            // Without optimisation, the model takes minutes for what it has not embedded before.
            embeddings: std::env::var_os("ASSAY_TEST_EMBEDDINGS").map(Into::into),
        };
        let proving = Proving::begin(means).await.context("make images model")?;
        let sandbox = conformance::open(&proving, &base, &domain).await?;
        prepare(sandbox.as_ref()).await?;
        let fixture = Fixture::new(sandbox, domain);
        Ok(Self { proving, fixture })
    }

    /// Removes the sandbox, and fails if something is left.
    pub async fn close(self) -> Result<()> {
        drop(self.fixture);
        Ok(self.proving.end().await?)
    }
}
