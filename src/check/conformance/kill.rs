//! An ingest that is killed: whatever state the stores were in, the next ingest repairs it.
//!
//! The killed command reaches Qdrant through a proxy of ours, which stops forwarding at a chosen
//! place. So the moment of the kill does not depend on the machine's speed.

use std::time::Duration;

use super::content::Content;
use super::failure::{Failure, Held, same};
use super::fixture::Fixture;
use super::ingest::{ADDED, change};
use super::point::{Point, point};
use super::stores;
use crate::kinds::store_counts::empty_stores;
use crate::verification::{Command, Exit, Finished};

pub(super) const POINTS: &[Point] = &[
    point!(
        "ingest-killed",
        "An ingest that was killed is repaired by the next one: the stores hold what a rebuild from nothing would.",
        killed
    ),
    point!(
        "ingest-killed-and-reverted",
        "The same if the documents are as they were before when the next ingest starts.",
        reverted
    ),
    point!(
        "ingest-killed-first",
        "The first ingest of all may be killed too.",
        first
    ),
];

const PROGRAM: &str = include_str!("kill/kill.py");
const LIMIT: Duration = Duration::from_secs(60);
/// The exit status of the program if the ingest ended before the moment came.
const ENDED_BEFORE: i32 = 3;
/// As soon as the lexical index changes.
const LEXICAL: &str = "lexical";

/// Runs an ingest through the proxy to its end. How many pieces it sends to Qdrant.
async fn pieces(fixture: &Fixture) -> Result<usize, Failure> {
    let finished = proxied(fixture, "all").await?;
    let pieces = String::from_utf8_lossy(&finished.stdout).trim().parse();
    match (finished.exit, pieces) {
        (Exit::Status(ENDED_BEFORE), Ok(pieces)) => Ok(pieces),
        (exit, _) => undetermined(exit, &finished.stderr),
    }
}

/// Moments from the end to the middle of an ingest that sends so many pieces: after how many of
/// them the proxy stops.
fn moments(pieces: usize) -> Vec<String> {
    let from_end = [2, 3, 4, 6].map(|before| pieces.saturating_sub(before));
    let pieces = from_end
        .into_iter()
        .chain([pieces / 2])
        .filter(|after| *after > 0);
    pieces.map(|after| after.to_string()).collect()
}

/// Whether the ingest was killed at this moment. It may have ended before.
async fn kill(fixture: &Fixture, moment: &str) -> Result<bool, Failure> {
    let finished = proxied(fixture, moment).await?;
    match finished.exit {
        Exit::Status(0) => Ok(true),
        Exit::Status(ENDED_BEFORE) => Ok(false),
        exit => undetermined(exit, &finished.stderr),
    }
}

async fn proxied(fixture: &Fixture, moment: &str) -> Result<Finished, Failure> {
    let program = fixture.put("kill.py", PROGRAM)?;
    let pipeline = fixture.sandbox.pipeline();
    let lexical = format!("{}/{}", pipeline.state, pipeline.lexical_index);
    let fixed = ["/usr/bin/python3", &program, moment, &lexical].map(str::to_owned);
    let argv = fixed.into_iter().chain(pipeline.argv(["ingest"])).collect();
    Ok(fixture.sandbox.run(Command::new(argv, LIMIT)).await?)
}

fn undetermined<T>(exit: Exit, stderr: &[u8]) -> Result<T, Failure> {
    let stderr = String::from_utf8_lossy(stderr);
    let why = format!("an ingest could not be killed: {exit:?}: {stderr}");
    Err(Failure::Undetermined(why))
}

/// What a rebuild of the documents as they are now gives.
async fn rebuilt(fixture: &Fixture) -> Result<Content, Failure> {
    fixture.run(&["ingest", "--full"]).await?.document()?;
    stores::read(fixture).await
}

fn killed_often(times: usize) -> Held {
    if times > 1 {
        return Ok(());
    }
    let why = "the ingest ended before it could be killed in the middle";
    Err(Failure::Undetermined(why.into()))
}

async fn killed(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.spoil();
    change(fixture)?;
    let moments = moments(pieces(fixture).await?);
    let expected = rebuilt(fixture).await?;
    let mut times = 0;
    for moment in moments.iter().map(String::as_str).chain([LEXICAL]) {
        fixture.lay_corpus()?;
        fixture.run(&["ingest"]).await?.document()?;
        change(fixture)?;
        times += usize::from(kill(fixture, moment).await?);
        fixture.run(&["ingest"]).await?.document()?;
        let what = format!("what a rebuild gives, after a kill at {moment}");
        stores::read(fixture).await?.equals(&expected, &what)?;
    }
    killed_often(times)
}

async fn reverted(fixture: &mut Fixture) -> Held {
    let expected = stores::when_ready(fixture).await?;
    fixture.spoil();
    change(fixture)?;
    let moments = moments(pieces(fixture).await?);
    fixture.lay_corpus()?;
    fixture.run(&["ingest"]).await?.document()?;
    let mut times = 0;
    for moment in moments.iter().map(String::as_str).chain([LEXICAL]) {
        change(fixture)?;
        times += usize::from(kill(fixture, moment).await?);
        fixture.lay_corpus()?;
        fixture.run(&["ingest"]).await?.document()?;
        let held = stores::read(fixture).await?;
        let what = format!("{ADDED} in the stores, after a kill at {moment}");
        same(&what, (false, false), held.has(ADDED))?;
        held.equals(
            &expected,
            &format!("what it held before, after a kill at {moment}"),
        )?;
    }
    fixture.unspoiled(expected);
    killed_often(times)
}

async fn first(fixture: &mut Fixture) -> Held {
    let expected = stores::when_ready(fixture).await?;
    fixture.spoil();
    empty_stores(fixture.sandbox()).await?;
    let moments = moments(pieces(fixture).await?);
    let mut times = 0;
    for moment in &moments {
        empty_stores(fixture.sandbox()).await?;
        times += usize::from(kill(fixture, moment).await?);
        fixture.run(&["ingest"]).await?.document()?;
        let what = format!("what a rebuild gives, after a kill at {moment}");
        stores::read(fixture).await?.equals(&expected, &what)?;
    }
    killed_often(times)
}
