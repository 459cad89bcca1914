//! What is not supported is refused by name, and errors have Qdrant's form.

use std::sync::Once;

use qdrant_client::Payload;
use qdrant_client::QdrantError;
use qdrant_client::qdrant::{
    Condition, CountPointsBuilder, CreateCollectionBuilder, DiscoverPoints, Distance, Filter,
    PointId, PointStruct, PrefetchQueryBuilder, Query, QueryPointsBuilder, RecommendInputBuilder,
    ScalarQuantizationBuilder, ScrollPointsBuilder, ShardKeySelector, SparseVectorParamsBuilder,
    SparseVectorsConfigBuilder, UpdateMode, UpsertPointsBuilder, Vector, VectorParamsBuilder,
};
use serde_json::{Value, json};
use tonic::Code;

use crate::server::Fresh;

/// The gRPC status of a refusal.
pub fn code<T>(result: Result<T, QdrantError>) -> Code {
    status(result).code()
}

fn status<T>(result: Result<T, QdrantError>) -> tonic::Status {
    match result {
        Err(QdrantError::ResponseError { status }) => status,
        Err(other) => panic!("not an answer of the server: {other}"),
        Ok(_) => panic!("the request was not refused"),
    }
}

fn refused_naming<T>(result: Result<T, QdrantError>, name: &str) {
    let status = status(result);
    assert_eq!(status.code(), Code::Unimplemented, "{status:?}");
    assert!(
        status.message().contains(name),
        "{:?} does not name {name}",
        status.message()
    );
}

#[tokio::test]
async fn grpc_methods_and_fields_are_refused_by_name() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    refused_naming(
        client.discover(DiscoverPoints::default()).await,
        "points/Discover",
    );
    refused_naming(client.list_aliases().await, "collections/ListAliases");
    refused_naming(client.create_snapshot("rooms").await, "snapshots/Create");

    let query = || QueryPointsBuilder::new("rooms");
    let near = vec![1.0, 0.0];
    let recommend = RecommendInputBuilder::default()
        .add_positive(PointId::from(1))
        .build();
    let recommend = query().query(Query::new_recommend(recommend));
    refused_naming(client.query(recommend).await, "recommend");
    let sparse = query().query(vec![(1_u32, 0.5_f32)]);
    refused_naming(client.query(sparse).await, "sparse");
    let shard = query()
        .query(near.clone())
        .shard_key_selector(ShardKeySelector::from("x".to_owned()));
    refused_naming(client.query(shard).await, "shard_key_selector");
    let lookup = PrefetchQueryBuilder::default().query(near).lookup_from(
        qdrant_client::qdrant::LookupLocation {
            collection_name: "other".to_owned(),
            ..Default::default()
        },
    );
    let lookup = query().add_prefetch(lookup).query(PointId::from(1));
    refused_naming(client.query(lookup).await, "lookup_from");

    for (condition, name) in [
        (Condition::matches_prefix("colour", "re"), "prefix"),
        (Condition::matches_substring("colour", "re"), "substring"),
        (Condition::slice(2, 0), "slice"),
    ] {
        let scroll = ScrollPointsBuilder::new("rooms").filter(Filter::must([condition]));
        refused_naming(client.scroll(scroll).await, name);
    }

    let sparse = Vector::new_sparse(vec![1], vec![1.0]);
    let named = qdrant_client::qdrant::NamedVectors::default().add_vector("s", sparse);
    let sparse = PointStruct::new(1, named, Payload::new());
    let upsert = UpsertPointsBuilder::new("rooms", vec![sparse]);
    refused_naming(client.upsert_points(upsert).await, "sparse");
    let point = PointStruct::new(1, vec![1.0, 0.0], Payload::new());
    let insert = UpsertPointsBuilder::new("rooms", vec![point]);
    let insert = insert.update_mode(UpdateMode::InsertOnly);
    refused_naming(client.upsert_points(insert).await, "update_mode");
}

#[tokio::test]
async fn grpc_collection_parameters_are_refused_by_name() {
    let Fresh { client, .. } = &Fresh::start();
    let new = || {
        let vectors = VectorParamsBuilder::new(4, Distance::Cosine);
        CreateCollectionBuilder::new("halls").vectors_config(vectors)
    };
    let mut sparse = SparseVectorsConfigBuilder::default();
    sparse.add_named_vector_params("words", SparseVectorParamsBuilder::default());
    for (creation, name) in [
        (
            new().quantization_config(ScalarQuantizationBuilder::default()),
            "quantization_config",
        ),
        (new().sparse_vectors_config(sparse), "sparse_vectors_config"),
        (new().shard_number(2), "shard_number"),
        (new().replication_factor(3), "replication_factor"),
    ] {
        refused_naming(client.create_collection(creation).await, name);
    }
    assert!(!client.collection_exists("halls").await.unwrap());
    let count = CountPointsBuilder::new("halls");
    assert_eq!(code(client.count(count).await), Code::NotFound);
}

async fn rest(fresh: &Fresh, method: &str, path: &str, body: Value) -> (u16, Value) {
    static CRYPTO: Once = Once::new();
    // reqwest wants a provider even for plain HTTP; a second installation would be an error.
    CRYPTO.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let method = method.parse().unwrap();
    let url = format!("{}{path}", fresh.server.rest);
    let answer = reqwest::Client::new()
        .request(method, url)
        .json(&body)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn rest_operations_and_fields_are_refused_by_name() {
    let fresh = &Fresh::with_rooms().await;
    let near = json!([1, 0]);
    for (method, path, body, name) in [
        (
            "POST",
            "/collections/rooms/points/discover",
            json!({}),
            "POST /collections/rooms/points/discover",
        ),
        (
            "PATCH",
            "/collections/rooms",
            json!({}),
            "PATCH /collections/rooms",
        ),
        ("GET", "/cluster", json!({}), "GET /cluster"),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": near, "shard_key": "a" }),
            "query.shard_key",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": { "formula": {} } }),
            "query.formula",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": { "text": "x" } }),
            "query.text",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": near, "params": { "quantization": { "rescore": true } } }),
            "query.params.quantization",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": { "fusion": "rrf" }, "prefetch": [{ "query": near, "lookup_from": { "collection": "x" } }] }),
            "query.prefetch.lookup_from",
        ),
        (
            "POST",
            "/collections/rooms/points/scroll",
            json!({ "filter": { "must": [{ "key": "colour", "match": { "prefix": "r" } }] } }),
            "scroll.filter.must.match.prefix",
        ),
        (
            "POST",
            "/collections/rooms/points/scroll",
            json!({ "filter": { "must": { "must_not": [{ "slice": { "total": 2, "index": 0 } }] } } }),
            "scroll.filter.must.must_not.slice",
        ),
        (
            "PUT",
            "/collections/rooms/points",
            json!({ "points": [{ "id": 1, "vector": { "a": { "indices": [1], "values": [1.0] } } }] }),
            "sparse vectors",
        ),
        (
            "PUT",
            "/collections/new",
            json!({ "vectors": { "size": 2, "distance": "Dot", "quantization_config": {} } }),
            "vectors.quantization_config",
        ),
        (
            "PUT",
            "/collections/new",
            json!({ "sharding_method": "custom" }),
            "collection.sharding_method",
        ),
    ] {
        let (status, body) = rest(fresh, method, path, body).await;
        assert_eq!(status, 501, "{method} {path}: {body}");
        let error = body["status"]["error"].as_str().unwrap();
        assert_eq!(error, format!("{name} is not supported by qdrant-embedded"));
        assert!(body["time"].is_number());
    }
}

#[tokio::test]
async fn rest_errors_have_the_status_of_their_kind() {
    let fresh = &Fresh::with_rooms().await;
    let big = "x".repeat(33 * 1024 * 1024);
    for (method, path, body, expected) in [
        ("GET", "/collections/none", json!({}), 404),
        ("GET", "/collections/rooms/points/4711", json!({}), 404),
        ("GET", "/collections/rooms/points/no-id", json!({}), 400),
        (
            "PUT",
            "/collections/rooms",
            json!({ "vectors": { "size": 2, "distance": "Dot" } }),
            409,
        ),
        (
            "PUT",
            "/collections/..%2Foutside",
            json!({ "vectors": {} }),
            400,
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": [1, 2, 3] }),
            400,
        ),
        ("POST", "/collections/rooms/points/query", json!([]), 400),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": [1, 2], "limit": 0 }),
            400,
        ),
        (
            "POST",
            "/collections/rooms/points/scroll",
            json!({ "limit": 0 }),
            400,
        ),
        (
            "POST",
            "/collections/rooms/facet",
            json!({ "key": "colour", "limit": 0 }),
            400,
        ),
        (
            "POST",
            "/collections/rooms/points/count",
            json!({ "filter": { "must": [{ "key": "a" }] } }),
            400,
        ),
        (
            "PUT",
            "/collections/rooms/points",
            json!({ "points": big }),
            413,
        ),
    ] {
        let (status, body) = rest(fresh, method, path, body).await;
        assert_eq!(status, expected, "{method} {path}: {body}");
        assert!(body["status"]["error"].is_string(), "{body}");
    }
}
