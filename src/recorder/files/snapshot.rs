//! A workspace at one moment: its files, and their contents by digest.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::event::{EventBody, FileVersion};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::BlobRef;
use crate::store::{Store, StoreError};
use crate::trace::projections::{Folded, Workspace};

/// Files by their path below the workspace, `/`-separated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(pub BTreeMap<String, FileVersion>);

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A content, or the snapshot itself, is missing or damaged.
    #[error("the workspace's record is damaged at {0}")]
    Damaged(String),
    #[error("{path}: {cause}")]
    Write {
        /// Relative to the new workspace.
        path: String,
        cause: std::io::Error,
    },
}

impl Snapshot {
    /// The reference for an event, and the content to store.
    pub fn to_blob(&self) -> (BlobRef, Vec<u8>) {
        let bytes = serde_json::to_vec(self).expect("a map from text to plain values is JSON");
        (
            BlobRef {
                blob: Digest::of(&bytes),
                length: bytes.len() as u64,
            },
            bytes,
        )
    }

    pub async fn from_blob(
        store: &Store,
        session: SessionId,
        reference: BlobRef,
    ) -> Result<Self, SnapshotError> {
        let damaged = || SnapshotError::Damaged(reference.blob.to_string());
        let bytes = store
            .blob(session, reference.blob)
            .await?
            .ok_or_else(damaged)?;
        serde_json::from_slice(&bytes).map_err(|_| damaged())
    }

    /// The workspace as the trace knows it now: its start, and every change since.
    pub async fn from_trace(store: &Store, session: SessionId) -> Result<Self, SnapshotError> {
        Self::from_trace_until(store, session, u64::MAX).await
    }

    /// The workspace directly after the event `seq`.
    pub async fn from_trace_until(
        store: &Store,
        session: SessionId,
        seq: u64,
    ) -> Result<Self, SnapshotError> {
        let start = Self::at_start(store, session).await?;
        let files = start.unwrap_or_default().0;
        let mut workspace = Folded::starting_with(Workspace { files });
        workspace.read_on(store, session, seq).await?;
        Ok(Self(workspace.state.files))
    }

    /// The workspace that the session began with. None if the session did not begin.
    pub async fn at_start(
        store: &Store,
        session: SessionId,
    ) -> Result<Option<Self>, SnapshotError> {
        let mut snapshot = None;
        for stored in store.events_of_kind(session, "session.started").await? {
            if let EventBody::SessionStarted { workspace, .. } = stored.decode()?.body {
                snapshot = Some(Self::from_blob(store, session, workspace).await?);
            }
        }
        Ok(snapshot)
    }

    /// Writes the files into an empty folder. A file whose content was not recorded is left out.
    pub async fn write_to(
        &self,
        store: &Store,
        session: SessionId,
        folder: &Path,
    ) -> Result<(), SnapshotError> {
        for (path, version) in &self.0 {
            let Some(reference) = version.content else {
                continue;
            };
            // These paths come from the recorder's scan, but a trace may be imported.
            if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
                return Err(SnapshotError::Damaged(path.clone()));
            }
            let content = store.blob(session, reference.blob).await?;
            let content = content.ok_or_else(|| SnapshotError::Damaged(path.clone()))?;
            let mode = if version.executable { 0o755 } else { 0o644 };
            let file = folder.join(path);
            let written = std::fs::create_dir_all(file.parent().unwrap_or(folder))
                .and_then(|()| std::fs::write(&file, content))
                .and_then(|()| {
                    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode))
                });
            written.map_err(|cause| SnapshotError::Write {
                path: path.clone(),
                cause,
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
