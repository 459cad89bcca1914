//! The installation that is measured.

use super::args::BenchArgs;
use crate::client::candidate::CandidateClient;
use crate::client::practitioner::PractitionerClient;
use crate::client::service::Service;
use crate::config::DataDir;
use crate::domain::token::Token;
use crate::people::hash_new_password;
use crate::pipeline::PipelineManifest;
use crate::sandbox::Docker;
use crate::scenario::Scenario;
use crate::store::Store;

const USER: &str = "bench";

/// A service with its own data folder and port. Every measurement uses it.
pub struct Bench {
    pub args: BenchArgs,
    pub pipeline: PipelineManifest,
    pub service: Service,
    pub practitioner: PractitionerClient,
    pub store: Store,
    pub docker: Docker,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// The service keeps `warm_sandboxes` sandboxes warm.
    pub async fn open(args: BenchArgs, warm_sandboxes: usize) -> anyhow::Result<Self> {
        let library = args.library.open()?;
        let scenario = Scenario::load(&library, &args.scenario)?;
        let scenario = match &args.track {
            Some(track) => scenario.on(track)?,
            None => scenario,
        };
        let folder = tempfile::tempdir()?;
        let data = DataDir {
            path: folder.path().to_owned(),
        };
        let password = Token::generate();
        let store = Store::open(&data.database()).await?;
        let hash = hash_new_password(password.reveal())?;
        store.put_user(USER, &hash).await?;
        let docker = Docker::connect(store.installation(), None).await?;
        let warm = warm_sandboxes.to_string();
        let service = Service::start(&data, &library, 0, &["--warm-sandboxes", &warm]).await?;
        let practitioner =
            PractitionerClient::sign_in(&service.base, USER, password.reveal()).await?;
        Ok(Self {
            args,
            pipeline: scenario.pipeline,
            service,
            practitioner,
            store,
            docker,
            _folder: folder,
        })
    }

    /// Stops the service and removes its sandboxes.
    pub async fn close(mut self) -> anyhow::Result<()> {
        let stopped = self.service.stop(&self.store).await;
        self.store.close().await;
        stopped
    }

    /// A candidate who has consented, and the name of their sandbox's container.
    pub async fn candidate(&self) -> anyhow::Result<(CandidateClient, String)> {
        let (session, link) = self
            .practitioner
            .invite(&self.args.scenario, Some(&self.pipeline.name), "bench")
            .await?;
        let candidate = CandidateClient::of_link(&link)?;
        candidate.consent().await?;
        let container = self.docker.container_name(&session.replace('-', ""));
        Ok((candidate, container))
    }
}
