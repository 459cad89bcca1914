//! More time from a practitioner, and sessions that end without a hand-in.

use anyhow::{Context as _, Result, ensure};
use assay::client::practitioner::PractitionerClient;
use assay::domain::event::{Actor, Event, EventBody, SessionExtended, SessionWithdrawn};
use assay::domain::ids::SessionId;
use assay::domain::time::MINUTE;
use assay::people::hash_new_password;
use serde_json::json;

use crate::harness::{Installation, SOON};

async fn practitioner(installation: &Installation) -> Result<PractitionerClient> {
    let password = "standing by the sandbox";
    let hash = hash_new_password(password)?;
    installation.store().await?.put_user("ada", &hash).await?;
    PractitionerClient::sign_in(installation.base(), "ada", password).await
}

fn refused<T>(code: &str, asked: Result<T>) -> Result<()> {
    let error = asked.err().context("it was not refused")?.to_string();
    ensure!(error.contains(code), "{code}: {error}");
    Ok(())
}

async fn deadline(installation: &Installation, session: SessionId) -> Result<i64> {
    let record = installation.store().await?.session(session).await?;
    let deadline = record.and_then(|record| record.deadline);
    Ok(deadline.context("there is no deadline")?.0)
}

fn withdrawn(events: &[Event]) -> Result<(&Event, &SessionWithdrawn)> {
    let last = events.last().context("there are no events")?;
    match &last.body {
        EventBody::SessionWithdrawn(withdrawn) => Ok((last, withdrawn)),
        other => anyhow::bail!("the trace ends otherwise: {other:?}"),
    }
}

#[tokio::test]
async fn time_is_given_while_a_session_can_run() -> Result<()> {
    let installation = Installation::serving().await?;
    let ada = practitioner(&installation).await?;
    let unused = installation.invite()?.session.to_string();
    refused("409", ada.extend(&unused, 30, "Why not?").await)?;
    refused("not_started", ada.extend(&unused, 30, "Why not?").await)?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    let (session, name) = (invited.session, invited.session.to_string());
    for (minutes, reason) in [(0, "None."), (481, "A day."), (30, "  "), (-1, "Less.")] {
        refused("422", ada.extend(&name, minutes, reason).await)?;
    }
    refused("422", ada.extend(&name, 30, &"x".repeat(501)).await)?;
    let before = deadline(&installation, session).await?;
    ada.extend(&name, 30, "A fire alarm.").await?;
    ensure!(deadline(&installation, session).await? == before + 30 * MINUTE);
    let view = candidate.view().await?;
    ensure!(view["clock"]["deadline"] == before + 30 * MINUTE, "{view}");
    ensure!(view["extensions"][0]["reason"] == "A fire alarm.", "{view}");
    // In a pause, too.
    candidate.pause().await?;
    ada.extend(&name, 480, "And its aftermath.").await?;
    candidate.resume().await?;
    let events = installation.events(session).await?;
    let given = events.iter().filter_map(|event| match &event.body {
        EventBody::SessionExtended(it) => Some((event.actor, it)),
        _ => None,
    });
    let given: Vec<(Actor, &SessionExtended)> = given.collect();
    let wanted = [(30, "A fire alarm."), (480, "And its aftermath.")];
    ensure!(given.len() == 2);
    for ((actor, it), (minutes, reason)) in given.iter().zip(wanted) {
        ensure!(*actor == Actor::Practitioner && it.by == "ada", "{it:?}");
        ensure!(it.minutes == minutes && it.reason == reason, "{it:?}");
    }
    let paused = events.iter().find_map(|event| match &event.body {
        EventBody::SessionResumed(it) => Some(it.paused),
        _ => None,
    });
    let after = deadline(&installation, session).await?;
    ensure!(after == before + 510 * MINUTE + paused.context("no pause ended")?);
    candidate.submit("Done.").await?;
    refused("session_ended", ada.extend(&name, 30, "Late.").await)?;
    refused("session_ended", ada.withdraw(&name, "Late.").await)?;
    refused("already_submitted", candidate.withdraw("").await)?;
    refused("already_submitted", candidate.pause().await)?;
    installation.close().await
}

#[tokio::test]
async fn a_candidate_may_end_without_a_hand_in() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let ada = practitioner(&installation).await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let (session, name) = (invited.session, invited.session.to_string());
    ensure!(terminal.run("echo more >> prompts/answer.md", SOON).await? == 0);
    candidate.pause().await?;
    let view = candidate.withdraw("  Ill.  ").await?;
    ensure!(
        view["state"] == "withdrawn" && view["clock"]["pause"].is_null(),
        "{view}"
    );
    ensure!(
        view["withdrawn"] == json!({ "by_candidate": true, "reason": "Ill." }),
        "{view}"
    );
    installation.no_container().await?;
    ensure!(!installation.workspace(session).exists());
    let exported = installation.export(session).await?;
    let (event, said) = withdrawn(&exported.events)?;
    ensure!(event.actor == Actor::Candidate && said.by.is_none() && said.workspace.is_some());
    installation.verify_signed(session)?;
    let review = json!({ "scores": [], "final_score": 50, "final_reason": "None." });
    refused("withdrawn", candidate.withdraw("").await)?;
    refused("withdrawn", candidate.submit("After all.").await)?;
    refused("withdrawn", candidate.pause().await)?;
    refused("withdrawn", ada.withdraw(&name, "Again.").await)?;
    refused("withdrawn", ada.extend(&name, 30, "Again.").await)?;
    refused("withdrawn", ada.submit_review(&name, &review).await)?;
    // It stays withdrawn after a restart, and no checks run.
    installation.kill().await?;
    installation.serve().await?;
    let view = installation.candidate(&invited)?.view().await?;
    ensure!(view["state"] == "withdrawn", "{view}");
    ensure!(installation.events(session).await?.len() == exported.events.len());
    installation.close().await
}

#[tokio::test]
async fn a_practitioner_withdraws_invitations_and_sessions_with_a_reason() -> Result<()> {
    let installation = Installation::serving().await?;
    let ada = practitioner(&installation).await?;
    let (running, _, terminal) = installation.started().await?;
    drop(terminal);
    let unused = installation.invite()?;
    for invited in [&running, &unused] {
        let name = invited.session.to_string();
        refused("422", ada.withdraw(&name, " ").await)?;
        ada.withdraw(&name, "The position is filled.").await?;
        let exported = installation.export(invited.session).await?;
        let (event, said) = withdrawn(&exported.events)?;
        ensure!(event.actor == Actor::Practitioner && said.by.as_deref() == Some("ada"));
        installation.verify_signed(invited.session)?;
        let candidate = installation.candidate(invited)?;
        let view = candidate.view().await?;
        ensure!(
            view["withdrawn"]["reason"] == "The position is filled.",
            "{view}"
        );
        ensure!(view["withdrawn"]["by_candidate"] == false, "{view}");
        refused("withdrawn", candidate.consent().await)?;
        refused("withdrawn", candidate.start().await)?;
    }
    installation.no_container().await?;
    // A candidate's token opens no practitioner's route, and without a cookie none opens.
    let http = reqwest::Client::new();
    for verb in ["extend", "withdraw"] {
        let url = format!(
            "{}/api/sessions/{}/{verb}",
            installation.base(),
            unused.session
        );
        let body = json!({ "minutes": 30, "reason": "Mine." });
        let asked = http.post(&url).bearer_auth(&unused.token).json(&body);
        ensure!(asked.send().await?.status() == 401, "{url}");
        let foreign = http
            .post(&url)
            .header("origin", "https://evil.test")
            .json(&body);
        ensure!(foreign.send().await?.status() == 403, "{url}");
    }
    for verb in ["pause", "resume", "withdraw"] {
        let url = format!("{}/api/candidate/{verb}", installation.base());
        let asked = http
            .post(&url)
            .bearer_auth("not-a-token")
            .json(&json!({ "reason": "" }));
        ensure!(asked.send().await?.status() == 401, "{url}");
    }
    installation.close().await
}
