//! Work that goes on when the page that asked for it goes away.

use super::error::RouteError;

/// Does it in a task of its own: without one, a page that goes away would leave a start half done, or
/// a sandbox frozen that nobody knows of.
pub(super) async fn to_the_end<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, RouteError>
where
    T: Send + 'static,
    E: Into<RouteError> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => Err(RouteError::internal(error)),
    }
}
