//! An ingest that is killed: whatever state the stores were in, the next ingest repairs it.
//!
//! The killed command reaches Qdrant through a proxy of ours, which stops forwarding at a chosen
//! place. So the moment of the kill does not depend on the machine's speed.

use std::time::Duration;

use super::fixture::Fixture;
use super::ingest::{ADDED, change};
use super::point::{Failure, Held, Point, holds, point, same};
use super::stores::{self, Content};
use crate::verification::{Command, Exit};

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
/// After how many pieces that the ingest sends to Qdrant the proxy stops; `lexical`: as soon as the
/// lexical index changes.
const MOMENTS: [&str; 6] = ["2", "4", "6", "8", "10", "lexical"];

/// Whether the ingest was killed at this moment. It may have ended before.
async fn kill(fixture: &Fixture, moment: &str) -> Result<bool, Failure> {
    let program = fixture.put("kill.py", PROGRAM)?;
    let pipeline = fixture.sandbox.pipeline();
    let lexical = format!("{}/{}", pipeline.state, pipeline.lexical_index);
    let fixed = ["/usr/bin/python3", &program, moment, &lexical].map(str::to_owned);
    let argv = fixed.into_iter().chain(pipeline.argv(["ingest"])).collect();
    let finished = fixture.sandbox.run(Command::new(argv, LIMIT)).await?;
    match finished.exit {
        Exit::Status(0) => Ok(true),
        Exit::Status(ENDED_BEFORE) => Ok(false),
        exit => {
            let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
            Err(Failure::Undetermined(format!(
                "an ingest could not be killed: {exit:?}: {stderr}"
            )))
        }
    }
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
    fixture.spoil();
    fixture.lay_corpus()?;
    change(fixture)?;
    let expected = rebuilt(fixture).await?;
    let mut times = 0;
    for moment in MOMENTS {
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
    fixture.ready().await?;
    let expected = stores::read(fixture).await?;
    fixture.spoil();
    let mut times = 0;
    for moment in MOMENTS {
        change(fixture)?;
        times += usize::from(kill(fixture, moment).await?);
        fixture.lay_corpus()?;
        fixture.run(&["ingest"]).await?.document()?;
        let held = stores::read(fixture).await?;
        same(
            &format!("{ADDED} in the stores, after a kill at {moment}"),
            (false, false),
            held.has(ADDED),
        )?;
        held.equals(
            &expected,
            &format!("what it held before, after a kill at {moment}"),
        )?;
    }
    killed_often(times)
}

async fn first(fixture: &mut Fixture) -> Held {
    fixture.spoil();
    fixture.lay_corpus()?;
    let expected = rebuilt(fixture).await?;
    for moment in ["4", "6", "lexical"] {
        crate::kinds::store_counts::empty_stores(fixture.sandbox()).await?;
        let in_time = kill(fixture, moment).await?;
        holds(
            in_time,
            "an ingest that can be killed before it ends",
            moment,
        )?;
        fixture.run(&["ingest"]).await?.document()?;
        let what = format!("what a rebuild gives, after a kill at {moment}");
        stores::read(fixture).await?.equals(&expected, &what)?;
    }
    Ok(())
}
