//! The answers to updates.

use qdrant_client::qdrant::{PointsOperationResponse, UpdateResult, UpdateStatus};

pub fn response(wait: Option<bool>) -> PointsOperationResponse {
    PointsOperationResponse {
        result: Some(result(wait)),
        time: 0.0,
        usage: None,
    }
}

/// An update is always complete when it is answered. As in Qdrant, a client that does not wait is
/// only told that it was accepted.
pub fn result(wait: Option<bool>) -> UpdateResult {
    let status = if wait == Some(true) {
        UpdateStatus::Completed
    } else {
        UpdateStatus::Acknowledged
    };
    UpdateResult {
        operation_id: None,
        status: status.into(),
    }
}
