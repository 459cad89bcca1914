//! A session from invitation to checks.

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::event::{CheckOutcome, EventBody, ModelCall};
use assay::domain::payload::BlobRef;
use assay::domain::session::SessionState;

use crate::harness::{Exported, Installation, LATER, SOON};

#[tokio::test]
async fn a_session_goes_from_invitation_to_checks_and_all_of_it_is_recorded() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    candidate.open_brief().await?;
    candidate
        .note("hypothesis", "The digits were swapped.", Some("open"))
        .await?;
    let edit = "sed -i s/41/14/ src/main.rs";
    ensure!(terminal.run(edit, SOON).await? == 0, "the edit failed");
    let edited = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "src/main.rs");
    installation
        .event("the edit is seen from outside", session, SOON, edited)
        .await?;
    for line in CALLS {
        ensure!(terminal.run(line, SOON).await? == 0, "{line} failed");
    }
    let models = std::fs::read_to_string(installation.workspace(session).join("models"))?;
    ensure!(
        models.contains("all-minilm-l6-v2") && models.contains("simulated-reader-1"),
        "{models}"
    );
    ensure!(
        terminal.run("cargo run --quiet", LATER).await? == 0,
        "the pipeline does not run"
    );
    terminal.close().await?;
    candidate.submit("Two digits were swapped.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;

    used_up(&candidate).await?;
    installation.no_container().await?;
    ensure!(
        !installation.workspace(session).exists(),
        "the sandbox's folder is still there"
    );
    let exported = installation.export(session).await?;
    in_order(&exported)?;
    ensure!(exported.printed_by(1, "cargo run --quiet")? == b"returned after 14 days\r\n");
    the_edit_has_before_and_after(&exported)?;
    calls_are_recorded(&exported)?;
    for event in &exported.events {
        if let EventBody::CheckCompleted(result) = &event.body {
            ensure!(
                result.outcome == CheckOutcome::Pass,
                "{}: {}",
                result.check,
                result.summary
            );
        }
    }
    installation.close().await
}

const CALLS: [&str; 3] = [
    "curl -sf localhost:8080/v1/models > models",
    "curl -sf localhost:8080/v1/embeddings -H 'content-type: application/json' -d '{\"model\":\"all-minilm-l6-v2\",\"input\":[\"fourteen days\"]}' > vector",
    "curl -sfN localhost:8080/v1/chat/completions -H 'content-type: application/json' -d '{\"model\":\"simulated-reader-1\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Context:\\n[1] (policy/returns) Returns\\nEverything is returned after 14 days.\\n\\nQuestion: After how many days is everything returned?\"}]}' > answer",
];

/// The link still shows how the session ended, and does nothing more.
async fn used_up(candidate: &CandidateClient) -> Result<()> {
    let view = candidate.view().await?;
    ensure!(
        view["state"] == "checked" && !view["submitted_at"].is_null(),
        "{view}"
    );
    let refusals = [
        candidate.start().await.err(),
        candidate.submit("Again.").await.err(),
        candidate
            .note("free", "Too late.", None)
            .await
            .map(|_| ())
            .err(),
        candidate.consent().await.err(),
    ];
    for refusal in refusals {
        let refusal = refusal
            .context("something could still be done")?
            .to_string();
        ensure!(
            refusal.contains("409") && refusal.contains("already_submitted"),
            "{refusal}"
        );
    }
    let terminal = candidate
        .terminal(1)
        .await
        .err()
        .context("the terminal is still open")?;
    ensure!(terminal.to_string().contains("409"), "{terminal}");
    Ok(())
}

/// The events that a session must have, in this order, with others between them.
fn in_order(exported: &Exported) -> Result<()> {
    let mut kinds = exported.events.iter().map(|event| kind(&event.body));
    let wanted = [
        "session.created",
        "session.consented",
        "session.started",
        "brief.opened",
        "note.hypothesis",
        "file.changed",
        "model.embedding",
        "model.chat",
        "session.submitted",
        "check.completed",
        "check.completed",
    ];
    for wanted in wanted {
        ensure!(
            kinds.any(|kind| kind == wanted),
            "{wanted} is missing or comes too early"
        );
    }
    Ok(())
}

fn kind(body: &EventBody) -> String {
    serde_json::to_value(body).map_or_else(
        |_| String::new(),
        |body| body["kind"].as_str().unwrap_or_default().to_owned(),
    )
}

fn the_edit_has_before_and_after(exported: &Exported) -> Result<()> {
    let edit = exported.find(
        "the edit",
        |body| matches!(body, EventBody::FileChanged { path, .. } if path == "src/main.rs"),
    )?;
    let EventBody::FileChanged {
        before: Some(before),
        after,
        ..
    } = &edit.body
    else {
        anyhow::bail!("the file was not known before: {edit:?}");
    };
    let text = |version: Option<BlobRef>| -> Result<String> {
        let digest = version.context("a content was not recorded")?.blob;
        let contents = exported.contents()?;
        let content = contents
            .into_iter()
            .find(|it| assay::domain::ids::Digest::of(it) == digest);
        Ok(String::from_utf8(content.context("a content is missing")?)?)
    };
    ensure!(
        text(before.content)?.contains("days\", 41)"),
        "not as the candidate found it"
    );
    ensure!(
        text(after.content)?.contains("days\", 14)"),
        "not as the candidate left it"
    );
    Ok(())
}

fn calls_are_recorded(exported: &Exported) -> Result<()> {
    let embedding = exported.find("an embedding", |body| {
        matches!(body, EventBody::ModelEmbedding(_))
    })?;
    let chat = exported.find(
        "a whole answer",
        |body| matches!(body, EventBody::ModelChat(call) if call.complete),
    )?;
    for (event, model) in [
        (embedding, "all-minilm-l6-v2"),
        (chat, "simulated-reader-1"),
    ] {
        let (EventBody::ModelEmbedding(call) | EventBody::ModelChat(call)) = &event.body else {
            continue;
        };
        let ModelCall {
            served_model,
            status,
            tokens_in,
            cost,
            latency,
            error,
            ..
        } = call;
        ensure!(
            served_model.as_deref() == Some(model) && *status == 200,
            "{call:?}"
        );
        ensure!(
            *tokens_in > 0 && *latency > 0 && error.is_none(),
            "{call:?}"
        );
        // Three tokens cost less than a thousandth of a cent, which is not charged.
        ensure!(*cost > 0 || model == "all-minilm-l6-v2", "{call:?}");
    }
    let EventBody::ModelChat(call) = &chat.body else {
        return Ok(());
    };
    let answer = call.answer.as_deref().unwrap_or_default();
    ensure!(
        answer.contains("14 days"),
        "not the context's answer: {answer}"
    );
    ensure!(call.first_byte.is_some() && call.tokens_out > 0, "{call:?}");
    Ok(())
}
