//! Filters compared with the same question asked of the rooms in plain Rust, without and with
//! indexes.

use qdrant_client::Qdrant;
use qdrant_client::qdrant::r#match::MatchValue;
use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::{
    Condition, CountPointsBuilder, CreateFieldIndexCollectionBuilder, DatetimeRange, FieldType,
    Filter, Range, ScrollPointsBuilder, TextIndexParamsBuilder, Timestamp, TokenizerType,
    ValuesCount,
};

use crate::server::{Fresh, Room, rooms};

type Question = (&'static str, Filter, fn(&Room) -> bool);

fn keyword(value: &str) -> MatchValue {
    MatchValue::Keyword(value.to_owned())
}

fn colour(value: &str) -> Condition {
    Condition::matches("colour", keyword(value))
}

fn seats(gt: Option<f64>, lte: Option<f64>) -> Condition {
    Condition::range(
        "seats",
        Range {
            gt,
            lte,
            ..Range::default()
        },
    )
}

fn questions() -> Vec<Question> {
    [questions_of_conditions(), questions_of_clauses()].concat()
}

fn questions_of_conditions() -> Vec<Question> {
    let any = |values: [&str; 2]| Condition::matches("colour", values.map(str::to_owned).to_vec());
    let except = |values: Vec<i64>| MatchValue::ExceptIntegers(values.into());
    let oaken = Filter::must([
        Condition::matches("oak", true),
        Condition::range(
            "height",
            Range {
                gt: Some(4.0),
                ..Range::default()
            },
        ),
    ]);
    let since = DatetimeRange {
        gte: Some(Timestamp {
            seconds: 1_275_393_600,
            nanos: 0,
        }), // 2010-06-01T12:00:00Z
        lt: Some(Timestamp {
            seconds: 1_609_459_200,
            nanos: 0,
        }), // 2021-01-01T00:00:00Z
        ..DatetimeRange::default()
    };
    let two = ValuesCount {
        gte: Some(2),
        ..ValuesCount::default()
    };
    vec![
        ("keyword", Filter::must([colour("red")]), |r| {
            r.colour == Some("red")
        }),
        (
            "integer",
            Filter::must([Condition::matches("seats", 4)]),
            |r| r.seats == 4,
        ),
        (
            "boolean",
            Filter::must([Condition::matches("open", false)]),
            |r| !r.open,
        ),
        ("any", Filter::must([any(["red", "blue"])]), |r| {
            matches!(r.colour, Some("red" | "blue"))
        }),
        (
            "except",
            Filter::must([Condition::matches("seats", except(vec![1, 2, 3]))]),
            |r| ![1, 2, 3].contains(&r.seats),
        ),
        (
            "element of a list",
            Filter::must([Condition::matches("tags", keyword("attic"))]),
            |r| r.tags.contains(&"attic"),
        ),
        (
            "text",
            Filter::must([Condition::matches_text("note", "stairs")]),
            |r| r.note.contains("stairs"),
        ),
        ("range", Filter::must([seats(Some(2.0), Some(5.0))]), |r| {
            r.seats > 2 && r.seats <= 5
        }),
        (
            "period",
            Filter::must([Condition::datetime_range("built", since)]),
            |r| r.built >= "2010-06-01T12:00:00Z" && r.built < "2021",
        ),
        ("ids", Filter::must([Condition::has_id([3, 5, 999])]), |r| {
            [3, 5].contains(&r.id)
        }),
        ("null", Filter::must([Condition::is_null("colour")]), |r| {
            r.colour.is_none()
        }),
        ("empty", Filter::must([Condition::is_empty("tags")]), |r| {
            r.tags.is_empty()
        }),
        (
            "count of values",
            Filter::must([Condition::values_count("tags", two)]),
            |r| r.tags.len() >= 2,
        ),
        (
            "nested",
            Filter::must([Condition::nested("desks", oaken)]),
            |r| r.seats % 2 == 0 && r.seats > 4,
        ),
    ]
}

fn questions_of_clauses() -> Vec<Question> {
    let green_or_large = || [colour("green"), seats(Some(6.5), None)];
    vec![
        ("must", Filter::must(green_or_large()), |r| {
            r.colour == Some("green") && r.seats >= 7
        }),
        ("should", Filter::should(green_or_large()), |r| {
            r.colour == Some("green") || r.seats >= 7
        }),
        ("must not", Filter::must_not(green_or_large()), |r| {
            r.colour != Some("green") && r.seats < 7
        }),
        (
            "min should",
            Filter::min_should(
                2,
                [
                    colour("red"),
                    seats(Some(6.5), None),
                    Condition::matches("open", true),
                ],
            ),
            |r| {
                let met = [r.colour == Some("red"), r.seats >= 7, r.open];
                met.iter().filter(|met| **met).count() >= 2
            },
        ),
        (
            "clauses together",
            Filter {
                must: vec![Condition::matches("open", true)],
                must_not: vec![colour("red")],
                should: vec![
                    seats(Some(6.5), None),
                    Filter::must([colour("blue"), seats(Some(2.0), Some(5.0))]).into(),
                ],
                min_should: None,
            },
            |r| {
                r.open
                    && r.colour != Some("red")
                    && (r.seats >= 7 || r.colour == Some("blue") && r.seats > 2 && r.seats <= 5)
            },
        ),
    ]
}

/// Only an index splits texts into words; without one, the search is for the whole text.
fn questions_about_words() -> Vec<Question> {
    vec![
        (
            "all words",
            Filter::must([Condition::matches_text("note", "stairs room")]),
            |r| r.note.contains("stairs") && r.note.contains("room"),
        ),
        (
            "any word",
            Filter::must([Condition::matches_text_any("note", "lift warm")]),
            |r| r.note.contains("lift") || r.note.contains("warm"),
        ),
        (
            "phrase",
            Filter::must([Condition::matches_phrase("note", "stairs and lift")]),
            |r| r.note.contains("stairs and lift"),
        ),
    ]
}

async fn answers_agree(client: &Qdrant, state: &str, questions: Vec<Question>) {
    for (name, filter, matches) in questions {
        let expected: Vec<u64> = rooms()
            .iter()
            .filter(|room| matches(room))
            .map(|room| room.id)
            .collect();
        assert!(
            !expected.is_empty() && expected.len() < 40,
            "{name} would prove nothing"
        );

        let scroll = ScrollPointsBuilder::new("rooms")
            .filter(filter.clone())
            .limit(100);
        let found = client.scroll(scroll).await.unwrap().result;
        let found: Vec<_> = found
            .into_iter()
            .map(|point| match point.id.unwrap().point_id_options.unwrap() {
                PointIdOptions::Num(id) => id,
                PointIdOptions::Uuid(id) => panic!("no room has the id {id}"),
            })
            .collect();
        assert_eq!(found, expected, "{name}, {state}");

        let count = CountPointsBuilder::new("rooms").filter(filter).exact(true);
        let count = client.count(count).await.unwrap().result.unwrap().count;
        assert_eq!(count, expected.len() as u64, "{name}, {state}");
    }
}

#[tokio::test]
async fn filters_find_what_a_walk_over_all_points_finds() {
    let Fresh { client, .. } = &Fresh::with_rooms().await;
    answers_agree(client, "without indexes", questions()).await;

    for (field, kind) in [
        ("colour", FieldType::Keyword),
        ("tags", FieldType::Keyword),
        ("seats", FieldType::Integer),
        ("open", FieldType::Bool),
        ("built", FieldType::Datetime),
        ("desks[].height", FieldType::Integer),
    ] {
        let index = CreateFieldIndexCollectionBuilder::new("rooms", field, kind).wait(true);
        client.create_field_index(index).await.unwrap();
    }
    let words = TextIndexParamsBuilder::new(TokenizerType::Word)
        .lowercase(true)
        .phrase_matching(true);
    let index = CreateFieldIndexCollectionBuilder::new("rooms", "note", FieldType::Text);
    client
        .create_field_index(index.field_index_params(words).wait(true))
        .await
        .unwrap();
    answers_agree(client, "with indexes", questions()).await;
    answers_agree(client, "with indexes", questions_about_words()).await;
}
