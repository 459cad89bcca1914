//! The scripted candidate.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::progress::say;
use super::walkthrough::{Step, Walkthrough};
use crate::client::candidate::CandidateClient;
use crate::client::terminal::TerminalClient;
use crate::scenario::Scenario;
use crate::scenario::manifest::Moment;

/// For the first prompt of a new sandbox.
const PROMPT: Duration = Duration::from_secs(60);
/// How often to look whether a message or question has arrived.
const LOOK: Duration = Duration::from_millis(500);

/// Works through the scenario, from consent to hand-in.
pub async fn work(
    candidate: &CandidateClient,
    scenario: &Scenario,
    walkthrough: &Walkthrough,
) -> anyhow::Result<()> {
    candidate.consent().await?;
    candidate.start().await?;
    candidate.open_brief().await?;
    say("the sandbox runs; a scripted candidate works");
    let mut terminal = candidate.terminal(1).await?;
    if !terminal
        .snapshot
        .as_deref()
        .unwrap_or_default()
        .contains("$ ")
    {
        terminal.wait_for("$ ", PROMPT).await?;
    }
    for step in &walkthrough.step {
        take(candidate, &mut terminal, scenario, step).await?;
    }
    terminal.close().await?;
    candidate.submit(&walkthrough.final_note).await?;
    Ok(())
}

/// Waits until the page shows a message or a question with this id.
async fn arrived(
    candidate: &CandidateClient,
    list: &str,
    key: &str,
    name: &str,
    within: u64,
) -> anyhow::Result<Value> {
    let looking = async {
        loop {
            let view = candidate.view().await?;
            let all = view[list].as_array().into_iter().flatten();
            if let Some(found) = all.into_iter().find(|it| it[key] == name) {
                return Ok::<_, anyhow::Error>(found.clone());
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let arrived = tokio::time::timeout(Duration::from_secs(within), looking).await;
    arrived.with_context(|| format!("{name} did not come within {within} s"))?
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

async fn take(
    candidate: &CandidateClient,
    terminal: &mut TerminalClient,
    scenario: &Scenario,
    step: &Step,
) -> anyhow::Result<()> {
    match step {
        Step::Run { line, within, exit } => {
            say(&format!("  $ {}", line.lines().next().unwrap_or_default()));
            let status = terminal.run(line, Duration::from_secs(*within)).await?;
            ensure!(status == *exit, "{line:?} ended with {status}, not {exit}");
        }
        Step::Apply(path) => apply(terminal, scenario, path).await?,
        Step::Reply {
            inject,
            text,
            within,
        } => {
            let message = arrived(candidate, "messages", "inject", inject, *within).await?;
            say(&format!("  message from the {}", text_of(&message["from"])));
            candidate.reply(inject, text).await?;
            say(&format!("  reply: {}", first_line(text)));
        }
        Step::Answer {
            question,
            text,
            within,
        } => {
            let manifest = &scenario.manifest.question;
            let spec = manifest.iter().find(|it| it.id == *question);
            if spec.is_some_and(|it| it.when == Moment::FinalNote) {
                candidate.handing_in().await?;
            }
            let asked = arrived(candidate, "questions", "question", question, *within).await?;
            say(&format!("  question: {}", text_of(&asked["asks"])));
            candidate.answer(question, text).await?;
            say(&format!("  answer: {}", first_line(text)));
        }
        Step::Note {
            kind,
            text,
            status,
            revises,
        } => {
            say(&format!("  {kind}: {}", first_line(text)));
            match revises {
                Some(note) => {
                    let status = status.as_deref().context("a revision has a status")?;
                    candidate.revise(*note, kind, text, status).await?;
                }
                None => {
                    candidate.note(kind, text, status.as_deref()).await?;
                }
            }
        }
    }
    Ok(())
}

/// Pastes a patch into `git apply`.
async fn apply(
    terminal: &mut TerminalClient,
    scenario: &Scenario,
    path: &str,
) -> anyhow::Result<()> {
    say(&format!("  $ git apply   (pasting {path})"));
    let patch = std::str::from_utf8(scenario.file(path)?).context("the patch is not UTF-8 text")?;
    let line = format!(
        "git apply <<'END_OF_PATCH'\n{}\nEND_OF_PATCH",
        patch.trim_end_matches('\n')
    );
    let status = terminal.run(&line, Duration::from_secs(60)).await?;
    ensure!(status == 0, "git apply ended with {status}");
    Ok(())
}
