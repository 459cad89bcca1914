//! Errors in OTLP's form: `google.rpc.Status`.

use axum::body::Bytes;
use axum::http::StatusCode;
use prost::Message;

use super::error::ApiError;

#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

pub(super) fn json(error: &ApiError) -> Bytes {
    let status = serde_json::json!({"code": code(error.status), "message": error.message});
    status.to_string().into()
}

pub(super) fn protobuf(error: &ApiError) -> Bytes {
    let status = Status {
        code: code(error.status),
        message: error.message.clone(),
    };
    status.encode_to_vec().into()
}

/// The canonical code of `google.rpc.Code` for an HTTP status.
fn code(status: StatusCode) -> i32 {
    match status.as_u16() {
        400 | 413 | 415 => 3,
        404 | 405 => 12,
        408 | 504 => 4,
        429 => 8,
        499 => 1,
        503 => 14,
        _ => 13,
    }
}
