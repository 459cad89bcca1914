//! Work that continues when the page that asked for it goes away.

use super::error::RouteError;

/// Does the work in its own task. Otherwise, a page that goes away would leave a start half done,
/// or a frozen sandbox that nobody knows about.
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
