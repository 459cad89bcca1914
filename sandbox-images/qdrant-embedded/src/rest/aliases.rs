//! Routes of aliases.

use std::time::Instant;

use axum::extract::State;
use serde_json::{Value, json};

use super::collections::ChangeParams;
use super::envelope::{Answer, Body, Params, Path, Success};
use crate::aliases::Change;
use crate::error::{ApiError, ApiResult};
use crate::json::Members;
use crate::service::Service;

/// `GET /aliases`
pub async fn list(State(service): State<Service>) -> Answer<Value> {
    listed(&service, None).await
}

/// `GET /collections/{name}/aliases`
pub async fn of_collection(
    State(service): State<Service>,
    Path(name): Path<String>,
) -> Answer<Value> {
    listed(&service, Some(name)).await
}

/// `POST /collections/aliases`
pub async fn change(
    State(service): State<Service>,
    Params(_): Params<ChangeParams>,
    Body(body): Body,
) -> Answer<bool> {
    let started = Instant::now();
    let mut members = Members::of("aliases", body)?;
    let actions: Vec<Value> = members.need("actions")?;
    members.finish()?;
    let changes = actions.into_iter().map(action).collect::<ApiResult<_>>()?;
    service.change_aliases(changes).await?;
    Ok(Success::since(started, true))
}

async fn listed(service: &Service, collection: Option<String>) -> Answer<Value> {
    let started = Instant::now();
    let aliases = service.aliases(collection).await?.into_iter();
    let aliases: Value = aliases
        .map(|(alias, name)| json!({ "alias_name": alias, "collection_name": name }))
        .collect();
    Ok(Success::since(started, json!({ "aliases": aliases })))
}

fn action(action: Value) -> ApiResult<Change> {
    let mut action = Members::of("aliases.actions", action)?;
    let taken = if let Some(create) = action.take_value("create_alias") {
        let mut create = Members::of("create_alias", create)?;
        let change = Change::Create {
            collection: create.need("collection_name")?,
            alias: create.need("alias_name")?,
        };
        create.finish()?;
        Some(change)
    } else if let Some(rename) = action.take_value("rename_alias") {
        let mut rename = Members::of("rename_alias", rename)?;
        let change = Change::Rename {
            from: rename.need("old_alias_name")?,
            to: rename.need("new_alias_name")?,
        };
        rename.finish()?;
        Some(change)
    } else if let Some(delete) = action.take_value("delete_alias") {
        let mut delete = Members::of("delete_alias", delete)?;
        let change = Change::Delete(delete.need("alias_name")?);
        delete.finish()?;
        Some(change)
    } else {
        None
    };
    action.finish()?;
    taken.ok_or_else(|| ApiError::Invalid("an action on aliases is empty".to_owned()))
}
