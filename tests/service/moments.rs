//! What a scenario brings about while a session runs, and what the candidate writes about it.

use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt as _;

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::event::{Actor, Event, EventBody, InjectDelivered};
use assay::domain::session::SessionState;

use crate::harness::{Installation, LATER, SOON, until};

/// Injects that all arrive at once.
const INJECTS: usize = 4;

fn delivered(event: &Event) -> Option<&InjectDelivered> {
    match &event.body {
        EventBody::InjectDelivered(inject) => Some(inject),
        _ => None,
    }
}

#[tokio::test]
async fn a_service_that_is_killed_while_it_delivers_delivers_each_inject_once() -> Result<()> {
    let mut installation = Installation::new().await?;
    let mut tables = String::new();
    for number in 0..INJECTS {
        let folder = format!("scenarios/tiny/injects/n{number}");
        let folder = installation.library.join(folder);
        std::fs::create_dir_all(folder.join("laid"))?;
        std::fs::write(
            folder.join(format!("laid/{number}.txt")),
            format!("{number}\n"),
        )?;
        write!(
            tables,
            "[[inject]]\nid = \"n{number}\"\nwhen = {{ command = \"begin-now\" }}\n\
             from = \"somebody\"\nmessage = \"{number}\"\nlays = \"injects/n{number}\"\n"
        )?;
    }
    installation.rewrite_manifest("[limits]", &format!("{tables}[limits]"))?;
    installation.serve().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let session = invited.session;
    terminal.run("echo begin-now", SOON).await?;
    // Each kill comes as soon as a file is there, which is before its event is.
    for number in 0..INJECTS {
        let file = installation
            .workspace(session)
            .join(format!("laid/{number}.txt"));
        until("a file is laid", SOON, async || {
            Ok(file.exists().then_some(()))
        })
        .await
        .with_context(|| installation.log())?;
        installation.kill().await?;
        installation.serve().await?;
    }
    let store = installation.store().await?;
    let count = INJECTS as u64;
    until("all of it is delivered", LATER, async || {
        let found = store.count_events(session, "inject.delivered").await?;
        Ok((found >= count).then_some(()))
    })
    .await
    .with_context(|| installation.log())?;

    let exported = installation.export(session).await?;
    for number in 0..INJECTS {
        let id = format!("n{number}");
        let mut events = exported.events.iter();
        let times = events.clone().filter_map(delivered);
        ensure!(
            times.filter(|it| it.inject == id).count() == 1,
            "{id}, not once"
        );
        let path = format!("laid/{number}.txt");
        let changes: Vec<_> = events
            .by_ref()
            .filter(|event| {
                matches!(&event.body, EventBody::FileChanged { path: it, .. } if *it == path)
            })
            .collect();
        let [change] = changes[..] else {
            anyhow::bail!("{path} changed {} times", changes.len());
        };
        ensure!(change.actor == Actor::System, "{path}: {change:?}");
        let laid = installation.workspace(session).join(&path);
        ensure!(std::fs::read_to_string(&laid)? == format!("{number}\n"));
        ensure!(laid.metadata()?.uid() == 1000, "it is not the candidate's");
    }
    // Each event names the command that brought it about.
    for event in exported.events.iter().filter(|it| delivered(it).is_some()) {
        let cause = event.links.first().context("no cause is named")?;
        let cause = &exported.events[usize::try_from(*cause)? - 1].body;
        ensure!(
            matches!(cause, EventBody::CommandFinished { .. }),
            "{cause:?}"
        );
    }
    installation.close().await
}

#[tokio::test]
async fn a_link_in_the_way_is_not_followed_and_the_message_says_what_could_not_be_laid()
-> Result<()> {
    let mut installation = Installation::new().await?;
    installation.rewrite_manifest(
        "lays = \"injects/notice\"",
        "lays = \"injects/notice\"\nremoves = [\"README.md\"]",
    )?;
    installation.serve().await?;
    let outside = installation.folder.path().join("outside");
    std::fs::create_dir(&outside)?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let line = format!("ln -s {} notices; git diff --stat | cat", outside.display());
    terminal.run(&line, SOON).await?;
    let is_inject = |body: &EventBody| matches!(body, EventBody::InjectDelivered(_));
    let event = installation
        .event("the message", invited.session, SOON, is_inject)
        .await?;
    let inject = delivered(&event).context("another event")?;
    ensure!(
        inject.laid.is_empty() && inject.removed == ["README.md"],
        "{inject:?}"
    );
    let failed = inject.failed.first().context("nothing failed")?;
    ensure!(failed.path == "notices/today.md", "{failed:?}");
    ensure!(failed.reason.contains("a link"), "{failed:?}");
    ensure!(
        std::fs::read_dir(&outside)?.next().is_none(),
        "written outside"
    );
    let events = installation.events(invited.session).await?;
    let removed = events.iter().find(
        |event| matches!(&event.body, EventBody::FileDeleted { path, .. } if path == "README.md"),
    );
    ensure!(removed.is_some_and(|event| event.actor == Actor::System));
    let view = candidate.view().await?;
    ensure!(
        view["messages"][0]["failed"][0] == "notices/today.md",
        "{view}"
    );
    installation.close().await
}

#[tokio::test]
async fn questions_come_at_their_moment_and_are_answered_until_handing_in() -> Result<()> {
    let mut installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let view = candidate.view().await?;
    ensure!(view["messages"] == serde_json::json!([]), "{view}");
    ensure!(
        view["questions"] == serde_json::json!([]),
        "asked too early: {view}"
    );
    for question in ["why", "next"] {
        refused(
            candidate.answer(question, "Too early.").await,
            "no such question",
        )?;
    }
    refused(
        candidate.reply("well", "Too early.").await,
        "no such message",
    )?;

    terminal.run("sed -i s/41/14/ src/main.rs", SOON).await?;
    asked(&candidate, "why").await?;
    candidate.answer("why", "No te").await?;
    candidate.answer("why", "No test.").await?;
    candidate.answer("why", "No test.").await?;
    refused(candidate.answer("why", &"x".repeat(10_001)).await, "10000")?;
    terminal.run("git diff --stat | cat", SOON).await?;
    let message = until("the message", SOON, async || {
        let view = candidate.view().await?;
        Ok(view["messages"].get(0).cloned())
    })
    .await?;
    ensure!(message["from"] == "shop manager" && message["laid"][0] == "notices/today.md");
    refused(candidate.reply("well", " ").await, "empty")?;
    candidate.reply("well", "An hour.").await?;

    installation.kill().await?;
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    let view = candidate.view().await?;
    let answer = &view["questions"][0]["answer"];
    ensure!(answer["text"] == "No test.", "{view}");
    ensure!(
        view["messages"][0]["replies"][0]["text"] == "An hour.",
        "{view}"
    );
    until("the session resumes", SOON, async || {
        Ok(candidate.handing_in().await.ok())
    })
    .await?;
    candidate.answer("next", "Write one.").await?;
    candidate.submit("Swapped.").await?;
    refused(
        candidate.answer("next", "Too late.").await,
        "already_submitted",
    )?;
    refused(
        candidate.reply("well", "Too late.").await,
        "already_submitted",
    )?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;

    let exported = installation.export(session).await?;
    let mut answers = Vec::new();
    for event in &exported.events {
        if let EventBody::QuestionAnswered(answer) = &event.body {
            let asked = event.links.first().context("no question is named")?;
            let asked = &exported.events[usize::try_from(*asked)? - 1].body;
            ensure!(
                matches!(asked, EventBody::QuestionAsked(it) if it.question == answer.question)
            );
            answers.push((
                answer.question.as_str(),
                answer.revision,
                answer.text.as_str(),
            ));
        }
    }
    let expected = [
        ("why", 0, "No te"),
        ("why", 1, "No test."),
        ("next", 0, "Write one."),
    ];
    ensure!(answers == expected, "{answers:?}");
    let last = exported.events.iter().rposition(|event| {
        matches!(
            event.body,
            EventBody::QuestionAsked(_) | EventBody::InjectDelivered(_)
        )
    });
    let end = exported
        .events
        .iter()
        .position(|event| matches!(event.body, EventBody::SessionSubmitted { .. }));
    ensure!(last < end, "something happened after handing in");
    installation.close().await
}

async fn asked(candidate: &CandidateClient, question: &str) -> Result<()> {
    until("the question is asked", SOON, async || {
        let view = candidate.view().await?;
        let mut questions = view["questions"].as_array().into_iter().flatten();
        let found = questions.any(|it| it["question"] == question && !it["at"].is_null());
        Ok(found.then_some(()))
    })
    .await
}

fn refused(answer: Result<serde_json::Value>, reason: &str) -> Result<()> {
    let refusal = answer
        .err()
        .with_context(|| format!("not refused: {reason}"))?;
    let refusal = refusal.to_string();
    ensure!(refusal.contains(reason), "{refusal}");
    Ok(())
}
