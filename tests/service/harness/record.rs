//! What is recorded of a session: the database while it runs, an export at its end.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::{Event, EventBody};
use assay::domain::ids::SessionId;
use assay::domain::session::SessionState;
use assay::recorder::commands::{CommandReader, Mark};
use assay::store::Store;

use super::{Installation, until};

/// Events read at once.
const PAGE: u32 = 1000;

/// A trace that was exported. Both the export and the database were verified.
pub struct Exported {
    folder: PathBuf,
    pub events: Vec<Event>,
}

impl Installation {
    /// Every event of a session so far.
    pub async fn events(&self, session: SessionId) -> Result<Vec<Event>> {
        events(&self.store().await?, session).await
    }

    /// Waits for an event.
    pub async fn event(
        &self,
        what: &str,
        session: SessionId,
        limit: Duration,
        wanted: impl Fn(&EventBody) -> bool,
    ) -> Result<Event> {
        let store = self.store().await?;
        until(what, limit, async || {
            let events = events(&store, session).await?;
            Ok(events.into_iter().find(|event| wanted(&event.body)))
        })
        .await
        .with_context(|| self.log())
    }

    /// Waits until a session is in this state.
    pub async fn state(
        &self,
        session: SessionId,
        state: SessionState,
        limit: Duration,
    ) -> Result<()> {
        let store = self.store().await?;
        let what = format!("the session is {}", state.as_str());
        until(&what, limit, async || {
            let record = store
                .session(session)
                .await?
                .context("the session is gone")?;
            Ok((record.state == state).then_some(()))
        })
        .await
        .with_context(|| self.log())
    }

    /// Verifies a session's trace, exports it, and verifies the export.
    pub async fn export(&self, session: SessionId) -> Result<Exported> {
        let name = session.to_string();
        self.succeed(&["trace", "verify", "--session", &name])?;
        let folder = self.folder.path().join(format!("export-{name}"));
        let path = folder.to_str().context("the folder's name is not UTF-8")?;
        self.succeed(&["trace", "export", &name, path])?;
        self.succeed(&["trace", "verify", path])?;
        let events = self.events(session).await?;
        Ok(Exported { folder, events })
    }

    /// Verifies an exported trace with nothing but the installation's public key.
    pub fn verify_signed(&self, session: SessionId) -> Result<()> {
        let key = self.folder.path().join("public-key");
        std::fs::write(&key, self.succeed(&["trace", "key"])?)?;
        let key = key.to_str().context("the folder's name is not UTF-8")?;
        let bundle = self.folder.path().join(format!("export-{session}"));
        let bundle = bundle.to_str().context("the folder's name is not UTF-8")?;
        self.succeed(&["trace", "verify", bundle, "--public-key", key])?;
        Ok(())
    }
}

async fn events(store: &Store, session: SessionId) -> Result<Vec<Event>> {
    let mut events: Vec<Event> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.seq);
        let page = store.events(session, after, PAGE).await?;
        if page.is_empty() {
            return Ok(events);
        }
        for stored in page {
            events.push(serde_json::from_slice(&stored.body)?);
        }
    }
}

impl Exported {
    /// All bytes that a terminal printed.
    pub fn output(&self, terminal: u32) -> Result<Vec<u8>> {
        Ok(std::fs::read(
            self.folder.join(format!("terminal-{terminal}.raw")),
        )?)
    }

    /// A terminal as asciicast.
    #[allow(dead_code, reason = "the attacks use it")]
    pub fn cast(&self, terminal: u32) -> Result<String> {
        let path = self.folder.join(format!("terminal-{terminal}.cast"));
        Ok(std::fs::read_to_string(path)?)
    }

    /// What the first command with this line printed, between the shell's own marks.
    pub fn printed_by(&self, terminal: u32, line: &str) -> Result<Vec<u8>> {
        let output = self.output(terminal)?;
        let mut from = None;
        for mark in CommandReader::default().read(&output) {
            match mark {
                Mark::Started { text, offset, .. } => {
                    from = (text.trim() == line).then_some(usize::try_from(offset)?);
                }
                Mark::Finished { offset, .. } => {
                    if let Some(from) = from {
                        return Ok(output[from..usize::try_from(offset)?].to_vec());
                    }
                }
            }
        }
        anyhow::bail!("{line:?} is not among the commands")
    }

    /// The first event that `wanted` accepts.
    pub fn find(&self, what: &str, wanted: impl Fn(&EventBody) -> bool) -> Result<&Event> {
        let found = self.events.iter().find(|event| wanted(&event.body));
        found.with_context(|| format!("not in the trace: {what}"))
    }

    /// Every content that the trace refers to.
    pub fn contents(&self) -> Result<Vec<Vec<u8>>> {
        let mut contents = Vec::new();
        for entry in std::fs::read_dir(self.folder.join("blobs"))? {
            contents.push(std::fs::read(entry?.path())?);
        }
        ensure!(!contents.is_empty(), "not even a workspace is recorded");
        Ok(contents)
    }
}
