//! A worked session: one candidate's way through the scenario [`SCENARIO`], with thousands of
//! questions to the pipeline, and with facts that a reviewer should find ([`PLANTED`]). For trying
//! out the desk, and for measuring it.

mod asking;
mod evaluating;
mod files;
mod journal;
mod planted;
mod shell;
mod story;

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::Value;

use super::amounts::Amounts;
use super::dice::Dice;
use super::session;
use super::writer::Writer;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::pipeline::folder::Files;
use crate::scenario::{Library, Scenario, Variant, workspace};
use crate::store::Store;
use asking::Pipeline;
use files::Workspace;
use journal::Journal;
use story::{FINAL_NOTE, Story};

pub use planted::PLANTED;

/// What the candidate works on, and on which track.
pub const SCENARIO: (&str, &str) = ("junk-on-top", "halden-python");
/// Questions of the loops at scale 1.
const LOOPS: u64 = 12_000;

/// Makes the session in this database. Returns its id and the amounts that it has.
pub async fn make(
    store: &Store,
    library: &Library,
    seed: u64,
    loops: u64,
) -> anyhow::Result<(SessionId, Amounts)> {
    let scenario = Scenario::load(library, SCENARIO.0)?.on(SCENARIO.1)?;
    let record = session::create(store, &scenario, Some(SCENARIO.1)).await?;
    let start = workspace::tree(&scenario, &Variant::Faulty)?;
    let end = workspace::tree(&scenario, &Variant::Reference)?;
    let mut writer = Writer::new(store, record.id);
    let workspace = Workspace::of(&mut writer, start.clone());
    let snapshot = workspace.snapshot(&mut writer)?;
    session::invite(&mut writer, &scenario, &record).await?;
    let started = EventBody::SessionStarted {
        image: "synthetic".into(),
        deadline: record.created_at.plus(8 * 3_600_000_000),
        workspace: snapshot,
    };
    writer.add(Actor::System, started).await?;
    let boot = Digest::of(b"worked");
    writer
        .add(Actor::System, EventBody::SandboxBooted { boot })
        .await?;
    writer.time += 20_000_000;
    writer
        .add(Actor::Candidate, EventBody::BriefOpened {})
        .await?;
    let mut story = Story {
        writer,
        dice: Dice::new(seed),
        workspace,
        pipeline: Pipeline {
            documents: documents(&start),
            created_at: record.created_at,
        },
        questions: questions(&start)?,
        repair: repair(&start, &end),
        loops: usize::try_from(loops)?,
        journal: Journal::default(),
    };
    story.tell().await?;
    let Story {
        mut writer,
        workspace,
        ..
    } = story;
    let snapshot = workspace.snapshot(&mut writer)?;
    let submitted = EventBody::SessionSubmitted {
        final_note: FINAL_NOTE.into(),
        workspace: snapshot,
    };
    writer.add(Actor::Candidate, submitted).await?;
    writer.flush().await?;
    let made = writer.made;
    session::close(store, &record, made.time, FINAL_NOTE).await?;
    Ok((record.id, made))
}

/// How many questions the loops ask at this scale.
pub fn loops(scale: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of thousands"
    )]
    let of = (LOOPS as f64 * scale.clamp(0.01, 4.0)) as u64;
    of.max(100)
}

/// The documents' ids, by their paths.
fn documents(files: &Files) -> Vec<String> {
    let pages = files.keys().filter_map(|path| {
        let page = path.strip_prefix("corpus/")?.strip_suffix(".md")?;
        Some(page.to_owned())
    });
    pages.collect()
}

/// Questions that have an answer, each with a chunk that holds it.
fn questions(files: &Files) -> anyhow::Result<Vec<(String, String)>> {
    let file = files
        .get("evals/questions.jsonl")
        .context("the workspace has no questions")?;
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for line in String::from_utf8_lossy(&file.bytes).lines() {
        let asked: Value = serde_json::from_str(line)?;
        let (text, document) = (&asked["question"], &asked["spans"][0]["doc"]);
        let (Some(text), Some(document)) = (text.as_str(), document.as_str()) else {
            continue;
        };
        if seen.insert(text.to_owned()) {
            all.push((text.to_owned(), format!("{document}#1")));
        }
    }
    // The story asks so many at once.
    anyhow::ensure!(all.len() >= 40, "only {} questions", all.len());
    Ok(all)
}

/// Texts that the reference changes.
fn repair(start: &Files, end: &Files) -> Vec<(String, String)> {
    let changed = end
        .iter()
        .filter(|(path, file)| start.get(*path) != Some(file));
    changed
        .filter_map(|(path, file)| {
            Some((path.clone(), String::from_utf8(file.bytes.clone()).ok()?))
        })
        .collect()
}
