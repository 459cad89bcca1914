//! The server's name and the version of its API.

use qdrant_client::qdrant::qdrant_server::Qdrant;
use qdrant_client::qdrant::{HealthCheckReply, HealthCheckRequest};
use tonic::{Request, Response, Status};

use crate::{API_VERSION, SELF, TITLE};

#[derive(Debug)]
pub struct HealthApi;

#[tonic::async_trait]
impl Qdrant for HealthApi {
    async fn health_check(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckReply>, Status> {
        Ok(Response::new(HealthCheckReply {
            title: TITLE.to_owned(),
            version: API_VERSION.to_owned(),
            commit: Some(SELF.to_owned()),
        }))
    }
}
