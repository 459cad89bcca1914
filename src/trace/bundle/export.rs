//! Writing a bundle.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::archive;
use super::error::{BundleError, at};
use super::history::History;
use super::manifest::{Line, Manifest};
use super::page::Page;
use super::stored::verify_stored;
use super::terminals::TerminalFiles;
use super::visit::{Verified, Visit};
use crate::domain::event::{Event, FORMAT_VERSION};
use crate::domain::ids::{Digest, SessionId};
use crate::store::Store;
use crate::store::events::StoredEvent;
use crate::verify::Misfit;

/// Verifies a session's trace and writes it into a new folder, or into an archive if the target has
/// an archive's name.
pub async fn export(
    store: &Store,
    session: SessionId,
    target: &Path,
) -> Result<Verified, BundleError> {
    if !archive::is_archive(target) {
        return export_folder(store, session, target).await;
    }
    let beside = target.parent().filter(|it| !it.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new("."));
    let folder = tempfile::Builder::new()
        .prefix(".assay-export-")
        .tempdir_in(beside);
    let folder = folder.map_err(at(beside))?;
    let verified = export_folder(store, session, folder.path()).await?;
    archive::pack(folder.path(), target)?;
    Ok(verified)
}

async fn export_folder(
    store: &Store,
    session: SessionId,
    folder: &Path,
) -> Result<Verified, BundleError> {
    let mut writer = Writer::new(folder)?;
    let verified = verify_stored(store, session, None, &mut writer).await?;
    writer.finish(session)?;
    // Signatures that arrived during the export are for events that are not in it.
    let mut signatures = store.signatures(session).await?;
    signatures.retain(|signed| signed.seq <= verified.events);
    let manifest = Manifest {
        format: FORMAT_VERSION,
        session,
        events: verified.events,
        head: verified.head,
        signatures,
    };
    manifest.write(folder)?;
    Ok(verified)
}

struct Writer {
    folder: PathBuf,
    path: PathBuf,
    lines: BufWriter<File>,
    terminals: TerminalFiles,
    history: History,
    page: Page,
}

impl Writer {
    fn new(folder: &Path) -> Result<Self, BundleError> {
        let blobs = folder.join("blobs");
        std::fs::create_dir_all(&blobs).map_err(at(&blobs))?;
        let path = folder.join("events.jsonl");
        Ok(Self {
            folder: folder.to_owned(),
            lines: BufWriter::new(File::create(&path).map_err(at(&path))?),
            path,
            terminals: TerminalFiles::new(folder),
            history: History::new()?,
            page: Page::default(),
        })
    }

    fn finish(mut self, session: SessionId) -> Result<(), BundleError> {
        self.lines.flush().map_err(at(&self.path))?;
        self.terminals.finish()?;
        self.page
            .finish(session, &self.folder.join("report.html"))?;
        self.history.finish(&self.folder.join("workspace.git"))
    }
}

impl Visit for Writer {
    fn content(
        &mut self,
        digest: Digest,
        content: &[u8],
        of_file: bool,
    ) -> Result<(), BundleError> {
        let file = self.folder.join("blobs").join(digest.to_string());
        std::fs::write(&file, content).map_err(at(&file))?;
        if of_file {
            self.history.content(digest, content)?;
        }
        Ok(())
    }

    fn event(
        &mut self,
        stored: &StoredEvent,
        event: &Event,
        contents: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        let unreadable = |error: String| Misfit::Unreadable(stored.seq, error);
        let text = std::str::from_utf8(&stored.body).map_err(|it| unreadable(it.to_string()))?;
        let raw: &RawValue = serde_json::from_str(text).map_err(|it| unreadable(it.to_string()))?;
        let line = Line {
            prev: stored.prev,
            hash: stored.hash,
            event: raw,
        };
        let line = serde_json::to_vec(&line).map_err(|error| at(&self.path)(error.into()))?;
        let written = self
            .lines
            .write_all(&line)
            .and_then(|()| self.lines.write_all(b"\n"));
        written.map_err(at(&self.path))?;
        self.page.event(event);
        self.terminals.event(event, contents)?;
        self.history.event(event, contents)
    }
}
