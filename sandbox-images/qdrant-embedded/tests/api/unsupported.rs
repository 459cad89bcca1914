//! What is not supported is refused by name, over gRPC.

use qdrant_client::QdrantError;
use qdrant_client::qdrant::{
    Condition, CountPointsBuilder, CreateCollectionBuilder, DiscoverPoints, Distance, Document,
    Filter, MmrBuilder, Query, QueryPointsBuilder, ScalarQuantizationBuilder, ScrollPointsBuilder,
    ShardKeySelector, VectorInput, VectorParamsBuilder, vector_input,
};
use tonic::Code;

use crate::server::Fresh;

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

/// The minor version in a version such as `1.18.2`.
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
