//! What survives when the process ends.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use qdrant_client::qdrant::{
    Condition, CreateAliasBuilder, CreateFieldIndexCollectionBuilder, DeleteCollectionBuilder,
    DeletePointsBuilder, Distance, FieldType, Filter, HnswConfigDiffBuilder,
    OptimizersConfigDiffBuilder, PointStruct, PointsIdsList, RenameAliasBuilder,
    ScrollPointsBuilder, UpdateCollectionBuilder, UpsertPointsBuilder, value::Kind,
};
use qdrant_client::{Payload, Qdrant};
use serde_json::json;
use tempfile::TempDir;

use crate::server::{TestServer, create};

const POINTS: u64 = 25;

/// Every point carries the number of the batch that last wrote it.
fn batch(number: i64) -> Vec<PointStruct> {
    (1..=POINTS)
        .map(|id| {
            let payload = Payload::try_from(json!({ "batch": number })).unwrap();
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let vector = vec![number as f32, id as f32];
            PointStruct::new(id, vector, payload)
        })
        .collect()
}

async fn upsert(client: &Qdrant, number: i64) -> Result<(), qdrant_client::QdrantError> {
    let upsert = UpsertPointsBuilder::new("halls", batch(number)).wait(true);
    client.upsert_points(upsert).await.map(drop)
}

/// The batch numbers and the first components of the vectors, which must agree.
async fn stored(client: &Qdrant) -> Vec<i64> {
    let scroll = ScrollPointsBuilder::new("halls")
        .with_payload(true)
        .with_vectors(true);
    let found = client.scroll(scroll.limit(1000)).await.unwrap().result;
    found
        .into_iter()
        .map(|point| {
            let Some(Kind::IntegerValue(number)) = point.payload["batch"].kind else {
                panic!("{:?} is not a number", point.payload)
            };
            let vector = point.vectors.unwrap().get_vector().unwrap();
            let qdrant_client::qdrant::vector_output::Vector::Dense(vector) = vector else {
                panic!("a dense vector was stored")
            };
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let expected = number as f32;
            assert!(
                (vector.data[0] - expected).abs() < 1e-6,
                "vector and payload differ"
            );
            number
        })
        .collect()
}

#[tokio::test]
async fn acknowledged_changes_survive_a_kill() {
    let storage = TempDir::new().unwrap();
    let server = TestServer::start_on(storage.path());
    let client = server.client();
    create(&client, "halls", 2, Distance::Dot).await;
    create(&client, "gone", 2, Distance::Dot).await;
    upsert(&client, 1).await.unwrap();
    let index = CreateFieldIndexCollectionBuilder::new("halls", "batch", FieldType::Integer);
    client.create_field_index(index.wait(true)).await.unwrap();
    let ids = PointsIdsList {
        ids: vec![1.into(), 2.into()],
    };
    let delete = DeletePointsBuilder::new("halls").points(ids).wait(true);
    client.delete_points(delete).await.unwrap();
    client
        .delete_collection(DeleteCollectionBuilder::new("gone"))
        .await
        .unwrap();
    server.kill();

    let server = TestServer::start_on(storage.path());
    let client = server.client();
    assert_eq!(stored(&client).await, vec![1; 23]);
    let info = client
        .collection_info("halls")
        .await
        .unwrap()
        .result
        .unwrap();
    assert!(info.payload_schema.contains_key("batch"));
    assert!(!client.collection_exists("gone").await.unwrap());

    upsert(&client, 2).await.unwrap();
    drop(client);
    assert!(server.terminate(), "SIGTERM is a good end");
    let server = TestServer::start_on(storage.path());
    assert_eq!(stored(&server.client()).await, vec![2; 25]);
}

/// Overwrites the same points over and over and kills the server during this.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_leaves_whole_updates() {
    let storage = TempDir::new().unwrap();
    let server = TestServer::start_on(storage.path());
    create(&server.client(), "halls", 2, Distance::Dot).await;
    server.kill();

    let acknowledged = Arc::new(AtomicI64::new(0));
    for round in 1..=8 {
        let server = TestServer::start_on(storage.path());
        let client = server.client();
        let found = stored(&client).await;
        let last = acknowledged.load(Ordering::SeqCst);
        let number = found.first().copied().unwrap_or(0);
        assert!(
            number == last || number == last + 1,
            "{number} was stored, {last} acknowledged"
        );
        let points = if number == 0 {
            0
        } else {
            usize::try_from(POINTS).unwrap()
        };
        assert_eq!(
            found,
            vec![number; points],
            "an update is complete or absent"
        );

        let writer = tokio::spawn({
            let acknowledged = Arc::clone(&acknowledged);
            async move {
                for number in number + 1.. {
                    if upsert(&client, number).await.is_err() {
                        break;
                    }
                    acknowledged.store(number, Ordering::SeqCst);
                }
            }
        });
        let deadline = Instant::now() + Duration::from_secs(30);
        while acknowledged.load(Ordering::SeqCst) < number + round {
            assert!(Instant::now() < deadline, "updates are too slow");
            tokio::task::yield_now().await;
        }
        // Every round kills a few microseconds later in the update.
        tokio::time::sleep(Duration::from_micros(u64::try_from(round).unwrap() * 700)).await;
        server.kill();
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn the_remains_of_an_interrupted_creation_are_removed() {
    let storage = TempDir::new().unwrap();
    let remains = storage.path().join("halls");
    fs::create_dir_all(remains.join("segments")).unwrap();
    let server = TestServer::start_on(storage.path());
    let client = server.client();
    assert!(!client.collection_exists("halls").await.unwrap());
    assert!(!remains.exists());
    create(&client, "halls", 2, Distance::Dot).await;
}

#[tokio::test]
async fn aliases_and_changed_configuration_survive_a_kill() {
    let storage = TempDir::new().unwrap();
    let server = TestServer::start_on(storage.path());
    let client = server.client();
    create(&client, "halls", 2, Distance::Dot).await;
    upsert(&client, 1).await.unwrap();
    let alias = |name: &str| CreateAliasBuilder::new("halls", name);
    client.create_alias(alias("old")).await.unwrap();
    client.create_alias(alias("gone")).await.unwrap();
    let renamed = RenameAliasBuilder::new("old", "now");
    client.rename_alias(renamed).await.unwrap();
    client.delete_alias("gone").await.unwrap();
    let change = UpdateCollectionBuilder::new("halls")
        .optimizers_config(OptimizersConfigDiffBuilder::default().indexing_threshold(77_000))
        .hnsw_config(HnswConfigDiffBuilder::default().m(31));
    client.update_collection(change).await.unwrap();
    server.kill();

    let server = TestServer::start_on(storage.path());
    let client = server.client();
    let aliases = client.list_aliases().await.unwrap().aliases;
    let aliases: Vec<_> = aliases
        .iter()
        .map(|it| (it.alias_name.as_str(), it.collection_name.as_str()))
        .collect();
    assert_eq!(aliases, [("now", "halls")]);
    let info = client.collection_info("now").await.unwrap().result.unwrap();
    assert_eq!(info.points_count, Some(POINTS));
    let config = info.config.unwrap();
    assert_eq!(config.hnsw_config.unwrap().m, Some(31));
    let threshold = config.optimizer_config.unwrap().indexing_threshold;
    assert_eq!(threshold, Some(77_000));
    assert_eq!(stored(&client).await, vec![1; 25]);

    client.delete_collection("halls").await.unwrap();
    server.kill();
    let server = TestServer::start_on(storage.path());
    let aliases = server.client().list_aliases().await.unwrap().aliases;
    assert!(aliases.is_empty(), "{aliases:?} have no collection");
}

/// Kills the server during a batch of conditional updates, over and over. Each point must carry
/// what its own condition allowed.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_conditions_leaves_whole_points() {
    let storage = TempDir::new().unwrap();
    let server = TestServer::start_on(storage.path());
    create(&server.client(), "halls", 2, Distance::Dot).await;
    upsert(&server.client(), 0).await.unwrap();
    server.kill();

    let acknowledged = Arc::new(AtomicI64::new(0));
    for round in 1..=6 {
        let server = TestServer::start_on(storage.path());
        let client = server.client();
        let found = stored(&client).await;
        let last = acknowledged.load(Ordering::SeqCst);
        let number = found[0];
        assert!(
            number == last || number == last + 1,
            "{number} was stored, {last} acknowledged"
        );
        assert_eq!(
            found,
            vec![number; found.len()],
            "all conditions held alike"
        );

        let writer = tokio::spawn({
            let acknowledged = Arc::clone(&acknowledged);
            async move {
                for number in number + 1.. {
                    let before = Condition::matches("batch", number - 1);
                    let upsert = UpsertPointsBuilder::new("halls", batch(number))
                        .update_filter(Filter::must([before]))
                        .wait(true);
                    if client.upsert_points(upsert).await.is_err() {
                        break;
                    }
                    acknowledged.store(number, Ordering::SeqCst);
                }
            }
        });
        let deadline = Instant::now() + Duration::from_secs(30);
        while acknowledged.load(Ordering::SeqCst) < number + round {
            assert!(Instant::now() < deadline, "updates are too slow");
            tokio::task::yield_now().await;
        }
        // Every round kills a few microseconds later in the update.
        tokio::time::sleep(Duration::from_micros(u64::try_from(round).unwrap() * 900)).await;
        server.kill();
        writer.await.unwrap();
    }
}
