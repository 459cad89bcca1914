//! Two pages of one person: what the second one writes never silently replaces
//! what the first one wrote.

use anyhow::{Context as _, Result, ensure};
use assay::client::practitioner::PractitionerClient;
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;
use assay::people::hash_new_password;
use serde_json::json;

use super::refused;
use crate::harness::{Installation, LATER};

#[tokio::test]
async fn a_final_note_in_two_pages_is_the_one_that_a_person_chose() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    let kept = candidate
        .keep_draft("final-note", "the first page's", 0)
        .await?;
    ensure!(kept["revision"] == 1, "{kept}");
    // The second page was opened before that.
    let late = candidate
        .keep_draft("final-note", "the second page's", 0)
        .await;
    refused("draft_changed", late)?;
    let kept = candidate.draft("final-note").await?;
    ensure!(kept["text"] == "the first page's", "{kept}");
    // The same text is not a conflict: a page sends a save again if its answer was lost.
    let again = candidate
        .keep_draft("final-note", "the first page's", 0)
        .await?;
    ensure!(again["revision"] == 1, "{again}");
    candidate.handing_in().await?;
    refused(
        "draft_changed",
        candidate.submit_after("the second page's", 0).await,
    )?;
    candidate.keep_draft("final-note", "both", 1).await?;
    refused(
        "draft_changed",
        candidate.submit_after("the second page's", 1).await,
    )?;
    candidate.submit_after("both", 2).await?;
    // The sandbox of the checks is removed by then.
    installation
        .state(invited.session, SessionState::Checked, LATER)
        .await?;
    let events = installation.events(invited.session).await?;
    let handed_in = events.iter().any(|event| {
        matches!(&event.body, EventBody::SessionSubmitted { final_note, .. } if final_note == "both")
    });
    ensure!(handed_in, "another note was handed in");
    installation.close().await
}

#[tokio::test]
async fn a_note_in_two_pages_is_the_one_that_a_person_chose() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop(terminal);
    let note = candidate
        .note("hypothesis", "the filter", Some("open"))
        .await?;
    let opened = candidate.view().await?["notes"][0].clone();
    ensure!(opened["revision"] == 0, "{opened}");
    let first = ("hypothesis", "the first page's", "supported");
    candidate.revise_after(note, first, 0).await?;
    // The second page was opened before that.
    let second = ("hypothesis", "the second page's", "open");
    refused(
        "note_changed",
        candidate.revise_after(note, second, 0).await,
    )?;
    let newest = candidate.view().await?["notes"][0].clone();
    ensure!(newest["text"] == "the first page's", "{newest}");
    ensure!(newest["status"] == "supported" && newest["revision"] == 1);
    // The same text is not a conflict: a page sends a save again if its answer was lost.
    candidate.revise_after(note, first, 0).await?;
    let both = ("hypothesis", "both", "ruled_out");
    candidate.revise_after(note, both, 1).await?;
    let events = installation.events(invited.session).await?;
    let written = events.iter().filter_map(|event| match &event.body {
        EventBody::NoteHypothesis(note) => Some((note.revision, note.text.as_str())),
        _ => None,
    });
    let written: Vec<_> = written.collect();
    let expected = [(0, "the filter"), (1, "the first page's"), (2, "both")];
    ensure!(written == expected, "{written:?}");
    installation.close().await
}

#[tokio::test]
async fn a_review_in_two_pages_is_the_one_that_a_person_chose() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, terminal) = installation.started().await?;
    drop((candidate, terminal));
    let password = "standing by the sandbox";
    let hash = hash_new_password(password)?;
    installation.store().await?.put_user("ada", &hash).await?;
    let ada = PractitionerClient::sign_in(installation.base(), "ada", password).await?;
    let session = invited.session.to_string();
    let review = |words: &str| json!({ "scores": [], "final_score": null, "final_reason": words });
    let first = ada
        .save_review(&session, &review("the first page's"))
        .await?;
    // The second page was opened before that, so it does not know the change.
    let late = ada
        .save_review(&session, &review("the second page's"))
        .await;
    refused("review_changed", late)?;
    let view = ada.session(&session).await?;
    ensure!(
        view["review"]["final_reason"] == "the first page's",
        "{view}"
    );
    let known = first["revision"].as_u64().context("no revision")?;
    ensure!(view["review_revision"] == known);
    let path = format!("/api/sessions/{session}/review?revision={known}");
    ada.put(&path, &review("both")).await?;
    installation.close().await
}
