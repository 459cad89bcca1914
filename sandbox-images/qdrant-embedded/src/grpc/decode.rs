//! From gRPC messages to the engine's types.
//!
//! Messages are destructured without `..`. So a field that a newer client library adds does not
//! compile until someone decides what it means here.

pub mod alias;
pub mod collection;
pub mod filter;
pub mod formula;
pub mod groups;
pub mod index;
pub mod operation;
pub mod order;
pub mod point;
pub mod query;
pub mod ranking;
pub mod vector;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{self, read_consistency};
use qdrant_edge::PointId;

use crate::error::{ApiError, ApiResult};

/// Refuses `field` if it is present.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a refused field is not used again"
)]
pub fn absent<T>(field: Option<T>, name: &str) -> ApiResult<()> {
    match field {
        Some(_) => Err(ApiError::Unsupported(name.to_owned())),
        None => Ok(()),
    }
}

/// Accepts any consistency that a single replica satisfies.
pub fn consistency(read: Option<qdrant::ReadConsistency>) -> ApiResult<()> {
    match read.and_then(|read| read.value) {
        Some(read_consistency::Value::Factor(factor)) if factor > 1 => Err(ApiError::Unsupported(
            format!("read_consistency factor {factor}"),
        )),
        _ => Ok(()),
    }
}

/// For a field without which the message has no meaning.
pub fn needed<T>(field: Option<T>, name: &str) -> ApiResult<T> {
    field.ok_or_else(|| ApiError::Invalid(format!("{name} is missing")))
}

/// A number that does not fit is cut to the largest one that does.
pub fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub fn id(id: qdrant::PointId) -> ApiResult<PointId> {
    match needed(id.point_id_options, "point id")? {
        PointIdOptions::Num(number) => Ok(PointId::NumId(number)),
        PointIdOptions::Uuid(text) => qdrant_edge::external::uuid::Uuid::parse_str(&text)
            .map(PointId::Uuid)
            .map_err(|_| ApiError::Invalid(format!("Unable to parse UUID: {text}"))),
    }
}

pub fn ids(ids: Vec<qdrant::PointId>) -> ApiResult<Vec<PointId>> {
    ids.into_iter().map(id).collect()
}
