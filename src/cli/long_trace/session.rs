//! The session from invitation to hand-in, and the loop that keeps all amounts in proportion.

use super::amounts::Amounts;
use super::work::Work;
use super::writer::Writer;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState::{Checked, Consented, Invited, Running, Submitted};
use crate::domain::session_clock::{Pauses, SessionClock};
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;
use crate::scenario::Scenario;
use crate::store::Store;

const TERMINALS: [(u32, u16, u16); 3] = [(1, 120, 40), (2, 100, 40), (3, 160, 40)];

pub async fn make(
    store: &Store,
    scenario: &Scenario,
    seed: u64,
    wanted: Amounts,
) -> anyhow::Result<(SessionId, Amounts)> {
    let record = create(store, scenario, None).await?;
    let mut work = Work::new(Writer::new(store, record.id), seed);
    begin(&mut work, scenario, &record, wanted).await?;
    while work.writer.made.output < wanted.output {
        work.act(wanted).await?;
    }
    end(&mut work, wanted).await?;
    work.writer.flush().await?;
    let made = work.writer.made;
    close(
        store,
        &record,
        wanted.time.max(made.time),
        "A synthetic session.",
    )
    .await?;
    Ok((record.id, made))
}

/// Hands the session in after `time` microseconds, and says that it was checked.
pub async fn close(
    store: &Store,
    record: &SessionRecord,
    time: i64,
    note: &str,
) -> anyhow::Result<()> {
    for pair in [Invited, Consented, Running, Submitted, Checked].windows(2) {
        store.advance_session(record.id, pair[0], pair[1]).await?;
    }
    let started = record.created_at.plus(5_000_000);
    let clock = SessionClock::starting(started, started.plus(time));
    store.keep_clock(record.id, &clock).await?;
    store
        .set_submission(record.id, started.plus(time), note)
        .await?;
    Ok(())
}

/// An invitation that nobody got.
pub async fn create(
    store: &Store,
    scenario: &Scenario,
    track: Option<&str>,
) -> anyhow::Result<SessionRecord> {
    let created_at = Timestamp::now();
    let record = SessionRecord {
        id: SessionId::generate(),
        scenario: scenario.manifest.id.clone(),
        label: "synthetic, eight hours".into(),
        state: Invited,
        created_at,
        expires_at: created_at,
        started_at: None,
        deadline: None,
        submitted_at: None,
        stood_still: 0,
        last_seen: None,
        final_note: None,
        pauses: Pauses::default(),
        track: track.map(str::to_owned),
        track_open: false,
    };
    store
        .create_session(&record, Token::generate().digest())
        .await?;
    Ok(record)
}

/// The trace's first events.
pub async fn invite(
    writer: &mut Writer<'_>,
    scenario: &Scenario,
    record: &SessionRecord,
) -> anyhow::Result<()> {
    let created = EventBody::SessionCreated {
        scenario: record.scenario.clone(),
        scenario_version: scenario.manifest.version,
        scenario_digest: scenario.digest,
        created_at: record.created_at,
    };
    writer.add(Actor::Practitioner, created).await?;
    let statement = "A synthetic session.".into();
    writer
        .add(Actor::Candidate, EventBody::SessionConsented { statement })
        .await?;
    Ok(())
}

async fn begin(
    work: &mut Work<'_>,
    scenario: &Scenario,
    record: &SessionRecord,
    wanted: Amounts,
) -> anyhow::Result<()> {
    invite(&mut work.writer, scenario, record).await?;
    let workspace = work.lay_out()?;
    let started = EventBody::SessionStarted {
        image: "synthetic".into(),
        deadline: record.created_at.plus(wanted.time),
        workspace,
    };
    work.writer.add(Actor::System, started).await?;
    let boot = Digest::of(b"synthetic");
    work.writer
        .add(Actor::System, EventBody::SandboxBooted { boot })
        .await?;
    for (terminal, cols, rows) in TERMINALS {
        let opened = EventBody::TerminalOpened {
            terminal,
            cols,
            rows,
        };
        work.writer.add(Actor::Candidate, opened).await?;
        work.writer
            .print(terminal, b"candidate@sandbox:/workspace$ ")
            .await?;
    }
    work.writer.time += 20_000_000;
    work.writer
        .add(Actor::Candidate, EventBody::BriefOpened {})
        .await?;
    Ok(())
}

async fn end(work: &mut Work<'_>, wanted: Amounts) -> anyhow::Result<()> {
    work.writer.time = work.writer.time.max(wanted.time);
    let workspace = work.workspace()?;
    let submitted = EventBody::SessionSubmitted {
        final_note: "A synthetic session: nobody worked on it.".into(),
        workspace,
    };
    work.writer.add(Actor::Candidate, submitted).await?;
    Ok(())
}
