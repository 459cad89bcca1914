//! The sandbox image of a session: the one that it was invited with, whatever its name means today.

use crate::domain::ids::SessionId;
use crate::sandbox::{Docker, DockerSource, SandboxError};
use crate::scenario::Scenario;
use crate::session::context::{Context, SessionError};
use crate::store::Store;

/// Pins the image that a new session's sandbox will run. If the engine does not answer or has no
/// such image yet, the invitation is still made and the image is pinned at its first use.
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
        tracing::info!(%session, %error, "the session's image is pinned later");
    }
}

/// The engine's id of a session's image. Pins the image if it was not pinned before.
pub(in crate::session) async fn image_of_session(
    context: &Context,
    docker: &Docker,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    pin(docker, &context.parts.store, session, scenario).await
}

/// The image for a session's checks: the pinned one, or the name if none is pinned. Does not ask
/// the engine.
pub(in crate::session) async fn image_if_pinned(
    context: &Context,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    let pin = context.parts.store.pin(session).await?;
    let pinned = pin.and_then(|pin| pin.image);
    Ok(pinned.unwrap_or_else(|| scenario.pipeline.image_tag()))
}

async fn pin(
    docker: &Docker,
    store: &Store,
    session: SessionId,
    scenario: &Scenario,
) -> Result<String, SessionError> {
    let known = store.pin(session).await?.and_then(|pin| pin.image);
    let name = known
        .clone()
        .unwrap_or_else(|| scenario.pipeline.image_tag());
    let id = match (docker.image_id(&name).await, known) {
        (Ok(id), _) => id,
        // The usual advice to build the image would not help: it would be a different image.
        (Err(SandboxError::ImageMissing(id)), Some(_)) => return Err(SessionError::ImageGone(id)),
        (Err(error), _) => return Err(error.into()),
    };
    docker.keep_image(&id).await?;
    store.pin_image(session, &id).await?;
    Ok(id)
}
