//! Qdrant's REST API: its paths, its JSON and its envelope.

mod aliases;
mod collections;
mod encode;
mod envelope;
mod health;
mod points;
mod query;
mod updates;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use crate::error::ApiError;
use crate::service::Service;
use envelope::Failure;

/// The largest accepted body in bytes, as Qdrant's default.
const LARGEST_REQUEST: usize = 32 * 1024 * 1024;

pub fn router(service: Service) -> Router {
    let routes = Router::new()
        .route("/", get(health::about))
        .route("/healthz", get(health::healthy))
        .route("/livez", get(health::healthy))
        .route("/readyz", get(health::healthy));
    with_rankings(with_points(with_collections(routes)))
        .fallback(unsupported)
        .method_not_allowed_fallback(unsupported)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(service)
}

fn with_collections(routes: Router<Service>) -> Router<Service> {
    routes
        .route("/collections", get(collections::list))
        .route(
            "/collections/{name}",
            get(collections::info)
                .put(collections::create)
                .patch(collections::change)
                .delete(collections::delete),
        )
        .route("/collections/{name}/exists", get(collections::exists))
        .route("/aliases", get(aliases::list))
        .route("/collections/aliases", post(aliases::change))
        .route("/collections/{name}/aliases", get(aliases::of_collection))
        .route("/collections/{name}/index", put(updates::create_index))
        .route(
            "/collections/{name}/index/{field}",
            axum::routing::delete(updates::delete_index),
        )
}

fn with_points(routes: Router<Service>) -> Router<Service> {
    routes
        .route(
            "/collections/{name}/points",
            put(updates::upsert).post(points::retrieve),
        )
        .route("/collections/{name}/points/{id}", get(points::get_one))
        .route("/collections/{name}/points/delete", post(updates::delete))
        .route(
            "/collections/{name}/points/payload",
            post(updates::set_payload).put(updates::overwrite_payload),
        )
        .route(
            "/collections/{name}/points/payload/delete",
            post(updates::delete_payload),
        )
        .route(
            "/collections/{name}/points/payload/clear",
            post(updates::clear_payload),
        )
        .route(
            "/collections/{name}/points/vectors",
            put(updates::update_vectors),
        )
        .route(
            "/collections/{name}/points/vectors/delete",
            post(updates::delete_vectors),
        )
        .route("/collections/{name}/points/batch", post(updates::batch))
        .route("/collections/{name}/points/scroll", post(points::scroll))
        .route("/collections/{name}/points/count", post(points::count))
        .route("/collections/{name}/facet", post(points::facet))
}

fn with_rankings(routes: Router<Service>) -> Router<Service> {
    routes
        .route("/collections/{name}/points/query", post(query::query))
        .route(
            "/collections/{name}/points/query/batch",
            post(query::query_batch),
        )
        .route("/collections/{name}/points/search", post(query::search))
        .route(
            "/collections/{name}/points/search/batch",
            post(query::search_batch),
        )
        .route(
            "/collections/{name}/points/query/groups",
            post(query::query_groups),
        )
        .route(
            "/collections/{name}/points/search/groups",
            post(query::search_groups),
        )
        .route(
            "/collections/{name}/points/search/matrix/pairs",
            post(query::matrix_pairs),
        )
        .route(
            "/collections/{name}/points/search/matrix/offsets",
            post(query::matrix_offsets),
        )
}

/// Refuses every other part of the API by its method and path.
async fn unsupported(method: Method, uri: Uri) -> Response {
    Failure::from(ApiError::Unsupported(format!("{method} {}", uri.path()))).into_response()
}
