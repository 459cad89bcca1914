//! Updates that depend on stored data are resolved first, so what is recorded and applied names the
//! points that it changes. If an update were applied a second time after a kill, a condition could
//! give a different result for a point that was only partly written.

use std::collections::HashSet;

use qdrant_edge::{
    Condition, ConditionalInsertOperation, EdgeShard, Filter, PointId, PointInsertOperations,
    PointOperations, ScrollRequest, UpdateMode, UpdateOperation, UpdateVectorsOp, VectorOperations,
};

use crate::error::ApiResult;

/// Whether the effect of `update` depends on stored data.
pub fn is_conditional(update: &UpdateOperation) -> bool {
    matches!(
        update,
        UpdateOperation::PointOperation(PointOperations::UpsertPointsConditional(_))
            | UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(UpdateVectorsOp {
                update_filter: Some(_),
                ..
            }))
    )
}

/// The unconditional update that `update` amounts to with the data stored now.
pub fn settled(shard: &EdgeShard, update: UpdateOperation) -> ApiResult<UpdateOperation> {
    Ok(match update {
        UpdateOperation::PointOperation(PointOperations::UpsertPointsConditional(upsert)) => {
            let points = PointInsertOperations::PointsList(upserted(shard, upsert)?);
            UpdateOperation::PointOperation(PointOperations::UpsertPoints(points))
        }
        UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(UpdateVectorsOp {
            mut points,
            update_filter: Some(condition),
        })) => {
            let ids: Vec<_> = points.iter().map(|point| point.id).collect();
            let excluded = failing(shard, &ids, condition)?;
            points.retain(|point| !excluded.contains(&point.id));
            UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(UpdateVectorsOp {
                points,
                update_filter: None,
            }))
        }
        unconditional => unconditional,
    })
}

fn upserted(
    shard: &EdgeShard,
    upsert: ConditionalInsertOperation,
) -> ApiResult<Vec<qdrant_edge::PointStructPersisted>> {
    let ConditionalInsertOperation {
        points_op,
        condition,
        update_mode,
    } = upsert;
    let ids = points_op.point_ids();
    let mut points = points_op.into_point_vec();
    match update_mode.unwrap_or_default() {
        UpdateMode::Upsert => {
            let excluded = failing(shard, &ids, condition)?;
            points.retain(|point| !excluded.contains(&point.id));
        }
        UpdateMode::InsertOnly => {
            let stored = stored(shard, &ids)?;
            points.retain(|point| !stored.contains(&point.id));
        }
        UpdateMode::UpdateOnly => {
            let excluded = failing(shard, &ids, condition)?;
            let stored = stored(shard, &ids)?;
            points.retain(|point| stored.contains(&point.id) && !excluded.contains(&point.id));
        }
    }
    Ok(points)
}

/// The points that are stored and do not match the condition.
fn failing(shard: &EdgeShard, ids: &[PointId], condition: Filter) -> ApiResult<HashSet<PointId>> {
    let failing = Filter::new_must_not(Condition::Filter(condition));
    matching(shard, ids, failing)
}

fn stored(shard: &EdgeShard, ids: &[PointId]) -> ApiResult<HashSet<PointId>> {
    matching(shard, ids, Filter::default())
}

fn matching(shard: &EdgeShard, ids: &[PointId], filter: Filter) -> ApiResult<HashSet<PointId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let of_these = Filter::new_must(Condition::HasId(ids.iter().copied().collect()));
    let (found, _) = shard.scroll(ScrollRequest {
        limit: Some(ids.len()),
        filter: Some(of_these.merge_owned(filter)),
        with_payload: Some(false.into()),
        ..ScrollRequest::default()
    })?;
    Ok(found.into_iter().map(|point| point.id).collect())
}
