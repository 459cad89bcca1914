//! What the server does by itself: indexing, vacuuming, trimming the log.

use std::fs;

use qdrant_client::qdrant::{
    CountPointsBuilder, CreateCollectionBuilder, DeletePointsBuilder, Distance,
    OptimizersConfigDiffBuilder, PointStruct, PointsIdsList, QueryPointsBuilder,
    SearchParamsBuilder, UpsertPointsBuilder, VectorParamsBuilder,
};
use qdrant_client::{Payload, Qdrant};
use serde_json::json;
use tempfile::TempDir;

use crate::server::{Fresh, TestServer, create};

/// A point on a circle whose angle grows with its id.
fn on_circle(id: u64) -> PointStruct {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let angle = id as f32 * 0.0003;
    let payload = Payload::try_from(json!({ "id": id })).unwrap();
    PointStruct::new(id, vec![angle.cos(), angle.sin()], payload)
}

async fn upsert(client: &Qdrant, points: Vec<PointStruct>) {
    let upsert = UpsertPointsBuilder::new("halls", points).wait(true);
    client.upsert_points(upsert).await.unwrap();
}

async fn assert_kept(client: &Qdrant, ids: std::ops::RangeInclusive<u64>) {
    let count = CountPointsBuilder::new("halls").exact(true);
    let count = client.count(count).await.unwrap().result.unwrap().count;
    assert_eq!(count, ids.end() - ids.start() + 1);
    let exact = SearchParamsBuilder::default().exact(true);
    let query = QueryPointsBuilder::new("halls")
        .query(vec![1.0, 0.0])
        .params(exact);
    let found = client.query(query.limit(20)).await.unwrap().result;
    let found: Vec<_> = found.into_iter().map(|point| point.id.unwrap()).collect();
    let expected: Vec<_> = ids.take(20).map(Into::into).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn indexing_and_vacuuming_keep_every_point() {
    let storage = TempDir::new().unwrap();
    let server = TestServer::start_on(storage.path());
    let client = server.client();
    let soon = OptimizersConfigDiffBuilder::default().indexing_threshold(1_u64);
    let vectors = VectorParamsBuilder::new(2, Distance::Cosine);
    let create = CreateCollectionBuilder::new("halls").vectors_config(vectors);
    client
        .create_collection(create.optimizers_config(soon))
        .await
        .unwrap();

    upsert(&client, (0..3000).map(on_circle).collect()).await;
    let ids = PointsIdsList {
        ids: (0..1000_u64).map(Into::into).collect(),
    };
    let delete = DeletePointsBuilder::new("halls").points(ids).wait(true);
    client.delete_points(delete).await.unwrap();
    for id in 3000..3100 {
        upsert(&client, vec![on_circle(id)]).await;
    }
    let info = client
        .collection_info("halls")
        .await
        .unwrap()
        .result
        .unwrap();
    assert!(
        info.indexed_vectors_count.unwrap() > 1000,
        "the index is still to be built"
    );
    assert_kept(&client, 1000..=3099).await;
    upsert(&client, (2000..2500).map(on_circle).collect()).await;
    assert_kept(&client, 1000..=3099).await;
    server.kill();
    assert_kept(&TestServer::start_on(storage.path()).client(), 1000..=3099).await;
}

#[tokio::test]
async fn the_log_does_not_grow_for_ever() {
    let fresh = Fresh::start();
    let client = &fresh.client;
    create(client, "halls", 2, Distance::Cosine).await;
    let large = "x".repeat(3 * 1024 * 1024);
    for id in 0..15_u64 {
        let payload = Payload::try_from(json!({ "large": large, "id": id })).unwrap();
        let mut point = on_circle(id);
        point.payload = payload.into();
        upsert(client, vec![point]).await;
    }
    let files = fs::read_dir(fresh.storage().join("halls/wal")).unwrap();
    let bytes: u64 = files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(
        bytes < 30 * 1024 * 1024,
        "45 MiB were written, {bytes} bytes are in the log"
    );
    assert_kept(client, 0..=14).await;
    upsert(client, (0..30).map(on_circle).collect()).await;
    assert_kept(client, 0..=29).await;
}
