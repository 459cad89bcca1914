//! Whose answers a rollout changes.

use super::asking::{GATE, asked};
use crate::conformance::failure::{Failure, Held, same};
use crate::conformance::fixture::{Fixture, question};

/// Askers of `answer` and `production` with their places: the first 15 hex digits of SHA-256 of
/// `answer \0 production \0 asker`, modulo 100.
const ASKERS: [(&str, Option<&str>, u64); 6] = [
    (
        "Within how many days is a claim for spoiled goods made?",
        None,
        0,
    ),
    (
        "How often are the evaporators of room A defrosted?",
        None,
        11,
    ),
    (GATE, None, 14),
    (
        "At which temperature are seed potatoes kept?",
        Some("osprey-foods"),
        28,
    ),
    (
        "Below how many ppm of ammonia may the room be entered?",
        None,
        75,
    ),
    (GATE, Some("lumen-labs"), 95),
];

/// The versions that the askers get while a share of them gets another one.
async fn versions(fixture: &Fixture, other: u64, percent: u64) -> Result<Vec<u64>, Failure> {
    let folder = fixture.registry()?;
    let labels = format!(
        "[answer]\nproduction = 2\n\n[answer.rollout.production]\nversion = {other}\npercent = {percent}\n\n\
         [judge]\nproduction = 1\n"
    );
    fixture.put("prompts/labels.toml", &labels)?;
    let lines = ASKERS
        .iter()
        .zip(1..)
        .map(|((text, who, _), id)| question(&id.to_string(), text, *who));
    let seen = asked(
        fixture,
        &lines.collect::<Vec<_>>(),
        &[("HALDEN_PROMPTS", &folder)],
    )
    .await?;
    Ok(seen
        .iter()
        .filter_map(|it| it["prompt"]["version"].as_u64())
        .collect())
}

fn expected(other: u64, percent: u64) -> Vec<u64> {
    ASKERS
        .iter()
        .map(|(_, _, place)| if *place < percent { other } else { 2 })
        .collect()
}

pub async fn share(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for percent in [14, 29] {
        let seen = versions(fixture, 3, percent).await?;
        same(
            &format!("the versions at {percent} %"),
            expected(3, percent),
            seen,
        )?;
    }
    Ok(())
}

pub async fn larger_share(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for (other, percent) in [(1, 29), (3, 100), (3, 0)] {
        let seen = versions(fixture, other, percent).await?;
        same(
            &format!("the versions at {percent} % of version {other}"),
            expected(other, percent),
            seen,
        )?;
    }
    Ok(())
}
