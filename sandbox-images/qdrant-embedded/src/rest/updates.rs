//! Routes that change points, vectors, payloads and indexes.

use std::time::Instant;

use axum::extract::State;
use qdrant_edge::UpdateOperation;
use serde_json::{Value, json};

use super::envelope::{Answer, Body, Params, Path, Success, WriteParams};
use crate::error::ApiResult;
use crate::json::{Members, payload_key, points};
use crate::service::Service;
use crate::update;

/// Generates a route whose body is one update.
macro_rules! route {
    ($(#[$doc:meta])* $name:ident, $decode:expr) => {
        $(#[$doc])*
        pub async fn $name(
            State(service): State<Service>,
            Path(name): Path<String>,
            Params(params): Params<WriteParams>,
            Body(body): Body,
        ) -> Answer<Value> {
            apply(&service, name, params, vec![$decode(body)?]).await
        }
    };
}

route!(
    /// `PUT /collections/{name}/points`
    upsert, points::upsert
);
route!(
    /// `POST /collections/{name}/points/delete`
    delete, points::delete
);
route!(
    /// `POST /collections/{name}/points/payload`
    set_payload, points::set_payload
);
route!(
    /// `PUT /collections/{name}/points/payload`
    overwrite_payload, points::overwrite_payload
);
route!(
    /// `POST /collections/{name}/points/payload/delete`
    delete_payload, points::delete_payload
);
route!(
    /// `POST /collections/{name}/points/payload/clear`
    clear_payload, points::clear_payload
);
route!(
    /// `PUT /collections/{name}/points/vectors`
    update_vectors, points::update_vectors
);
route!(
    /// `POST /collections/{name}/points/vectors/delete`
    delete_vectors, points::delete_vectors
);
route!(
    /// `PUT /collections/{name}/index`
    create_index, points::create_index
);

/// `DELETE /collections/{name}/index/{field}`
pub async fn delete_index(
    State(service): State<Service>,
    Path((name, field)): Path<(String, String)>,
    Params(params): Params<WriteParams>,
) -> Answer<Value> {
    let delete = update::delete_index(payload_key(&field)?);
    apply(&service, name, params, vec![delete]).await
}

/// `POST /collections/{name}/points/batch`
pub async fn batch(
    State(service): State<Service>,
    Path(name): Path<String>,
    Params(params): Params<WriteParams>,
    Body(body): Body,
) -> Answer<Value> {
    let started = Instant::now();
    let mut members = Members::of("batch", body)?;
    let operations: Vec<Value> = members.need("operations")?;
    members.finish()?;
    let updates = operations
        .into_iter()
        .map(points::part)
        .collect::<ApiResult<Vec<_>>>()?;
    let results = vec![result(params.wait); updates.len()];
    service
        .on(name, params.timeout, move |collection| {
            collection.update(updates)
        })
        .await?;
    Ok(Success::since(started, Value::Array(results)))
}

async fn apply(
    service: &Service,
    name: String,
    params: WriteParams,
    updates: Vec<UpdateOperation>,
) -> Answer<Value> {
    let started = Instant::now();
    service
        .on(name, params.timeout, move |collection| {
            collection.update(updates)
        })
        .await?;
    Ok(Success::since(started, result(params.wait)))
}

/// An update is always complete when it is answered. As in Qdrant, a client that does not wait is
/// only told that it was accepted.
fn result(wait: Option<bool>) -> Value {
    let status = if wait == Some(true) {
        "completed"
    } else {
        "acknowledged"
    };
    json!({ "operation_id": null, "status": status })
}
