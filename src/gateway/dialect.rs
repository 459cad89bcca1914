//! The form of an exchange's answers: OpenAI's, or one of OpenTelemetry's two.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::error::ApiError;
use super::retry::Retry;
use super::rpc_status;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenAi,
    OtlpJson,
    OtlpProtobuf,
}

const PROTOBUF: &str = "application/x-protobuf";

impl Dialect {
    /// An exporter is answered in the form that it used.
    pub fn of_exporter(headers: &HeaderMap) -> Self {
        let kind = headers.get(header::CONTENT_TYPE);
        match kind.and_then(|kind| kind.to_str().ok()) {
            Some(kind) if kind.starts_with(PROTOBUF) => Self::OtlpProtobuf,
            _ => Self::OtlpJson,
        }
    }

    pub fn refusal(self, error: &ApiError) -> Bytes {
        match self {
            Self::OpenAi => error.body(),
            Self::OtlpJson => rpc_status::json(error),
            Self::OtlpProtobuf => rpc_status::protobuf(error),
        }
    }

    pub fn response(self, status: StatusCode, retry: &Retry, body: Bytes) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let kind = match self {
            Self::OpenAi | Self::OtlpJson => "application/json",
            Self::OtlpProtobuf => PROTOBUF,
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        retry.write(headers);
        response
    }

    pub fn refuse(self, error: &ApiError) -> Response<Body> {
        self.response(error.status, &error.retry, self.refusal(error))
    }
}
