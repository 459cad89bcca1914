//! The sandbox image of a session: the one it was invited with, whatever the name means today.

use crate::domain::ids::SessionId;
use crate::sandbox::{Docker, DockerSource, SandboxError};
use crate::scenario::Scenario;
use crate::session::context::{Context, SessionError};
use crate::store::Store;
use crate::verification::wants::image_of;

/// Pins the image that the sandbox of a new session will run. An engine that does not answer, or
/// has no such image yet, is no reason not to invite: then the image is pinned at its first use.
pub async fn pin_if_there(
    docker: &DockerSource,
    store: &Store,
    session: SessionId,
    scenario: &Scenario,
) {
    let pinned = async {
        let docker = docker.get().await?;
        pin(&docker, store, session, scenario).await
    };
    if let Err(error) = pinned.await {
        tracing::info!(%session, %error, "its image is pinned later");
    }
}

/// The engine's id of a session's image, which is pinned by this if it was not before.
pub(in crate::session) async fn image_of_session(
    context: &Context,
    docker: &Docker,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    pin(docker, &context.parts.store, session, scenario).await
}

/// The image for a session's checks: its own, also where the engine is asked only later.
pub(in crate::session) async fn image_if_pinned(
    context: &Context,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    let pin = context.parts.store.pin(session).await?;
    let pinned = pin.and_then(|pin| pin.image);
    Ok(pinned.unwrap_or_else(|| image_of(scenario)))
}

async fn pin(
    docker: &Docker,
    store: &Store,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    let known = store.pin(session).await?.and_then(|pin| pin.image);
    let name = known.clone().unwrap_or_else(|| image_of(scenario));
    let id = match (docker.image_id(&name).await, known) {
        (Ok(id), _) => id,
        // "Build it" would be no help: what is built is another image.
        (Err(SandboxError::ImageMissing(id)), Some(_)) => return Err(SessionError::ImageGone(id)),
        (Err(error), _) => return Err(error.into()),
    };
    docker.keep_image(&id).await?;
    store.pin_image(session, &id).await?;
    Ok(id)
}
