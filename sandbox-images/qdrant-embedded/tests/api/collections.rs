//! Creation, listing, description and deletion of collections.

use qdrant_client::qdrant::vectors_config::Config;
use qdrant_client::qdrant::{
    CreateCollectionBuilder, CreateFieldIndexCollectionBuilder, DeleteFieldIndexCollectionBuilder,
    Distance, FieldType, HnswConfigDiffBuilder, PayloadSchemaType, VectorParamsBuilder,
};
use tonic::Code;

use crate::server::{Fresh, create};
use crate::unsupported::code;

#[tokio::test]
async fn a_collection_lives_from_creation_to_deletion() {
    let Fresh { client, .. } = &Fresh::start();
    assert!(!client.collection_exists("halls").await.unwrap());
    create(client, "halls", 3, Distance::Euclid).await;
    create(client, "attics", 3, Distance::Dot).await;

    let names: Vec<_> = client.list_collections().await.unwrap().collections;
    let names: Vec<_> = names
        .into_iter()
        .map(|collection| collection.name)
        .collect();
    assert_eq!(names, ["attics", "halls"]);
    assert!(client.collection_exists("halls").await.unwrap());

    assert!(client.delete_collection("halls").await.unwrap().result);
    assert!(!client.delete_collection("halls").await.unwrap().result);
    assert!(!client.collection_exists("halls").await.unwrap());
    assert_eq!(code(client.collection_info("halls").await), Code::NotFound);
    create(client, "halls", 4, Distance::Cosine).await;
}

#[tokio::test]
async fn a_description_tells_the_configuration_and_the_indexes() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let index = CreateFieldIndexCollectionBuilder::new("rooms", "colour", FieldType::Keyword);
    client.create_field_index(index.wait(true)).await.unwrap();

    let info = client
        .collection_info("rooms")
        .await
        .unwrap()
        .result
        .unwrap();
    assert_eq!(info.points_count, Some(40));
    let colour = &info.payload_schema["colour"];
    assert_eq!(colour.data_type, PayloadSchemaType::Keyword as i32);
    assert_eq!(colour.points, Some(30), "every fourth room has no colour");
    let Some(Config::Params(params)) = info
        .config
        .unwrap()
        .params
        .unwrap()
        .vectors_config
        .unwrap()
        .config
    else {
        panic!("one unnamed vector was configured");
    };
    assert_eq!((params.size, params.distance), (2, Distance::Cosine as i32));

    let delete = DeleteFieldIndexCollectionBuilder::new("rooms", "colour");
    client.delete_field_index(delete.wait(true)).await.unwrap();
    let info = client
        .collection_info("rooms")
        .await
        .unwrap()
        .result
        .unwrap();
    assert!(info.payload_schema.is_empty());
}

#[tokio::test]
async fn creation_refuses_what_cannot_be() {
    let fresh = Fresh::start();
    let client = &fresh.client;
    create(client, "halls", 3, Distance::Cosine).await;
    let vectors = |size| VectorParamsBuilder::new(size, Distance::Cosine);
    let creation =
        |name: &str, size| CreateCollectionBuilder::new(name).vectors_config(vectors(size));

    let again = client.create_collection(creation("halls", 3)).await;
    assert_eq!(code(again), Code::AlreadyExists);
    for name in [
        "../outside",
        "a/b",
        "..",
        ".hidden",
        "",
        "nul\0",
        &"x".repeat(256),
    ] {
        let refused = client.create_collection(creation(name, 3)).await;
        assert_eq!(code(refused), Code::InvalidArgument, "{name:?}");
    }
    let outside = fresh.storage().parent().unwrap().join("outside");
    assert!(!outside.exists());
    let refused = client.create_collection(creation("empty", 0)).await;
    assert_eq!(code(refused), Code::InvalidArgument);
    let hnsw = HnswConfigDiffBuilder::default().ef_construct(1);
    let refused = client
        .create_collection(creation("hnsw", 3).hnsw_config(hnsw))
        .await;
    assert_eq!(code(refused), Code::InvalidArgument);
}
