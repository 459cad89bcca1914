//! The texts in an image, for whoever has to know that something is not in it.

use bollard::models::ContainerCreateBody;
use bollard::query_parameters::CreateContainerOptionsBuilder;
use futures_util::TryStreamExt as _;
use tokio_util::io::{StreamReader, SyncIoBridge};

use super::docker::Docker;
use super::runtime::{Purpose, SandboxError};

/// Longer files are programs and libraries.
const LONGEST: u64 = 1 << 20;

impl Docker {
    /// Hands the path and content of every text file of an image to `each`. Makes a container that
    /// never runs; like every other one of this installation, it is found by [`Docker::list`] if
    /// this is dropped in the middle.
    pub async fn read_image<E>(&self, image: &str, mut each: E) -> Result<(), SandboxError>
    where
        E: FnMut(&str, &str) + Send + 'static,
    {
        let refused = |action| move |cause| SandboxError::Refused { action, cause };
        let name = format!("i{}", uuid::Uuid::now_v7().simple());
        let container = self.container_name(&name);
        let options = CreateContainerOptionsBuilder::default()
            .name(&container)
            .build();
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            labels: Some(self.labels(&Purpose::Verification, &name)),
            ..ContainerCreateBody::default()
        };
        let made = self.engine.create_container(Some(options), body).await;
        made.map_err(refused("create a container"))?;
        let stream = self
            .engine
            .export_container(&container)
            .map_err(std::io::Error::other);
        let reader = SyncIoBridge::new(StreamReader::new(Box::pin(stream)));
        let read = tokio::task::spawn_blocking(move || {
            let mut archive = tar::Archive::new(reader);
            for entry in archive.entries()? {
                let mut entry = entry?;
                if !entry.header().entry_type().is_file() || entry.size() > LONGEST {
                    continue;
                }
                let path = entry.path()?.display().to_string();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut entry, &mut bytes)?;
                if let Ok(text) = std::str::from_utf8(&bytes) {
                    each(&path, text);
                }
            }
            Ok::<_, std::io::Error>(())
        });
        let read = read
            .await
            .map_err(|error| SandboxError::Agent(error.to_string()));
        self.remove(&name).await?;
        read?.map_err(|error| SandboxError::Agent(format!("reading the image: {error}")))
    }
}
