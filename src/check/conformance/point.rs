//! A point of the contract.

use futures_util::future::BoxFuture;

use super::failure::Held;
use super::fixture::Fixture;

/// One promise of the contract, and how it is tried.
pub struct Point {
    /// Stable: a script may name it.
    pub id: &'static str,
    /// One sentence of the contract.
    pub promises: &'static str,
    pub(super) run: for<'a> fn(&'a mut Fixture) -> BoxFuture<'a, Held>,
}

/// Defines a point.
macro_rules! point {
    ($id:literal, $promises:expr, $run:path) => {
        $crate::conformance::point::Point {
            id: $id,
            promises: $promises,
            run: |fixture| Box::pin($run(fixture)),
        }
    };
}
pub(super) use point;
