//! Proves that a pipeline obeys `docs/pipeline-contract.md`: a point for each promise that can be
//! seen from outside, tried in a sandbox with the small domain in `contract-domain/`.
//!
//! What the contract says and no point tries:
//!
//! - that a 429 is retried: the sandbox's gateway cannot be made to answer one;
//! - that a log line is written in one piece: two writers at once would have to meet;
//! - that `$HALDEN_STATE`, `$HALDEN_PROMPTS` and `$HALDEN_CONFIG` have the defaults that they have:
//!   the sandbox's own environment and workspace are where they point to anyway;
//! - what `stats` prints beyond its documented keys, and the words of any message.

mod answers;
mod ask;
mod commands;
mod content;
mod domain;
mod eval;
mod failure;
mod fixture;
mod ingest;
mod judge;
mod kill;
mod point;
mod prepare;
mod prompts;
mod provider;
mod ran;
mod report;
mod score;
mod search;
mod shape;
mod stores;
mod worker;

use std::time::Instant;

pub use domain::{DOMAIN, Domain};
pub use failure::{Failure, Held};
pub use fixture::Fixture;
pub use point::Point;
pub use prepare::{Unready, prepare};

/// A point that was tried.
pub struct Tried<'a> {
    pub point: &'a Point,
    pub held: Held,
    pub seconds: f64,
}

/// All points, in the order in which they are tried: those that need no store come first, and
/// those that change what the stores hold come last.
pub fn points() -> impl Iterator<Item = &'static Point> {
    let themes: [&'static [Point]; 13] = [
        commands::POINTS,
        score::POINTS,
        judge::POINTS,
        report::POINTS,
        prompts::POINTS,
        answers::POINTS,
        search::POINTS,
        ask::POINTS,
        worker::POINTS,
        eval::POINTS,
        provider::POINTS,
        ingest::POINTS,
        kill::POINTS,
    ];
    themes.into_iter().flatten()
}

/// The stores hold the domain's documents, and what they hold is known: for those who change the
/// pipeline's source between points.
pub async fn rest(fixture: &mut Fixture) -> Held {
    fixture.settle()?;
    stores::when_ready(fixture).await.map(drop)
}

/// Tries a point.
pub async fn try_out<'a>(point: &'a Point, fixture: &mut Fixture) -> Tried<'a> {
    let started = Instant::now();
    let held = match fixture.settle() {
        Ok(()) => (point.run)(fixture).await,
        failure => failure,
    };
    let settled = fixture.settle();
    Tried {
        point,
        held: held.and(settled),
        seconds: started.elapsed().as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::points;

    #[test]
    fn each_point_has_a_name_of_its_own_and_a_sentence() {
        let ids: BTreeSet<_> = points().map(|point| point.id).collect();
        assert_eq!(ids.len(), points().count());
        for point in points() {
            assert!(assay_pipeline::is_slug(point.id), "{}", point.id);
            assert!(point.promises.ends_with('.'), "{}", point.id);
        }
    }
}
