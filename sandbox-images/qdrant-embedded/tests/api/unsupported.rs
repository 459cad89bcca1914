//! What is not supported is refused by name, and errors have Qdrant's form.

use std::sync::Once;

use qdrant_client::QdrantError;
use qdrant_client::qdrant::{
    Condition, CountPointsBuilder, CreateCollectionBuilder, DiscoverPoints, Distance, Document,
    Filter, MmrBuilder, Query, QueryPointsBuilder, ScalarQuantizationBuilder, ScrollPointsBuilder,
    ShardKeySelector, VectorInput, VectorParamsBuilder, vector_input,
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
    refused_naming(client.create_snapshot("rooms").await, "snapshots/Create");

    let query = || QueryPointsBuilder::new("rooms");
    let near = vec![1.0, 0.0];
    let document = Document {
        text: "rooms".to_owned(),
        model: "bm25".to_owned(),
        ..Default::default()
    };
    let document = VectorInput {
        variant: Some(vector_input::Variant::Document(document)),
    };
    let document = query().query(Query::new_nearest(document));
    refused_naming(client.query(document).await, "document");
    let sparse = VectorInput::new_sparse(vec![1], vec![1.0]);
    let diverse = Query::new_nearest_with_mmr(sparse, MmrBuilder::new());
    let diverse = query().query(diverse).using("words");
    refused_naming(client.query(diverse).await, "mmr of sparse vectors");
    let shard = query()
        .query(near.clone())
        .shard_key_selector(ShardKeySelector::from("x".to_owned()));
    refused_naming(client.query(shard).await, "shard_key_selector");
    for (condition, name) in [
        (Condition::matches_prefix("colour", "re"), "prefix"),
        (Condition::matches_substring("colour", "re"), "substring"),
        (Condition::slice(2, 0), "slice"),
    ] {
        let scroll = ScrollPointsBuilder::new("rooms").filter(Filter::must([condition]));
        refused_naming(client.scroll(scroll).await, name);
    }
}

#[tokio::test]
async fn grpc_collection_parameters_are_refused_by_name() {
    let Fresh { client, .. } = &Fresh::start();
    let new = || {
        let vectors = VectorParamsBuilder::new(4, Distance::Cosine);
        CreateCollectionBuilder::new("halls").vectors_config(vectors)
    };
    for (creation, name) in [
        (
            new().quantization_config(ScalarQuantizationBuilder::default()),
            "quantization_config",
        ),
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
            json!({ "quantization_config": { "scalar": { "type": "int8" } } }),
            "collection.quantization_config",
        ),
        (
            "PATCH",
            "/collections/rooms",
            json!({ "params": { "read_fan_out_factor": 2 } }),
            "collection.params.read_fan_out_factor",
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
            json!({ "query": { "text": "x" } }),
            "query.text",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": near, "params": { "idf": {} } }),
            "query.params.idf",
        ),
        (
            "POST",
            "/collections/rooms/points/query",
            json!({ "query": { "fusion": "rrf" }, "prefetch": [{ "query": near, "lookup_from": { "collection": "x", "shard_key": "y" } }] }),
            "query.prefetch.lookup_from.shard_key",
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
            json!({ "points": [{ "id": 1, "vector": { "text": "x", "model": "y" } }] }),
            "point.vector: inference of a vector",
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

#[tokio::test]
async fn the_server_says_what_it_is_and_whose_results_it_gives() {
    let fresh = &Fresh::start();
    let (status, about) = rest(fresh, "GET", "/", json!({})).await;
    assert_eq!(status, 200);
    let reply = fresh.client.health_check().await.unwrap();
    assert_eq!(about["title"], json!(reply.title));
    assert_eq!(about["version"], json!(reply.version));
    assert_eq!(about["commit"], json!(reply.commit.clone().unwrap()));
    // The engine's own line: another one's results would need another engine.
    assert_eq!(reply.version, "1.18.2");
    assert!(reply.commit.unwrap().starts_with("qdrant-embedded on "));
}

#[tokio::test]
async fn a_collection_that_has_an_index_of_its_own_keeps_it_whole() {
    let fresh = &Fresh::start();
    let vectors = json!({ "a": { "size": 2, "distance": "Dot", "hnsw_config": { "m": 8 } } });
    let sparse = json!({ "words": { "modifier": "idf" } });
    let body = json!({ "vectors": vectors, "sparse_vectors": sparse });
    assert_eq!(rest(fresh, "PUT", "/collections/halls", body).await.0, 200);
    for (change, name) in [
        (json!({ "hnsw_config": { "m": 4 } }), "hnsw_config"),
        (
            json!({ "sparse_vectors": { "words": { "modifier": "none" } } }),
            "collection.sparse_vectors.words.modifier",
        ),
        (
            json!({ "sparse_vectors": { "words": { "index": { "datatype": "uint8" } } } }),
            "collection.sparse_vectors.words.index.datatype",
        ),
    ] {
        let (status, answer) = rest(fresh, "PATCH", "/collections/halls", change).await;
        assert_eq!(status, 501, "{answer}");
        let error = answer["status"]["error"].as_str().unwrap();
        assert!(error.contains(name), "{error} does not name {name}");
    }
    let change = json!({ "sparse_vectors": { "words": { "modifier": "idf" } } });
    assert_eq!(
        rest(fresh, "PATCH", "/collections/halls", change).await.0,
        200
    );
}

/// The minor version in `1.18.2`.
fn minor(version: &str) -> i64 {
    let minor = version
        .split('.')
        .nth(1)
        .expect("a version has a minor one");
    minor.parse().expect("which is a number")
}

#[test]
fn clients_in_the_images_do_not_warn() {
    let pipelines = concat!(env!("CARGO_MANIFEST_DIR"), "/../pipelines");
    let folders = std::fs::read_dir(pipelines).expect("the pipelines are there");
    let mut pinned = 0;
    for folder in folders {
        let lock = folder.expect("readable").path().join("Cargo.lock");
        let Ok(lock) = std::fs::read_to_string(lock) else {
            continue;
        };
        let (_, rest) = lock
            .split_once("name = \"qdrant-client\"\nversion = \"")
            .expect("it uses the client");
        let (version, _) = rest.split_once('"').expect("it has a version");
        let apart = minor(version) - minor(qdrant_embedded::API_VERSION);
        assert!(apart.abs() <= 1, "client {version} warns");
        pinned += 1;
    }
    assert!(pinned > 0, "no pipeline was looked at");
}
