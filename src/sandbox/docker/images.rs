//! Images of sandboxes.

use bollard::query_parameters::TagImageOptionsBuilder;

use super::Docker;
use super::errors::{NOT_FOUND, status};
use crate::runtime::SandboxError;

/// The name of images that sessions were invited with. The tag is the beginning of the image's id.
const KEPT_IMAGES: &str = "assay/kept";

impl Docker {
    /// The id of the image with this name. It changes whenever the image's content does.
    pub async fn image_id(&self, image: &str) -> Result<String, SandboxError> {
        match self.engine.inspect_image(image).await {
            Ok(found) => Ok(found.id.unwrap_or_else(|| image.to_owned())),
            Err(error) if status(&error) == Some(NOT_FOUND) => {
                Err(SandboxError::ImageMissing(image.to_owned()))
            }
            Err(cause) => Err(SandboxError::Refused {
                action: "look up an image",
                cause,
            }),
        }
    }

    /// Gives an image an additional name. The image then stays when its usual name moves to another
    /// image and unnamed images are pruned.
    pub async fn keep_image(&self, id: &str) -> Result<(), SandboxError> {
        let tag: String = id.trim_start_matches("sha256:").chars().take(16).collect();
        let options = TagImageOptionsBuilder::default()
            .repo(KEPT_IMAGES)
            .tag(&tag)
            .build();
        let kept = self.engine.tag_image(id, Some(options)).await;
        kept.map_err(|cause| SandboxError::Refused {
            action: "name an image",
            cause,
        })
    }
}
