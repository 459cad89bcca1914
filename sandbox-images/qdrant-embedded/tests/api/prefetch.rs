//! Queries that fuse, rescore or reorder their prefetches, compared with results computed here.

use std::collections::HashMap;

use qdrant_client::qdrant::{
    CreateFieldIndexCollectionBuilder, Direction, FieldType, Fusion, OrderByBuilder,
    PrefetchQueryBuilder, Query, QueryPointsBuilder, Rrf,
};

use crate::query::{assert_close, direction, id_of, ids, ranked};
use crate::server::{Fresh, rooms};

/// Two prefetches with overlapping results, and the order in which each ranks them.
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
