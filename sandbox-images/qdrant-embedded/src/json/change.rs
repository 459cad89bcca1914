//! Changes to a collection's configuration while it is in use.

use std::collections::HashMap;

use qdrant_edge::{EdgeConfig, EdgeSparseVectorParams, OperationError, Payload};
use serde_json::Value;

use super::settings::{hnsw, optimizers, replicas, sparse};
use super::{Members, parse};
use crate::error::{ApiError, ApiResult};

/// The changes that a request asks for. Whether they are possible shows when they are applied.
#[derive(Debug)]
pub struct Change {
    members: Members,
    /// Merged into the metadata that the owner gave before.
    pub metadata: Option<Payload>,
}

impl Change {
    pub fn of(body: Value) -> ApiResult<Self> {
        let mut members = Members::of("collection", body)?;
        let metadata = members.take("metadata")?;
        Ok(Self { members, metadata })
    }

    /// `config` after the change.
    pub fn applied(self, config: &EdgeConfig) -> ApiResult<EdgeConfig> {
        let mut members = self.members;
        let mut config = config.clone();
        if let Some(changes) = members
            .take_value("optimizers_config")
            .or(members.take_value("optimizer_config"))
        {
            config.optimizers = optimizers(&config.optimizers, changes)?;
        }
        if let Some(params) = members.take_value("params") {
            let mut params = Members::of("collection.params", params)?;
            replicas(&mut params)?;
            if let Some(on_disk) = params.take("on_disk_payload")? {
                config.on_disk_payload = on_disk;
            }
            params.finish()?;
        }
        if let Some(changes) = members.take_value("hnsw_config") {
            index(&mut config, changes)?;
        }
        if let Some(changes) = members.take_value("vectors") {
            let named: HashMap<String, Value> = parse("collection.vectors", changes)?;
            for (name, changes) in named {
                vector(&mut config, &name, changes)?;
            }
        }
        if let Some(changes) = members.take_value("sparse_vectors") {
            let named: HashMap<String, Value> = parse("collection.sparse_vectors", changes)?;
            for (name, changes) in named {
                sparse_vector(&mut config, &name, changes)?;
            }
        }
        members.finish()?;
        Ok(config)
    }
}

/// A vector's own index settings were completed with the collection's settings when they were
/// given. So later changes to the collection's settings would not reach that vector.
fn index(config: &mut EdgeConfig, changes: Value) -> ApiResult<()> {
    let own = config
        .vectors
        .iter()
        .find(|(_, params)| params.hnsw_config.is_some());
    if let Some((name, _)) = own {
        return Err(ApiError::Unsupported(format!(
            "changing hnsw_config while the vector `{name}` has its own"
        )));
    }
    config.hnsw_config = hnsw("collection.hnsw_config", &config.hnsw_config, changes)?;
    Ok(())
}

fn vector(config: &mut EdgeConfig, name: &str, changes: Value) -> ApiResult<()> {
    let global = config.hnsw_config;
    let params = config.vectors.get_mut(name).ok_or_else(|| unknown(name))?;
    let mut members = Members::of(&format!("collection.vectors.{name}"), changes)?;
    if let Some(changes) = members.take_value("hnsw_config") {
        let base = params.hnsw_config.unwrap_or(global);
        params.hnsw_config = Some(hnsw(&members.path_of("hnsw_config"), &base, changes)?);
    }
    if let Some(on_disk) = members.take("on_disk")? {
        params.on_disk = Some(on_disk);
    }
    members.finish()
}

fn sparse_vector(config: &mut EdgeConfig, name: &str, changes: Value) -> ApiResult<()> {
    let old = config
        .sparse_vectors
        .get_mut(name)
        .ok_or_else(|| unknown(name))?;
    let path = format!("collection.sparse_vectors.{name}");
    let new = sparse(&path, changes)?;
    // The engine's segments keep both as they were created.
    let modifier = new.modifier.unwrap_or(old.modifier.unwrap_or_default());
    if modifier != old.modifier.unwrap_or_default() {
        return Err(ApiError::Unsupported(format!("changing {path}.modifier")));
    }
    if new
        .datatype
        .is_some_and(|datatype| Some(datatype) != old.datatype)
    {
        return Err(ApiError::Unsupported(format!(
            "changing {path}.index.datatype"
        )));
    }
    *old = EdgeSparseVectorParams {
        full_scan_threshold: new.full_scan_threshold.or(old.full_scan_threshold),
        on_disk: new.on_disk.or(old.on_disk),
        modifier: old.modifier,
        datatype: old.datatype,
    };
    Ok(())
}

fn unknown(name: &str) -> ApiError {
    OperationError::VectorNameNotExists {
        received_name: name.to_owned(),
    }
    .into()
}
