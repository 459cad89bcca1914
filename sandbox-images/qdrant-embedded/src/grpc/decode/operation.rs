//! One update operation, alone or as part of a batch.

use qdrant_client::qdrant::UpdateMode;
use qdrant_client::qdrant::points_update_operation::{self as part, Operation};
use qdrant_edge::UpdateOperation;

use super::{absent, filter, needed, point};
use crate::error::{ApiError, ApiResult};
use crate::json::payload_key;
use crate::update;

pub fn decode(operation: Operation) -> ApiResult<UpdateOperation> {
    match operation {
        Operation::Upsert(part) => upsert(part),
        Operation::DeletePoints(part::DeletePoints {
            points,
            shard_key_selector,
        }) => {
            absent(shard_key_selector, "shard_key_selector")?;
            Ok(update::delete(point::selector(points)?))
        }
        Operation::SetPayload(part) => set_payload(part),
        Operation::OverwritePayload(part) => overwrite_payload(part),
        Operation::DeletePayload(part) => delete_payload(part),
        Operation::ClearPayload(part::ClearPayload {
            points,
            shard_key_selector,
        }) => {
            absent(shard_key_selector, "shard_key_selector")?;
            Ok(update::clear_payload(point::selector(points)?))
        }
        Operation::UpdateVectors(part) => update_vectors(part),
        Operation::DeleteVectors(part) => delete_vectors(part),
        #[expect(deprecated, reason = "refused, but the match is exhaustive")]
        Operation::DeleteDeprecated(_) | Operation::ClearPayloadDeprecated(_) => Err(
            ApiError::Unsupported("a deprecated batch operation".to_owned()),
        ),
    }
}

fn upsert(part: part::PointStructList) -> ApiResult<UpdateOperation> {
    let part::PointStructList {
        points,
        shard_key_selector,
        update_filter,
        update_mode,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let mode = match update_mode.map(UpdateMode::try_from) {
        None => None,
        Some(Ok(UpdateMode::Upsert)) => Some(qdrant_edge::UpdateMode::Upsert),
        Some(Ok(UpdateMode::InsertOnly)) => Some(qdrant_edge::UpdateMode::InsertOnly),
        Some(Ok(UpdateMode::UpdateOnly)) => Some(qdrant_edge::UpdateMode::UpdateOnly),
        Some(Err(_)) => return Err(ApiError::Unsupported("update_mode".to_owned())),
    };
    let condition = filter::optional(update_filter)?;
    let points = points.into_iter().map(point::point);
    let points = points.collect::<ApiResult<_>>()?;
    Ok(update::upsert(points, condition, mode))
}

fn set_payload(part: part::SetPayload) -> ApiResult<UpdateOperation> {
    let part::SetPayload {
        payload,
        points_selector,
        shard_key_selector,
        key,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let key = key.map(|key| payload_key(&key)).transpose()?;
    let selector = point::selector(points_selector)?;
    Ok(update::set_payload(point::payload(payload), selector, key))
}

fn overwrite_payload(part: part::OverwritePayload) -> ApiResult<UpdateOperation> {
    let part::OverwritePayload {
        payload,
        points_selector,
        shard_key_selector,
        key,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    absent(key, "key of OverwritePayload")?;
    let selector = point::selector(points_selector)?;
    Ok(update::overwrite_payload(point::payload(payload), selector))
}

fn delete_payload(part: part::DeletePayload) -> ApiResult<UpdateOperation> {
    let part::DeletePayload {
        keys,
        points_selector,
        shard_key_selector,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let keys = keys.iter().map(|key| payload_key(key));
    let keys = keys.collect::<ApiResult<_>>()?;
    Ok(update::delete_payload(
        keys,
        point::selector(points_selector)?,
    ))
}

fn update_vectors(part: part::UpdateVectors) -> ApiResult<UpdateOperation> {
    let part::UpdateVectors {
        points,
        shard_key_selector,
        update_filter,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let condition = filter::optional(update_filter)?;
    let points = points.into_iter().map(point::point_vectors);
    let points = points.collect::<ApiResult<_>>()?;
    Ok(update::update_vectors(points, condition))
}

fn delete_vectors(part: part::DeleteVectors) -> ApiResult<UpdateOperation> {
    let part::DeleteVectors {
        points_selector,
        vectors,
        shard_key_selector,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let names = needed(vectors, "vectors")?.names;
    let selector = point::selector(points_selector)?;
    Ok(update::delete_vectors(selector, names))
}
