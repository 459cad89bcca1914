//! Storing, reading, changing and deleting points.

use std::collections::HashMap;

use qdrant_client::qdrant::{
    ClearPayloadPointsBuilder, Condition, CountPointsBuilder, CreateCollectionBuilder,
    CreateFieldIndexCollectionBuilder, DeletePayloadPointsBuilder, DeletePointVectorsBuilder,
    DeletePointsBuilder, Distance, FacetCountsBuilder, FieldType, Filter, GetPointsBuilder,
    NamedVectors, PointId, PointStruct, PointVectors, PointsIdsList, QueryPointsBuilder,
    ScrollPointsBuilder, SetPayloadPointsBuilder, UpdatePointVectorsBuilder, UpsertPointsBuilder,
    Value, VectorParamsBuilder, Vectors, VectorsConfigBuilder, VectorsSelector, facet_value,
};
use qdrant_client::{Payload, Qdrant};
use serde_json::json;
use tonic::Code;

use crate::server::{Fresh, create, rooms};
use crate::unsupported::code;

const UUID: &str = "5c56c793-69f3-4fbf-87e6-c4bf54c28c26";

async fn count(client: &Qdrant, collection: &str) -> u64 {
    let count = client
        .count(CountPointsBuilder::new(collection).exact(true))
        .await
        .unwrap();
    count.result.unwrap().count
}

async fn payload(client: &Qdrant, id: u64) -> HashMap<String, Value> {
    let get = GetPointsBuilder::new("rooms", vec![id.into()]).with_payload(true);
    client
        .get_points(get)
        .await
        .unwrap()
        .result
        .remove(0)
        .payload
}

#[tokio::test]
async fn points_come_back_as_they_were_stored() {
    let Fresh { client, .. } = &Fresh::start();
    create(client, "halls", 3, Distance::Dot).await;
    let payload = json!({
        "text": "ü", "int": -7, "float": 0.25, "yes": true, "nothing": null,
        "list": [1, "two", { "three": [] }], "deep": { "er": { "value": 9_007_199_254_740_993_i64 } },
    });
    let payload = Payload::try_from(payload).unwrap();
    let points = vec![
        PointStruct::new(u64::MAX, vec![0.1, -2.5, 3e7], payload.clone()),
        PointStruct::new(UUID, vec![1.0, 2.0, 3.0], Payload::new()),
    ];
    client
        .upsert_points(UpsertPointsBuilder::new("halls", points).wait(true))
        .await
        .unwrap();

    let ids = vec![UUID.into(), 5.into(), u64::MAX.into()];
    let get = GetPointsBuilder::new("halls", ids)
        .with_payload(true)
        .with_vectors(true);
    let found = client.get_points(get).await.unwrap().result;
    let ids: Vec<_> = found
        .iter()
        .map(|point| point.id.clone().unwrap())
        .collect();
    assert_eq!(
        ids,
        [PointId::from(UUID), PointId::from(u64::MAX)],
        "in the order asked for"
    );
    assert_eq!(found[1].payload, HashMap::from(payload));
    let vector = found[1].vectors.clone().unwrap().get_vector().unwrap();
    let qdrant_client::qdrant::vector_output::Vector::Dense(vector) = vector else {
        panic!("a dense vector was stored")
    };
    assert_eq!(vector.data, [0.1, -2.5, 3e7]);
}

#[tokio::test]
async fn a_batch_with_one_wrong_vector_changes_nothing() {
    let Fresh { client, .. } = &Fresh::start();
    create(client, "halls", 2, Distance::Cosine).await;
    let mut points: Vec<_> = (1..=200)
        .map(|id| PointStruct::new(id, vec![1.0, 0.0], Payload::new()))
        .collect();
    points.push(PointStruct::new(201, vec![1.0, 0.0, 0.0], Payload::new()));
    let upsert = UpsertPointsBuilder::new("halls", points).wait(true);
    let refused = client.upsert_points(upsert).await;
    assert!(
        refused
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("expected dim: 2, got 3")
    );
    assert_eq!(code(refused), Code::InvalidArgument);
    assert_eq!(count(client, "halls").await, 0);

    let query = QueryPointsBuilder::new("halls").query(vec![1.0, 0.0, 0.0]);
    assert_eq!(code(client.query(query).await), Code::InvalidArgument);
}

#[tokio::test]
async fn scrolling_visits_every_match_once() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let mut seen = Vec::new();
    let mut offset = None;
    loop {
        let mut scroll = ScrollPointsBuilder::new("rooms")
            .filter(Filter::must([Condition::matches("open", true)]))
            .limit(4);
        if let Some(offset) = offset {
            scroll = scroll.offset::<PointId>(offset);
        }
        let page = client.scroll(scroll).await.unwrap();
        assert!(page.result.len() <= 4);
        seen.extend(page.result.into_iter().map(|point| point.id.unwrap()));
        offset = page.next_page_offset;
        if offset.is_none() {
            break;
        }
    }
    let expected: Vec<_> = rooms()
        .iter()
        .filter(|room| room.open)
        .map(|room| PointId::from(room.id))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn deletion_takes_ids_or_a_filter() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let ids = PointsIdsList {
        ids: vec![1.into(), 2.into(), 999.into()],
    };
    let delete = DeletePointsBuilder::new("rooms").points(ids).wait(true);
    client.delete_points(delete).await.unwrap();
    assert_eq!(count(client, "rooms").await, 38);

    let red = Filter::must([Condition::matches("colour", "red".to_owned())]);
    let delete = DeletePointsBuilder::new("rooms").points(red).wait(true);
    client.delete_points(delete).await.unwrap();
    let left = rooms()
        .iter()
        .filter(|room| room.id > 2 && room.colour != Some("red"))
        .count();
    assert_eq!(count(client, "rooms").await, left as u64);
}

#[tokio::test]
async fn payload_is_set_overwritten_and_deleted() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let ids = || PointsIdsList {
        ids: vec![3.into()],
    };
    let new = Payload::try_from(json!({ "seats": 99, "extra": { "a": 1 } })).unwrap();
    let set = SetPayloadPointsBuilder::new("rooms", new.clone())
        .points_selector(ids())
        .wait(true);
    client.set_payload(set).await.unwrap();
    let now = payload(client, 3).await;
    assert_eq!(
        (&now["seats"], now.len()),
        (&Value::from(99), 8),
        "the other fields stay"
    );

    let below = Payload::try_from(json!({ "b": 2 })).unwrap();
    let set = SetPayloadPointsBuilder::new("rooms", below)
        .points_selector(ids())
        .key("extra");
    client.set_payload(set.wait(true)).await.unwrap();
    let extra = serde_json::Value::from(payload(client, 3).await["extra"].clone());
    assert_eq!(extra, json!({ "a": 1, "b": 2 }));

    let over = SetPayloadPointsBuilder::new("rooms", new)
        .points_selector(ids())
        .wait(true);
    client.overwrite_payload(over).await.unwrap();
    assert_eq!(payload(client, 3).await.len(), 2);

    let delete = DeletePayloadPointsBuilder::new("rooms", vec!["seats".to_owned()]);
    client
        .delete_payload(delete.points_selector(ids()).wait(true))
        .await
        .unwrap();
    assert_eq!(
        payload(client, 3).await.keys().collect::<Vec<_>>(),
        ["extra"]
    );

    let clear = ClearPayloadPointsBuilder::new("rooms")
        .points(ids())
        .wait(true);
    client.clear_payload(clear).await.unwrap();
    assert!(payload(client, 3).await.is_empty());
    assert_eq!(
        payload(client, 4).await.len(),
        7,
        "its neighbour is as it was"
    );
}

#[tokio::test]
async fn a_point_has_vectors_by_name() {
    let Fresh { client, .. } = &Fresh::start();
    let mut vectors = VectorsConfigBuilder::default();
    vectors.add_named_vector_params("flat", VectorParamsBuilder::new(2, Distance::Dot));
    vectors.add_named_vector_params("deep", VectorParamsBuilder::new(3, Distance::Euclid));
    let create = CreateCollectionBuilder::new("named").vectors_config(vectors);
    client.create_collection(create).await.unwrap();
    let both = NamedVectors::default()
        .add_vector("flat", vec![1.0, 0.0])
        .add_vector("deep", vec![0.0, 0.0, 1.0]);
    let flat = NamedVectors::default().add_vector("flat", vec![0.0, 1.0]);
    let points = vec![
        PointStruct::new(1, both, Payload::new()),
        PointStruct::new(2, flat, Payload::new()),
    ];
    client
        .upsert_points(UpsertPointsBuilder::new("named", points).wait(true))
        .await
        .unwrap();

    let ids_by = async |using: &str, vector: Vec<f32>| {
        let query = QueryPointsBuilder::new("named").query(vector).using(using);
        let found = client.query(query).await.unwrap().result;
        found
            .into_iter()
            .map(|point| point.id.unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids_by("flat", vec![0.0, 1.0]).await,
        [PointId::from(2), PointId::from(1)]
    );
    assert_eq!(
        ids_by("deep", vec![0.0, 0.0, 0.0]).await,
        [PointId::from(1)]
    );

    let deep = NamedVectors::default().add_vector("deep", vec![0.0, 0.0, 0.5]);
    let update = PointVectors {
        id: Some(2.into()),
        vectors: Some(Vectors::from(deep)),
    };
    let update = UpdatePointVectorsBuilder::new("named", vec![update]).wait(true);
    client.update_vectors(update).await.unwrap();
    assert_eq!(
        ids_by("deep", vec![0.0, 0.0, 0.0]).await,
        [PointId::from(2), PointId::from(1)]
    );

    let delete = DeletePointVectorsBuilder::new("named")
        .points_selector(PointsIdsList {
            ids: vec![1.into()],
        })
        .vectors(VectorsSelector {
            names: vec!["flat".to_owned()],
        })
        .wait(true);
    client.delete_vectors(delete).await.unwrap();
    assert_eq!(ids_by("flat", vec![0.0, 1.0]).await, [PointId::from(2)]);
    let unknown = QueryPointsBuilder::new("named")
        .query(vec![1.0])
        .using("other");
    assert_eq!(code(client.query(unknown).await), Code::InvalidArgument);
}

#[tokio::test]
async fn facets_count_values() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let index = CreateFieldIndexCollectionBuilder::new("rooms", "colour", FieldType::Keyword);
    client.create_field_index(index.wait(true)).await.unwrap();
    let open = Filter::must([Condition::matches("open", true)]);
    let facet = FacetCountsBuilder::new("rooms", "colour")
        .filter(open)
        .exact(true);
    let hits = client.facet(facet).await.unwrap().hits;
    let mut counted: Vec<_> = hits
        .into_iter()
        .map(|hit| match hit.value.unwrap().variant.unwrap() {
            facet_value::Variant::StringValue(colour) => (colour, hit.count),
            other => panic!("{other:?} is not a colour"),
        })
        .collect();
    counted.sort();
    let of = |colour| {
        let matches = rooms()
            .iter()
            .filter(|room| room.open && room.colour == Some(colour))
            .count();
        (colour.to_owned(), matches as u64)
    };
    assert_eq!(counted, [of("blue"), of("green"), of("red")]);
}
