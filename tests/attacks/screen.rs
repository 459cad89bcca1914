//! A candidate chooses how large a terminal is and what is printed in it. Neither costs anybody
//! else anything, while the service runs or when it starts again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::client::terminal::{Attach, TerminalClient};
use assay::domain::event::{Actor, EventBody};
use assay::domain::ids::SessionId;
use assay::domain::payload::Payload;
use assay::domain::session::SessionState;
use assay::trace::{Entry, TraceClock, TraceLog};

use crate::harness::{Installation, Invited, LATER, SOON, prompt, until};

/// More than a service needs for some screens, and much less than one screen
/// of 65535 × 65535 takes.
const MEMORY: u64 = 200 * 1024 * 1024;
/// A session that printed much resumes as soon as one that printed nothing.
const GOES_ON: Duration = Duration::from_secs(20);
/// Makes the terminal write every cell of the screen.
const CLEAR: &str = "\x1b[2J";

async fn page(
    installation: &Installation,
    invited: &Invited,
    number: u32,
    (cols, rows): (u16, u16),
) -> Result<TerminalClient> {
    let attach = Attach {
        cols,
        rows,
        ..Attach::to(number)
    };
    let page = TerminalClient::connect(installation.base(), &invited.token, attach);
    let page = tokio::time::timeout(SOON, page).await;
    page.context("the terminal does not attach")?
}

/// The most memory that the running service has used so far, in bytes.
fn peak_memory(installation: &Installation) -> Result<u64> {
    let id = installation.process_id().context("the service has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|it| it.split_whitespace().next());
    let kib: u64 = kib.context("no peak is known")?.parse()?;
    Ok(kib * 1024)
}

/// How long an answer takes for somebody who is not part of any session.
async fn latency(installation: &Installation) -> Result<Duration> {
    let begun = Instant::now();
    let url = format!("{}/api/me", installation.base());
    let answer = tokio::time::timeout(LATER, reqwest::get(url)).await;
    answer.context("no answer")??;
    Ok(begun.elapsed())
}

#[tokio::test]
async fn the_largest_size_that_can_be_said_costs_little() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let before = peak_memory(&installation)?;
    let mut large = page(&installation, &invited, 2, (u16::MAX, u16::MAX)).await?;
    large.resize(u16::MAX, u16::MAX - 1).await?;
    // A size of zero is an attack on code that divides by it.
    large.resize(0, 0).await?;
    large.resize(u16::MAX, 1).await?;
    let seen = large.wait_for("$ ", SOON).await;
    seen.context("the shell in the large terminal does not answer")?;
    terminal.run("true", SOON).await?;
    installation.kill().await?;
    installation.serve().await?;
    drop(installation.terminal_again_within(&invited, SOON).await?);
    drop(page(&installation, &invited, 2, (u16::MAX, u16::MAX)).await?);
    let grown = peak_memory(&installation)?.saturating_sub(before);
    ensure!(grown < MEMORY, "{grown} bytes more");
    for event in installation.events(invited.session).await? {
        if let EventBody::TerminalOpened { cols, rows, .. }
        | EventBody::TerminalResized { cols, rows, .. } = event.body
        {
            ensure!(cols <= 640 && rows <= 256, "{cols} × {rows} was recorded");
        }
    }
    installation.close().await
}

/// Appends what an older service without bounds would have. The service must not run.
async fn append(
    installation: &Installation,
    session: SessionId,
    bodies: Vec<EventBody>,
) -> Result<()> {
    let store = installation.store().await?;
    let record = store.session(session).await?.context("no session")?;
    let clock = TraceClock::new(record.created_at, None, 0);
    let trace = TraceLog::open(store, session, Arc::new(clock)).await?;
    for body in bodies {
        trace.append(Entry::new(Actor::Candidate, body)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_trace_with_sizes_that_nobody_can_paint_is_survived() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    let before = peak_memory(&installation)?;
    installation.kill().await?;
    drop(terminal);
    let (terminal, cols, rows) = (2, u16::MAX, u16::MAX);
    let printed = format!("{CLEAR}\x1b[65535;65535Hhere");
    let recorded = vec![
        EventBody::TerminalOpened {
            terminal,
            cols,
            rows,
        },
        EventBody::TerminalOutput {
            terminal,
            offset: 0,
            bytes: Payload::of(printed.into_bytes()).0,
        },
        EventBody::TerminalResized {
            terminal,
            cols,
            rows: 0,
        },
        EventBody::TerminalResized {
            terminal,
            cols,
            rows,
        },
    ];
    append(&installation, invited.session, recorded).await?;
    installation.serve().await?;
    let mut again = installation.terminal_again_within(&invited, SOON).await?;
    again.run("true", SOON).await?;
    drop(page(&installation, &invited, 2, (80, 24)).await?);
    // The replay of it, the export, and the end of the session.
    let practitioner = installation.practitioner("ada").await?;
    let session = invited.session.to_string();
    until("the replay is there", SOON, async || {
        let newest = installation.events(invited.session).await?.len() as u64;
        Ok(practitioner.moment(&session, newest).await.ok())
    })
    .await?;
    let candidate_again = installation.candidate(&invited)?;
    drop(candidate);
    candidate_again.submit("done").await?;
    let exported = installation.export(invited.session).await?;
    let cast = exported.cast(2)?;
    ensure!(
        !cast.contains("65535x"),
        "players get sizes nobody can paint"
    );
    let grown = peak_memory(&installation)?.saturating_sub(before);
    ensure!(grown < MEMORY, "{grown} bytes more");
    installation.close().await
}

/// Runs a line in a terminal without waiting until it ends.
async fn begin(terminal: &mut TerminalClient, line: &str) -> Result<()> {
    terminal.send(format!("{line}\r").as_bytes()).await
}

/// Waits until the trace has a long output, which must be more than the echo of keys.
async fn flooded(installation: &Installation, session: SessionId) -> Result<()> {
    let long = |body: &EventBody| matches!(body, EventBody::TerminalOutput { bytes, .. } if bytes.length() > 50_000);
    installation.event("a flood", session, LATER, long).await?;
    Ok(())
}

/// Waits until the service has saved the state of the terminals. It does so when something happens
/// in them, and some time has passed since the last save.
async fn kept(
    installation: &Installation,
    session: SessionId,
    terminal: &mut TerminalClient,
) -> Result<()> {
    let store = installation.store().await?;
    let mut rows = 30;
    until("a checkpoint", LATER, async || {
        rows = if rows == 30 { 31 } else { 30 };
        terminal.resize(100, rows).await?;
        Ok(store.kept_terminals(session).await?.map(drop))
    })
    .await
}

#[tokio::test]
async fn clearing_large_screens_takes_no_time_from_others() -> Result<()> {
    let installation = Installation::serving().await?;
    let mut hostile = Vec::new();
    for _ in 0..2 {
        let (invited, _, terminal) = installation.started().await?;
        drop(terminal);
        let mut large = page(&installation, &invited, 2, (10_000, 2_000)).await?;
        begin(&mut large, r"printf '\e[2J%.0s' {1..300}; sleep 1000").await?;
        hostile.push((invited, large));
    }
    let asked = Instant::now();
    let mut worst = Duration::ZERO;
    while asked.elapsed() < Duration::from_secs(3) {
        worst = worst.max(latency(&installation).await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    ensure!(worst < Duration::from_secs(2), "an answer took {worst:?}");
    // The same as a flood, with pages that show it.
    for (_, large) in &mut hostile {
        large.send(b"\x03").await?;
        begin(large, r"while :; do printf '\e[2J%.0s' {1..2000}; done").await?;
    }
    let installation = Arc::new(installation);
    let mut looking = tokio::task::JoinSet::new();
    for (invited, large) in hostile {
        let installation = Arc::clone(&installation);
        looking.spawn(async move {
            let _kept = large;
            loop {
                drop(page(&installation, &invited, 2, (10_000, 2_000)).await);
            }
        });
    }
    let (_, _, mut honest) = installation.started().await?;
    let (mut echoes, mut answers) = (Vec::new(), Vec::new());
    for key in 0..40 {
        let begun = Instant::now();
        honest.send(format!("{key:02}").as_bytes()).await?;
        honest.wait_for(&format!("{key:02}"), SOON).await?;
        echoes.push(begun.elapsed());
        answers.push(latency(&installation).await?);
    }
    looking.shutdown().await;
    for mut times in [echoes, answers] {
        times.sort_unstable();
        let (median, last) = (times[20], times[39]);
        ensure!(median < Duration::from_millis(300), "median {median:?}");
        ensure!(last < Duration::from_secs(2), "worst {last:?}");
    }
    drop(honest);
    let installation = Arc::into_inner(installation).context("somebody looks still")?;
    installation.close().await
}

#[tokio::test]
async fn an_honest_session_goes_on_beside_a_hostile_one_after_a_kill() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (hostile, _, mut small) = installation.started().await?;
    let (honest, _, mut quiet) = installation.started().await?;
    let mut large = page(&installation, &hostile, 2, (2_000, 1_000)).await?;
    // More than what is printed between two checkpoints.
    let flood = r"stty raw; yes $'\e[2J' | tr -d '\n' | head -c 5000000; sleep 1000";
    begin(&mut large, flood).await?;
    flooded(&installation, hostile.session).await?;
    kept(&installation, hostile.session, &mut small).await?;
    quiet.run("true", SOON).await?;
    installation.kill().await?;
    installation.serve().await?;
    let begun = Instant::now();
    let mut again = installation.terminal_again_within(&honest, GOES_ON).await?;
    again.run("true", GOES_ON).await?;
    let took = begun.elapsed();
    ensure!(took < GOES_ON, "it took {took:?}");
    // The hostile session resumes as well, and withdrawing it never has to wait.
    let candidate = installation.candidate(&hostile)?;
    let withdrawing = tokio::time::timeout(GOES_ON, candidate.withdraw("enough"));
    withdrawing.await.context("withdrawing waits")??;
    installation.close().await
}

#[tokio::test]
async fn after_a_reload_a_paste_is_bracketed_and_the_mouse_reported() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    // `sleep` reads nothing. A program that reads can take the next line, typed right
    // after Ctrl+C, before it dies.
    let asked =
        r"printf '\e[?2004h\e[?1004h\e[?1002h\e[?1006h\e[?1h\e='; printf 're%s' ady; sleep 1000";
    begin(&mut terminal, asked).await?;
    terminal.wait_for("ready", SOON).await?;
    let told = async |candidate: &CandidateClient| {
        until("a page is told the modes", SOON, async || {
            let Ok(page) = candidate.terminal(1).await else {
                return Ok(None);
            };
            Ok(page.snapshot)
        })
        .await
    };
    let modes = ["[?2004h", "[?1004h", "[?1002h", "[?1006h", "[?1h", "\x1b="];
    let screen = told(&candidate).await?;
    for mode in modes {
        ensure!(screen.contains(mode), "no {mode:?} in {screen:?}");
    }
    // The same with more output in between than any page paints.
    installation.kill().await?;
    installation.serve().await?;
    let mut again = installation.terminal_again(&invited, 0).await?;
    let screen = told(&installation.candidate(&invited)?).await?;
    for mode in modes {
        ensure!(screen.contains(mode), "no {mode:?} after a restart");
    }
    again.send(b"\x03").await?;
    begin(
        &mut again,
        "yes | head -n 2000000 | tail -c 3000000; printf 'do%s' ne",
    )
    .await?;
    again.wait_for("done", LATER).await?;
    let screen = told(&installation.candidate(&invited)?).await?;
    ensure!(screen.contains("[?1006h"), "forgotten behind a flood");
    installation.close().await
}

/// Makes the events of a kind unreadable. The service must not run.
async fn damage(installation: &Installation, session: SessionId, kind: &str) -> Result<()> {
    let file = installation.data.join("assay.sqlite3");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await?;
    let damage = "UPDATE event SET body = x'7b' WHERE session = ? AND kind = ?";
    let damage = sqlx::query(damage).bind(session.to_string()).bind(kind);
    let damaged = damage.execute(&pool).await?.rows_affected();
    ensure!(damaged > 0, "there is no {kind}");
    pool.close().await;
    Ok(())
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_put_aside_and_says_so() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (broken, _, terminal) = installation.started().await?;
    let (whole, _, other) = installation.started().await?;
    drop((terminal, other));
    installation.kill().await?;
    damage(&installation, broken.session, "terminal.opened").await?;
    installation.serve().await?;
    let mut again = installation.terminal_again_within(&whole, SOON).await?;
    again.run("true", SOON).await?;
    let candidate = installation.candidate(&broken)?;
    let said = until("its page says so", SOON, async || {
        let view = candidate.view().await?;
        Ok(view["failing"]["reason"].as_str().map(str::to_owned))
    })
    .await?;
    ensure!(said.contains("could not be restarted"), "{said}");
    let practitioner = installation.practitioner("ada").await?;
    let (session, why) = (broken.session.to_string(), "the service had trouble");
    practitioner.extend(&session, 10, why).await?;
    let row = practitioner.session(&session).await?;
    let shown = row["row"]["failing"].as_str().unwrap_or_default();
    ensure!(
        shown.contains("put aside"),
        "a manager is not told: {shown}"
    );
    practitioner.withdraw(&session, "given up").await?;
    drop(prompt(&installation.candidate(&whole)?).await?);
    installation.close().await
}

/// Neither the workspace nor the clock can be restored from such a record.
#[tokio::test]
async fn a_session_whose_record_is_damaged_can_be_withdrawn() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (files, _, mut terminal) = installation.started().await?;
    let (clock, _, other) = installation.started().await?;
    terminal.run("echo more > more.txt", SOON).await?;
    let changed = |body: &EventBody| matches!(body, EventBody::FileChanged { .. });
    installation
        .event("a file", files.session, SOON, changed)
        .await?;
    drop((terminal, other));
    installation.kill().await?;
    damage(&installation, files.session, "file.changed").await?;
    damage(&installation, clock.session, "session.consented").await?;
    installation.serve().await?;
    let store = installation.store().await?;
    let practitioner = installation.practitioner("ada").await?;
    for session in [files.session, clock.session] {
        until("its trace says that it is put aside", SOON, async || {
            Ok(store.last_of_kind(session, "sandbox.failing").await?)
        })
        .await?;
        let name = session.to_string();
        let withdrawing = practitioner.withdraw(&name, "given up");
        tokio::time::timeout(SOON, withdrawing).await??;
        let state = SessionState::Withdrawn;
        installation.state(session, state, SOON).await?;
    }
    installation.no_container().await?;
    installation.close().await
}
