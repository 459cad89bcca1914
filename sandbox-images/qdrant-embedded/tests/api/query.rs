//! Rankings against the same ranking computed here.

use std::collections::HashMap;

use qdrant_client::Payload;
use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    Condition, CreateFieldIndexCollectionBuilder, Direction, Distance, FieldType, Filter, Fusion,
    OrderByBuilder, PayloadIncludeSelector, PointId, PointStruct, PrefetchQueryBuilder, Query,
    QueryBatchPointsBuilder, QueryPointsBuilder, Rrf, ScoredPoint, SearchParamsBuilder,
    SearchPointsBuilder, UpsertPointsBuilder, VectorInput,
};
use tonic::Code;

use crate::server::{Fresh, Room, create, rooms};
use crate::unsupported::code;

fn id_of(point: &ScoredPoint) -> u64 {
    match point.id.clone().unwrap().point_id_options.unwrap() {
        PointIdOptions::Num(id) => id,
        PointIdOptions::Uuid(id) => panic!("no room has the id {id}"),
    }
}

fn ids(points: &[ScoredPoint]) -> Vec<u64> {
    points.iter().map(id_of).collect()
}

/// A direction between two rooms, so that no two are equally near.
fn direction(angle: f32) -> [f32; 2] {
    [angle.cos(), angle.sin()]
}

/// Every room with its cosine similarity, best first.
fn ranked(vector: [f32; 2]) -> Vec<(Room, f32)> {
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

fn assert_close(found: f32, expected: f32) {
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

/// Two prefetches whose results overlap, and the ranks that they give.
fn two_sides() -> ([PrefetchQueryBuilder; 2], [Vec<u64>; 2]) {
    let sides = [direction(0.5), direction(0.8)];
    let prefetch = |vector: [f32; 2]| {
        PrefetchQueryBuilder::default()
            .query(vector.to_vec())
            .limit(12_u64)
    };
    let ranks = |vector| {
        ranked(vector)[..12]
            .iter()
            .map(|(room, _)| room.id)
            .collect()
    };
    (sides.map(prefetch), sides.map(ranks))
}

#[tokio::test]
async fn fusion_by_rank_is_the_sum_of_reciprocal_ranks() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    for (query, k, weights) in [
        (Query::new_fusion(Fusion::Rrf), 2.0, [1.0, 1.0]),
        (
            Query::new_rrf(Rrf {
                k: Some(60),
                weights: vec![],
            }),
            60.0,
            [1.0, 1.0],
        ),
        (
            Query::new_rrf(Rrf {
                k: None,
                weights: vec![3.0, 1.0],
            }),
            2.0,
            [3.0, 1.0],
        ),
    ] {
        let ([left, right], sides) = two_sides();
        let mut expected = HashMap::<u64, f32>::new();
        for (side, weight) in sides.iter().zip(weights) {
            for (rank, id) in side.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                let score = 1.0 / ((rank + 1) as f32 / weight + k - 1.0);
                *expected.entry(*id).or_default() += score;
            }
        }
        assert!(expected.len() < 24, "the sides must overlap");
        let query = QueryPointsBuilder::new("rooms")
            .add_prefetch(left)
            .add_prefetch(right)
            .query(query)
            .limit(40);
        let found = client.query(query).await.unwrap().result;
        assert_eq!(found.len(), expected.len());
        assert!(found.is_sorted_by(|a, b| a.score >= b.score));
        for point in &found {
            assert_close(point.score, expected[&id_of(point)]);
        }
    }
}

#[tokio::test]
async fn fusion_by_score_sums_normalised_scores() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let ([left, right], _) = two_sides();
    let mut expected = HashMap::<u64, f32>::new();
    for vector in [direction(0.5), direction(0.8)] {
        let side = &ranked(vector)[..12];
        let mean = side.iter().map(|(_, score)| score).sum::<f32>() / 12.0;
        let variance = side
            .iter()
            .map(|(_, score)| (score - mean).powi(2))
            .sum::<f32>()
            / 11.0;
        let spread = 3.0 * variance.sqrt();
        for (room, score) in side {
            *expected.entry(room.id).or_default() += (score - mean + spread) / (2.0 * spread);
        }
    }
    let query = QueryPointsBuilder::new("rooms")
        .add_prefetch(left)
        .add_prefetch(right)
        .query(Query::new_fusion(Fusion::Dbsf))
        .limit(40);
    let found = client.query(query).await.unwrap().result;
    assert_eq!(found.len(), expected.len());
    for point in &found {
        let expected = expected[&id_of(point)];
        // The engine computes the spread of nearly equal scores in single precision.
        assert!(
            (point.score - expected).abs() < 1e-2,
            "{} is not {expected}",
            point.score
        );
    }
}

#[tokio::test]
async fn a_query_can_rescore_or_reorder_its_prefetch() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    let index = CreateFieldIndexCollectionBuilder::new("rooms", "seats", FieldType::Integer);
    client.create_field_index(index.wait(true)).await.unwrap();
    let ([left, _], [side, _]) = two_sides();
    let other = direction(0.1);
    let rescored = QueryPointsBuilder::new("rooms")
        .add_prefetch(left)
        .query(other.to_vec());
    let found = client.query(rescored.limit(5)).await.unwrap().result;
    let expected: Vec<_> = ranked(other)
        .into_iter()
        .map(|(room, _)| room.id)
        .filter(|id| side.contains(id))
        .take(5)
        .collect();
    assert_eq!(ids(&found), expected);

    let order = OrderByBuilder::new("seats")
        .direction(Direction::Desc as i32)
        .build();
    let ordered = QueryPointsBuilder::new("rooms")
        .query(Query::new_order_by(order))
        .limit(40);
    let found = ids(&client.query(ordered).await.unwrap().result);
    let seats = |id: &u64| rooms()[usize::try_from(*id).unwrap() - 1].seats;
    assert_eq!(found.len(), 40);
    assert!(found.iter().map(seats).is_sorted_by(|a, b| a >= b));
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
