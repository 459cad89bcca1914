//! The workspace as it was after an event, compared with the start.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{WorkspaceFileView, WorkspaceView};
use super::error::ReplayError;
use super::moment::{When, place};
use super::service::{Current, Replay};
use crate::domain::event::FileVersion;
use crate::domain::ids::SessionId;
use crate::domain::payload::BlobRef;

/// The most events that are listed for one file.
const CHANGES: usize = 100;

impl Replay {
    /// Every file that existed then or at the start.
    pub async fn workspace(
        &self,
        session: SessionId,
        seq: u64,
    ) -> Result<WorkspaceView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        let seq = place(&opened, When::Seq(seq), building.is_some())?;
        let (start, fates) = opened.read(|index| {
            let fates = index.files.fates(seq).into_iter();
            let fates: BTreeMap<_, _> = fates.map(|(path, fate)| (path.to_owned(), fate)).collect();
            (index.start, fates)
        });
        let start = self.start(session, start).await?;
        let paths: BTreeSet<&String> = start.keys().chain(fates.keys()).collect();
        let file = |path: &String| {
            let fate = fates.get(path);
            let start = match start.get(path) {
                Some(version) => Some(*version),
                None => fate.and_then(|fate| fate.first),
            };
            let now = fate.map_or(start, |fate| fate.last);
            let seqs = fate.map(|fate| &fate.seqs[..]).unwrap_or_default();
            WorkspaceFileView {
                path: path.clone(),
                now,
                start,
                changed: now != start,
                changes: seqs[seqs.len().saturating_sub(CHANGES)..].to_vec(),
            }
        };
        let files = paths.into_iter().map(file);
        let files = files
            .filter(|it| it.now.is_some() || it.start.is_some())
            .collect();
        Ok(WorkspaceView { seq, files })
    }

    async fn start(
        &self,
        session: SessionId,
        start: Option<BlobRef>,
    ) -> Result<BTreeMap<String, FileVersion>, ReplayError> {
        let Some(start) = start else {
            return Ok(BTreeMap::new());
        };
        let content = self.store().blob(session, start.blob).await?;
        let content =
            content.ok_or_else(|| ReplayError::Damaged("the first snapshot is missing".into()))?;
        serde_json::from_slice(&content).map_err(|error| ReplayError::Damaged(error.to_string()))
    }
}
