//! Rankings compared with the same rankings computed here.

use qdrant_client::Payload;
use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    Condition, Distance, Filter, PayloadIncludeSelector, PointId, PointStruct, Query,
    QueryBatchPointsBuilder, QueryPointsBuilder, ScoredPoint, SearchParamsBuilder,
    SearchPointsBuilder, UpsertPointsBuilder, VectorInput,
};
use tonic::Code;

use crate::server::{Fresh, Room, create, rooms};
use crate::unsupported::code;

pub fn id_of(point: &ScoredPoint) -> u64 {
    match point.id.clone().unwrap().point_id_options.unwrap() {
        PointIdOptions::Num(id) => id,
        PointIdOptions::Uuid(id) => panic!("no room has the id {id}"),
    }
}

pub fn ids(points: &[ScoredPoint]) -> Vec<u64> {
    points.iter().map(id_of).collect()
}

/// A direction between two rooms, so that no two rooms are equally near.
pub fn direction(angle: f32) -> [f32; 2] {
    [angle.cos(), angle.sin()]
}

/// Every room with its cosine similarity, best first.
pub fn ranked(vector: [f32; 2]) -> Vec<(Room, f32)> {
    let cosine = |room: &Room| {
        let dot = room.vector[0] * vector[0] + room.vector[1] * vector[1];
        let norms = room.vector[0].hypot(room.vector[1]) * vector[0].hypot(vector[1]);
        dot / norms
    };
    let mut ranked: Vec<_> = rooms()
        .into_iter()
        .map(|r| (r.clone(), cosine(&r)))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

pub fn assert_close(found: f32, expected: f32) {
    assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
}

#[tokio::test]
async fn the_nearest_come_first_page_by_page() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let vector = direction(0.61);
    let expected = ranked(vector);

    let query = QueryPointsBuilder::new("rooms")
        .query(vector.to_vec())
        .limit(40);
    let all = client.query(query).await.unwrap().result;
    let expected_ids: Vec<_> = expected.iter().map(|(room, _)| room.id).collect();
    assert_eq!(ids(&all), expected_ids);
    for (point, (_, score)) in all.iter().zip(&expected) {
        assert_close(point.score, *score);
    }

    let page = QueryPointsBuilder::new("rooms")
        .query(vector.to_vec())
        .limit(5)
        .offset(7);
    assert_eq!(
        ids(&client.query(page).await.unwrap().result),
        expected_ids[7..12]
    );
    let past = QueryPointsBuilder::new("rooms")
        .query(vector.to_vec())
        .limit(5)
        .offset(u64::MAX);
    assert!(client.query(past).await.unwrap().result.is_empty());

    let exact = SearchParamsBuilder::default().exact(true);
    let search = SearchPointsBuilder::new("rooms", vector.to_vec(), 6)
        .offset(2)
        .params(exact);
    assert_eq!(
        ids(&client.search_points(search).await.unwrap().result),
        expected_ids[2..8]
    );
}

#[tokio::test]
async fn filter_threshold_and_selectors_narrow_the_answer() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let vector = direction(0.3);
    let query = QueryPointsBuilder::new("rooms")
        .query(vector.to_vec())
        .filter(Filter::must([Condition::matches("open", true)]))
        .score_threshold(0.9)
        .with_payload(PayloadIncludeSelector {
            fields: vec!["colour".to_owned(), "seats".to_owned()],
        })
        .with_vectors(true)
        .limit(100);
    let found = client.query(query).await.unwrap().result;
    let expected: Vec<_> = ranked(vector)
        .into_iter()
        .filter(|(room, score)| room.open && *score >= 0.9)
        .map(|(room, _)| room.id)
        .collect();
    assert_eq!(ids(&found), expected);
    assert!(expected.len() > 3 && expected.len() < 18);
    let mut keys: Vec<_> = found[0].payload.keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["colour", "seats"]);
    assert!(found[0].vectors.is_some());

    let bare = QueryPointsBuilder::new("rooms").query(vector.to_vec());
    let bare = client.query(bare).await.unwrap().result;
    assert!(bare.len() == 10 && bare[0].payload.is_empty() && bare[0].vectors.is_none());
}

#[tokio::test]
async fn a_stored_point_is_a_query_but_no_result() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let query = QueryPointsBuilder::new("rooms")
        .query(PointId::from(12))
        .limit(4);
    let found = client.query(query).await.unwrap().result;
    let expected = ranked(rooms()[11].vector);
    assert_eq!(expected[0].0.id, 12);
    let mut nearest = ids(&found);
    nearest.sort_unstable();
    assert_eq!(nearest, [10, 11, 13, 14], "two on either side");

    let unknown = QueryPointsBuilder::new("rooms").query(PointId::from(77));
    assert_eq!(code(client.query(unknown).await), Code::NotFound);
}

#[tokio::test]
async fn a_batch_answers_each_query_in_turn() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let near = |angle: f32| {
        let nearest = VectorInput::new_dense(direction(angle).to_vec());
        QueryPointsBuilder::new("rooms")
            .query(Query::new_nearest(nearest))
            .limit(3)
            .build()
    };
    let batch = QueryBatchPointsBuilder::new("rooms", vec![near(0.2), near(1.2)]);
    let answers = client.query_batch(batch).await.unwrap().result;
    for (answer, angle) in answers.iter().zip([0.2, 1.2]) {
        let expected: Vec<_> = ranked(direction(angle))[..3]
            .iter()
            .map(|(room, _)| room.id)
            .collect();
        assert_eq!(ids(&answer.result), expected);
    }
}

#[tokio::test]
async fn other_distances_rank_by_their_own_measure() {
    let Fresh { client, .. } = &Fresh::start();
    for (name, distance, expected) in [
        ("dot", Distance::Dot, [(2, 12.0), (1, 4.0), (3, 3.0)]),
        (
            "euclid",
            Distance::Euclid,
            [(3, 1.0), (1, 2.0), (2, 40_f32.sqrt())],
        ),
        (
            "manhattan",
            Distance::Manhattan,
            [(3, 1.0), (1, 2.0), (2, 8.0)],
        ),
    ] {
        create(client, name, 2, distance).await;
        let points = [(1, [3.0, 1.0]), (2, [3.0, 9.0]), (3, [1.0, 2.0])];
        let points: Vec<_> = points
            .into_iter()
            .map(|(id, vector)| PointStruct::new(id, vector.to_vec(), Payload::new()))
            .collect();
        client
            .upsert_points(UpsertPointsBuilder::new(name, points).wait(true))
            .await
            .unwrap();
        let query = QueryPointsBuilder::new(name).query(vec![1.0, 1.0]).limit(3);
        let found = client.query(query).await.unwrap().result;
        let measured: Vec<_> = expected.iter().map(|(id, _)| *id).collect();
        if name == "dot" {
            assert_eq!(ids(&found), measured);
        }
        assert_eq!(ids(&found)[0], measured[0], "{name}");
        assert_close(found[0].score, expected[0].1);
    }
}
