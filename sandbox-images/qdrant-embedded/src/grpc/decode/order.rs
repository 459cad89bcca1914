//! Orders by a payload field.

use qdrant_client::qdrant::{self, start_from};
use qdrant_edge::{Direction, OrderBy, StartFrom};
use serde_json::json;

use crate::error::{ApiError, ApiResult};
use crate::json;

pub fn order_by(order: qdrant::OrderBy) -> ApiResult<OrderBy> {
    let qdrant::OrderBy {
        key,
        direction,
        start_from: start,
    } = order;
    let direction = match direction.map(qdrant::Direction::try_from) {
        None => None,
        Some(Ok(qdrant::Direction::Asc)) => Some(Direction::Asc),
        Some(Ok(qdrant::Direction::Desc)) => Some(Direction::Desc),
        Some(Err(_)) => return Err(ApiError::Invalid("unknown direction".to_owned())),
    };
    let start_from = match start.and_then(|start| start.value) {
        None => None,
        Some(start_from::Value::Float(number)) => Some(StartFrom::Float(number)),
        Some(start_from::Value::Integer(number)) => Some(StartFrom::Integer(number)),
        Some(start_from::Value::Timestamp(time)) => {
            Some(json::parse("order_by.start_from", json!(time.to_string()))?)
        }
        Some(start_from::Value::Datetime(time)) => {
            Some(json::parse("order_by.start_from", json!(time))?)
        }
    };
    Ok(OrderBy {
        key: json::payload_key(&key)?,
        direction,
        start_from,
    })
}
