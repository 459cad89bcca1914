//! Generates a service: methods that are supported, and the others, which are refused by name.

use tonic::Status;

use crate::error::ApiError;

/// The answer of a method that is not supported.
pub fn refusal(method: &str) -> Status {
    ApiError::Unsupported(method.to_owned()).into()
}

/// `supported` methods call the function of the same name on `self`; `unsupported` ones refuse.
macro_rules! service {
    (
        impl $service:path as $name:literal for $api:ty {
            supported { $($method:ident($request:ty) -> $reply:ty;)* }
            unsupported { $($other:ident($other_request:ty) -> $other_reply:ty, $wire:literal;)* }
        }
    ) => {
        #[tonic::async_trait]
        impl $service for $api {
            $(async fn $method(
                &self,
                request: tonic::Request<$request>,
            ) -> Result<tonic::Response<$reply>, tonic::Status> {
                let started = std::time::Instant::now();
                let mut reply = <$api>::$method(self, request.into_inner()).await?;
                reply.time = started.elapsed().as_secs_f64();
                Ok(tonic::Response::new(reply))
            })*
            $(async fn $other(
                &self,
                _: tonic::Request<$other_request>,
            ) -> Result<tonic::Response<$other_reply>, tonic::Status> {
                Err($crate::grpc::unsupported::refusal(concat!($name, "/", $wire)))
            })*
        }
    };
}

pub(crate) use service;
