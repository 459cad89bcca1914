//! A start that fails, at any step: the trace never says that a session started if it did not, or
//! that it started twice.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;
use sqlx::{Connection as _, SqliteConnection};

use crate::harness::{Installation, Invited, SOON, prompt, until};

async fn ready() -> Result<(Installation, Invited)> {
    let mut installation = Installation::new().await?;
    installation.options = ["--warm-sandboxes", "0"].map(str::to_owned).into();
    installation.serve().await?;
    let invited = installation.invite()?;
    installation.candidate(&invited)?.consent().await?;
    Ok((installation, invited))
}

async fn starts(installation: &Installation, invited: &Invited) -> Result<usize> {
    let events = installation.events(invited.session).await?;
    let started = |body: &EventBody| matches!(body, EventBody::SessionStarted { .. });
    Ok(events.iter().filter(|event| started(&event.body)).count())
}

/// Makes the database refuse to set a session running, or lets it again.
async fn refuse_starts(installation: &Installation, refuse: bool) -> Result<()> {
    let file = installation.data.join("assay.sqlite3");
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let statement = if refuse {
        "CREATE TRIGGER refused BEFORE UPDATE OF state ON session WHEN NEW.state = 'running'
         BEGIN SELECT RAISE(ABORT, 'refused by a test'); END"
    } else {
        "DROP TRIGGER refused"
    };
    sqlx::query(statement).execute(&mut database).await?;
    Ok(database.close().await?)
}

#[tokio::test]
async fn what_fails_before_the_session_runs_leaves_no_start_behind() -> Result<()> {
    let (installation, invited) = ready().await?;
    let candidate = installation.candidate(&invited)?;
    let run = installation
        .workspace(invited.session)
        .with_file_name("run");
    let socket = run.join("gateway.sock");
    until("the folder is laid out", SOON, async || {
        Ok(run.exists().then_some(()))
    })
    .await?;
    // A folder cannot be replaced by a socket.
    std::fs::create_dir_all(&socket)?;
    ensure!(
        candidate.start().await.is_err(),
        "a gateway that cannot listen"
    );
    ensure!(
        starts(&installation, &invited).await? == 0,
        "it has not started"
    );
    std::fs::remove_dir_all(&socket).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    prompt(&candidate).await?.close().await?;
    ensure!(starts(&installation, &invited).await? == 1);
    installation.export(invited.session).await?;
    installation.close().await
}

#[tokio::test]
async fn what_fails_after_the_event_is_taken_up_and_not_begun_again() -> Result<()> {
    let (mut installation, invited) = ready().await?;
    refuse_starts(&installation, true).await?;
    for _ in 0..2 {
        ensure!(installation.candidate(&invited)?.start().await.is_err());
    }
    // The same by a service that knows only the trace.
    installation.kill().await?;
    installation.serve().await?;
    refuse_starts(&installation, false).await?;
    let candidate = installation.candidate(&invited)?;
    candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    prompt(&candidate).await?.close().await?;
    ensure!(
        starts(&installation, &invited).await? == 1,
        "one start in the record"
    );
    the_clock_is_right(&installation, &invited).await?;
    installation.export(invited.session).await?;
    installation.close().await
}

/// All the time until it ran at last was given back, in the row and in the trace.
async fn the_clock_is_right(installation: &Installation, invited: &Invited) -> Result<()> {
    let record = installation.store().await?.session(invited.session).await?;
    let record = record.context("the session is gone")?;
    let clock = record.clock().context("it has no clock")?;
    let mut said = None;
    for event in installation.events(invited.session).await? {
        match event.body {
            EventBody::SessionStarted { deadline, .. } => said = Some((deadline, 0)),
            EventBody::SessionRecovered {
                downtime, deadline, ..
            } => {
                let given = said.context("it recovered before it started")?.1;
                said = Some((deadline, given + downtime));
            }
            _ => {}
        }
    }
    ensure!(
        said == Some((clock.deadline, clock.stood_still)),
        "{said:?}, {clock:?}"
    );
    // Counted from the event, which is written a moment after the deadline is set.
    let work = clock.deadline.since(clock.started_at) - clock.stood_still;
    let minutes = 10 * 60_000_000;
    ensure!(
        (minutes - 1_000_000..=minutes).contains(&work),
        "ten minutes: {work}"
    );
    Ok(())
}
