//! The HTTP interface: the only place with axum's routing.

pub mod views;
