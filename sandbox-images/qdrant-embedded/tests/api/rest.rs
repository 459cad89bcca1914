//! What is not supported is refused by name over REST, and errors have Qdrant's form.

use std::sync::Once;

use serde_json::{Value, json};

use crate::server::Fresh;

async fn rest(fresh: &Fresh, method: &str, path: &str, body: Value) -> (u16, Value) {
    static CRYPTO: Once = Once::new();
    // reqwest needs a cryptography provider even for plain HTTP, and installing one twice is an
    // error.
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
    // The engine's own version: matching another one would need another engine.
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
