//! Settings of a collection that can be changed later. Each is given as the difference from the
//! previous value.

use qdrant_edge::{
    EdgeOptimizersConfig, EdgeSparseVectorParams, HnswIndexConfig, Modifier, VectorStorageDatatype,
};
use serde_json::Value;

use super::Members;
use crate::error::{ApiError, ApiResult};

/// Takes the members that give the number of copies, which must be one.
pub fn replicas(members: &mut Members) -> ApiResult<()> {
    only_one(members, "replication_factor")?;
    only_one(members, "write_consistency_factor")
}

/// Takes a member that can only be 1.
pub fn only_one(members: &mut Members, name: &str) -> ApiResult<()> {
    match members.take::<u32>(name)? {
        None | Some(1) => Ok(()),
        Some(_) => Err(ApiError::Unsupported(format!(
            "{} other than 1",
            members.path_of(name)
        ))),
    }
}

/// `changes` is applied to `base`.
pub fn hnsw(path: &str, base: &HnswIndexConfig, changes: Value) -> ApiResult<HnswIndexConfig> {
    let mut members = Members::of(path, changes)?;
    let config = HnswIndexConfig {
        m: members.take("m")?.unwrap_or(base.m),
        ef_construct: members.take("ef_construct")?.unwrap_or(base.ef_construct),
        full_scan_threshold: members
            .take("full_scan_threshold")?
            .unwrap_or(base.full_scan_threshold),
        max_indexing_threads: members
            .take("max_indexing_threads")?
            .unwrap_or(base.max_indexing_threads),
        on_disk: members.take("on_disk")?.or(base.on_disk),
        payload_m: members.take("payload_m")?.or(base.payload_m),
        inline_storage: members.take("inline_storage")?.or(base.inline_storage),
    };
    if config.ef_construct < 4 {
        return Err(ApiError::Invalid(format!(
            "{path}.ef_construct must be 4 or larger"
        )));
    }
    members.finish()?;
    Ok(config)
}

/// `changes` is applied to `base`.
pub fn optimizers(base: &EdgeOptimizersConfig, changes: Value) -> ApiResult<EdgeOptimizersConfig> {
    let mut members = Members::of("optimizers_config", changes)?;
    let config = EdgeOptimizersConfig {
        deleted_threshold: members
            .take("deleted_threshold")?
            .or(base.deleted_threshold),
        vacuum_min_vector_number: members
            .take("vacuum_min_vector_number")?
            .or(base.vacuum_min_vector_number),
        default_segment_number: members
            .take("default_segment_number")?
            .or(base.default_segment_number),
        max_segment_size: members.take("max_segment_size")?.or(base.max_segment_size),
        indexing_threshold: members
            .take("indexing_threshold")?
            .or(base.indexing_threshold),
        prevent_unoptimized: None,
    };
    members.finish()?;
    Ok(config)
}

pub fn sparse(path: &str, value: Value) -> ApiResult<EdgeSparseVectorParams> {
    // A vector without parameters may be null.
    let value = if value.is_null() {
        Value::Object(<_>::default())
    } else {
        value
    };
    let mut members = Members::of(path, value)?;
    let modifier = members.take::<Modifier>("modifier")?;
    let index = members
        .take_value("index")
        .unwrap_or(Value::Object(<_>::default()));
    let mut index = Members::of(&members.path_of("index"), index)?;
    let params = EdgeSparseVectorParams {
        full_scan_threshold: index.take("full_scan_threshold")?,
        on_disk: index.take("on_disk")?,
        modifier,
        datatype: index.take("datatype")?,
    };
    if params.datatype == Some(VectorStorageDatatype::Turbo4) {
        return Err(ApiError::Unsupported(index.path_of("datatype turbo4")));
    }
    index.finish()?;
    members.finish()?;
    Ok(params)
}
