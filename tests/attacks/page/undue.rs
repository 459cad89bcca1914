//! At each step of a session, every answer that a candidate can get is searched for what is not due
//! yet, or never is. The routes are those that the source names. If one is missing in the table
//! below, the test fails.

mod planted;
mod searcher;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::ids::SessionId;
use assay::domain::session::SessionState;
use assay::domain::session_clock::SessionClock;
use assay::domain::time::{MINUTE, Timestamp};
use serde_json::{Value, json};

use self::planted::{MARK, plant};
use self::searcher::{PROBES, Searcher, addresses};
use crate::harness::{Installation, LATER, SOON, until};

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Invited,
    Agreed,
    Running,
    Changed,
    Delivered,
    Paused,
    HandingIn,
    Submitted,
    Never,
}

#[test]
fn every_route_of_a_candidate_is_searched() -> Result<()> {
    let named = addresses()?;
    let named: BTreeSet<_> = named
        .iter()
        .filter(|it| it.starts_with("/api/candidate"))
        .map(String::as_str)
        .collect();
    let probed: BTreeSet<_> = PROBES.iter().map(|(address, _)| *address).collect();
    ensure!(
        named == probed,
        "the routes and the table differ: {named:?} {probed:?}"
    );
    Ok(())
}

#[tokio::test]
async fn nothing_is_told_before_it_is_due() -> Result<()> {
    let mut installation = Installation::new().await?;
    plant(&installation)?;
    installation.serve().await?;
    let invited = installation.invite()?;
    let candidate = installation.candidate(&invited)?;
    let mut searcher = Searcher::new(&installation, &invited);
    let told = |view: &Value| view.to_string();
    searcher.look_everywhere(Step::Invited).await?;
    let view = candidate.consent().await?;
    searcher.search(Step::Agreed, "consent", &told(&view));
    searcher.look_everywhere(Step::Agreed).await?;
    let view = candidate
        .start()
        .await
        .with_context(|| installation.log())?;
    searcher.search(Step::Running, "start", &told(&view));
    let mut terminal = crate::harness::prompt(&candidate).await?;
    searcher.look_everywhere(Step::Running).await?;
    searcher.look_inside(Step::Running, &candidate).await?;
    write(&mut searcher, Step::Running).await?;

    terminal.run("sed -i s/41/14/ src/main.rs", SOON).await?;
    wait_for(&candidate, "questions").await?;
    searcher.look_everywhere(Step::Changed).await?;
    answer(&mut searcher, Step::Changed, "why").await?;
    terminal.run("git diff --stat | cat", SOON).await?;
    wait_for(&candidate, "messages").await?;
    searcher.look_everywhere(Step::Delivered).await?;
    searcher.look_inside(Step::Delivered, &candidate).await?;
    let reply = json!({ "text": "Today." });
    let replies = "messages/well/replies";
    searcher
        .succeed(Step::Delivered, "POST", replies, &reply)
        .await?;
    // While the service restarts, and afterwards.
    installation.kill().await?;
    installation.serve().await?;
    searcher.follow(&installation);
    searcher.look_everywhere(Step::Delivered).await?;
    drop(terminal);
    drop(installation.terminal_again_within(&invited, LATER).await?);
    searcher.look_everywhere(Step::Delivered).await?;
    let candidate = installation.candidate(&invited)?;
    let view = candidate.pause().await?;
    searcher.search(Step::Paused, "pause", &told(&view));
    searcher.look_everywhere(Step::Paused).await?;
    let view = candidate.resume().await?;
    searcher.search(Step::Paused, "resume", &told(&view));
    let view = candidate.handing_in().await?;
    ensure!(
        told(&view).contains(&format!("{MARK}LAST")),
        "the last question is not asked: {view}"
    );
    searcher.look_everywhere(Step::HandingIn).await?;
    answer(&mut searcher, Step::HandingIn, "next").await?;
    draft(&mut searcher, Step::HandingIn, "final-note").await?;
    let view = candidate.submit_after("Swapped.", 1).await?;
    searcher.search(Step::Submitted, "submit", &told(&view));
    searcher.look_everywhere(Step::Submitted).await?;
    installation
        .state(invited.session, SessionState::Checked, LATER)
        .await?;
    searcher.look_everywhere(Step::Submitted).await?;
    searcher.found_nothing()?;
    installation.close().await
}

#[tokio::test]
async fn nor_when_a_session_ends_otherwise_or_cannot_go_on() -> Result<()> {
    let mut installation = Installation::new().await?;
    plant(&installation)?;
    installation.serve().await?;
    let [lapsed, withdrawn] = [installation.invite()?, installation.invite()?];
    installation.candidate(&withdrawn)?.consent().await?;
    let (broken, _, one) = installation.started().await?;
    let (expired, _, two) = installation.started().await?;
    drop((one, two));
    let mut searchers = [&lapsed, &withdrawn, &broken, &expired]
        .map(|invited| Searcher::new(&installation, invited));
    draft(&mut searchers[3], Step::Running, "final-note").await?;
    installation.stop().await?;
    break_off(&installation, broken.session, lapsed.session).await?;
    let store = installation.store().await?;
    let record = store
        .session(expired.session)
        .await?
        .context("no session")?;
    let started_at = record.started_at.context("it has not started")?;
    let clock = SessionClock::starting(started_at, Timestamp::now().plus(-MINUTE));
    store.keep_clock(expired.session, &clock).await?;
    store.close().await;
    installation.serve().await?;
    for searcher in &mut searchers {
        searcher.follow(&installation);
    }
    let [of_lapsed, of_withdrawn, of_broken, of_expired] = &mut searchers;
    of_lapsed.look_everywhere(Step::Invited).await?;
    let view = installation.candidate(&withdrawn)?.withdraw("no").await?;
    of_withdrawn.search(Step::Agreed, "withdraw", &view.to_string());
    of_withdrawn.look_everywhere(Step::Agreed).await?;
    let candidate = installation.candidate(&broken)?;
    until("it is put aside", SOON, async || {
        let view = candidate.view().await?;
        Ok(view["failing"].is_object().then_some(()))
    })
    .await?;
    of_broken.look_everywhere(Step::Running).await?;
    candidate.withdraw("It does not work.").await?;
    of_broken.look_everywhere(Step::Running).await?;
    installation
        .state(expired.session, SessionState::Checked, LATER)
        .await?;
    // This session expired, so its last questions were never asked.
    of_expired.look_everywhere(Step::Running).await?;
    for searcher in &searchers {
        searcher.found_nothing()?;
    }
    installation.close().await
}

/// Damages what one session needs to resume, and lets another one's invitation expire.
async fn break_off(
    installation: &Installation,
    broken: SessionId,
    lapsed: SessionId,
) -> Result<()> {
    let database = installation.data.join("assay.sqlite3");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", database.display())).await?;
    sqlx::query("UPDATE event SET body = x'7b' WHERE session = ? AND kind = 'terminal.opened'")
        .bind(broken.to_string())
        .execute(&pool)
        .await?;
    sqlx::query("UPDATE session SET expires_at = 1 WHERE id = ?")
        .bind(lapsed.to_string())
        .execute(&pool)
        .await?;
    pool.close().await;
    Ok(())
}

/// Notes of every kind, and a revision of one.
async fn write(searcher: &mut Searcher, step: Step) -> Result<()> {
    for kind in ["hypothesis", "evidence", "decision", "fix", "free"] {
        let note = json!({ "kind": kind, "text": "Days." });
        searcher.succeed(step, "POST", "notes", &note).await?;
    }
    let note = json!({ "kind": "hypothesis", "text": "Hours.", "revision": 0 });
    searcher.succeed(step, "PUT", "notes/1", &note).await?;
    draft(searcher, step, "final-note").await
}

/// An answer while it is typed, and then recorded.
async fn answer(searcher: &mut Searcher, step: Step, question: &str) -> Result<()> {
    draft(searcher, step, &format!("answer:{question}")).await?;
    let body = json!({ "text": "Nobody looked at it.", "revision": 1 });
    let path = format!("questions/{question}");
    searcher.succeed(step, "PUT", &path, &body).await
}

async fn draft(searcher: &mut Searcher, step: Step, name: &str) -> Result<()> {
    // The same text is the same revision.
    let body = json!({ "text": "Nobody looked", "revision": 0 });
    let path = format!("drafts/{name}");
    searcher.succeed(step, "PUT", &path, &body).await?;
    searcher.succeed(step, "GET", &path, &json!({})).await
}

async fn wait_for(candidate: &CandidateClient, list: &str) -> Result<()> {
    until(list, SOON, async || {
        let view = candidate.view().await?;
        // An older build lists questions that will be asked later; they have no time yet.
        let mut all = view[list].as_array().into_iter().flatten();
        Ok(all.any(|it| it["at"] != json!(null)).then_some(()))
    })
    .await
}
