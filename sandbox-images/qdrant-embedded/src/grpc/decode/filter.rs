//! Filters, by way of the JSON form, which the engine parses.

use qdrant_client::qdrant::condition::ConditionOneOf;
use qdrant_client::qdrant::r#match::MatchValue;
use qdrant_client::qdrant::{
    self, Condition, DatetimeRange, FieldCondition, GeoLineString, GeoPoint, Match,
};
use qdrant_edge::Filter;
use serde_json::{Value, json};

use super::{ids, needed};
use crate::error::{ApiError, ApiResult};
use crate::json;

pub fn filter(filter: qdrant::Filter) -> ApiResult<Filter> {
    json::filter::filter("filter", filter_json(filter)?)
}

pub fn optional(message: Option<qdrant::Filter>) -> ApiResult<Option<Filter>> {
    message.map(filter).transpose()
}

fn filter_json(filter: qdrant::Filter) -> ApiResult<Value> {
    let qdrant::Filter {
        should,
        must,
        must_not,
        min_should,
    } = filter;
    let mut clauses = serde_json::Map::new();
    for (name, conditions) in [("should", should), ("must", must), ("must_not", must_not)] {
        if !conditions.is_empty() {
            clauses.insert(name.to_owned(), all(conditions)?);
        }
    }
    if let Some(qdrant::MinShould {
        conditions,
        min_count,
    }) = min_should
    {
        let clause = json!({ "conditions": all(conditions)?, "min_count": min_count });
        clauses.insert("min_should".to_owned(), clause);
    }
    Ok(Value::Object(clauses))
}

fn all(conditions: Vec<Condition>) -> ApiResult<Value> {
    conditions
        .into_iter()
        .map(condition)
        .collect::<ApiResult<Vec<_>>>()
        .map(Value::Array)
}

/// In the JSON form.
pub fn condition(condition: Condition) -> ApiResult<Value> {
    Ok(match needed(condition.condition_one_of, "condition")? {
        ConditionOneOf::Field(test) => field(test)?,
        ConditionOneOf::IsEmpty(test) => json!({ "is_empty": { "key": test.key } }),
        ConditionOneOf::IsNull(test) => json!({ "is_null": { "key": test.key } }),
        ConditionOneOf::HasId(test) => {
            json!({ "has_id": ids(test.has_id)? })
        }
        ConditionOneOf::HasVector(test) => json!({ "has_vector": test.has_vector }),
        ConditionOneOf::Filter(nested) => filter_json(nested)?,
        ConditionOneOf::Nested(nested) => {
            let filter = filter_json(needed(nested.filter, "nested.filter")?)?;
            json!({ "nested": { "key": nested.key, "filter": filter } })
        }
        ConditionOneOf::Slice(_) => {
            return Err(ApiError::Unsupported("condition slice".to_owned()));
        }
    })
}

fn field(test: FieldCondition) -> ApiResult<Value> {
    let FieldCondition {
        key,
        r#match,
        range,
        geo_bounding_box,
        geo_radius,
        values_count,
        geo_polygon,
        datetime_range,
        is_empty,
        is_null,
    } = test;
    if range.is_some() && datetime_range.is_some() {
        return Err(ApiError::Unsupported(
            "range together with datetime_range".to_owned(),
        ));
    }
    let bounding_box = geo_bounding_box.map(|area| {
        json!({ "top_left": corner(area.top_left), "bottom_right": corner(area.bottom_right) })
    });
    let polygon = geo_polygon.map(|area| {
        let interiors: Vec<_> = area.interiors.into_iter().map(line).collect();
        json!({ "exterior": area.exterior.map(line), "interiors": interiors })
    });
    Ok(json!({
        "key": key,
        "match": r#match.map(matching).transpose()?,
        "range": range
            .map(|r| json!({ "lt": r.lt, "gt": r.gt, "gte": r.gte, "lte": r.lte }))
            .or(datetime_range.map(period)),
        "geo_bounding_box": bounding_box,
        "geo_radius": geo_radius
            .map(|area| json!({ "center": corner(area.center), "radius": area.radius })),
        "geo_polygon": polygon,
        "values_count": values_count
            .map(|c| json!({ "lt": c.lt, "gt": c.gt, "gte": c.gte, "lte": c.lte })),
        "is_empty": is_empty,
        "is_null": is_null,
    }))
}

fn matching(wanted: Match) -> ApiResult<Value> {
    Ok(match needed(wanted.match_value, "match value")? {
        MatchValue::Keyword(value) => json!({ "value": value }),
        MatchValue::Integer(value) => json!({ "value": value }),
        MatchValue::Boolean(value) => json!({ "value": value }),
        MatchValue::Text(text) => json!({ "text": text }),
        MatchValue::TextAny(text) => json!({ "text_any": text }),
        MatchValue::Phrase(phrase) => json!({ "phrase": phrase }),
        MatchValue::Keywords(any) => json!({ "any": any.strings }),
        MatchValue::Integers(any) => json!({ "any": any.integers }),
        MatchValue::ExceptKeywords(except) => json!({ "except": except.strings }),
        MatchValue::ExceptIntegers(except) => json!({ "except": except.integers }),
        MatchValue::Prefix(prefix) => json!({ "prefix": prefix }),
        MatchValue::Substring(substring) => json!({ "substring": substring }),
    })
}

fn period(range: DatetimeRange) -> Value {
    let DatetimeRange { lt, gt, gte, lte } = range;
    // A timestamp is displayed in the form of RFC 3339, which the JSON form requires.
    let [lt, gt, gte, lte] = [lt, gt, gte, lte].map(|time| time.map(|time| time.to_string()));
    json!({ "lt": lt, "gt": gt, "gte": gte, "lte": lte })
}

/// In the JSON form.
pub fn corner(point: Option<GeoPoint>) -> Option<Value> {
    point.map(|GeoPoint { lon, lat }| json!({ "lon": lon, "lat": lat }))
}

fn line(line: GeoLineString) -> Value {
    let points: Vec<_> = line
        .points
        .into_iter()
        .map(|point| corner(Some(point)))
        .collect();
    json!({ "points": points })
}
