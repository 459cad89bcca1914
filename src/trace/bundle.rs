//! Export: a folder that is readable and verifiable without Assay.
//!
//! `manifest.json`, `events.jsonl` (a line an event: `prev`, `hash`, and `event`, the exact bytes
//! that were hashed), `blobs/<digest>`, `terminal-<n>.raw` (what each terminal printed).

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::verify::{Misfit, Verifier};
use crate::domain::event::{Event, EventBody, FORMAT_VERSION};
use crate::domain::ids::{Digest, SessionId};
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

/// Events read from the database at once.
const PAGE: u32 = 1000;

/// An export or a verification could not be done.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The trace does not verify.
    #[error("the trace does not verify: {0}")]
    Misfit(#[from] Misfit),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file of the bundle is not what it should be.
    #[error("{path}, line {line}: {error}")]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// The manifest says another end than the events have.
    #[error(
        "the manifest says {expected}, the events end with {found}: events are missing at the end"
    )]
    Truncated {
        /// The manifest's head.
        expected: String,
        /// The events' head.
        found: String,
    },
    /// The bundle is of a version that this program does not know.
    #[error("the bundle has format {0}; this program reads up to {FORMAT_VERSION}")]
    Version(u32),
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    session: SessionId,
    events: u64,
    head: Digest,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    prev: Digest,
    hash: Digest,
    #[serde(borrow)]
    event: &'a RawValue,
}

/// What a verification counted.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Verified {
    /// Number of events.
    pub events: u64,
    /// Hash of the last one.
    pub head: Digest,
}

/// Verifies a session's trace in the database, contents included, handing each event to `visit`.
pub async fn verify_stored(
    store: &Store,
    session: SessionId,
    mut visit: impl FnMut(&StoredEvent, &Event, &[(Digest, Vec<u8>)]) -> Result<(), BundleError>,
) -> Result<Verified, BundleError> {
    let mut verifier = Verifier::default();
    loop {
        let page = store.events(session, verifier.head().seq, PAGE).await?;
        let Some(_) = page.last() else { break };
        for stored in &page {
            let event = verifier.next(stored)?;
            let mut contents = Vec::new();
            for reference in event.body.blobs() {
                let content = store.blob(session, reference.blob).await?;
                let content = content
                    .filter(|content| fits(reference.blob, reference.length, content))
                    .ok_or(Misfit::Content(event.seq, reference.blob))?;
                contents.push((reference.blob, content));
            }
            visit(stored, &event, &contents)?;
        }
    }
    Ok(Verified {
        events: verifier.head().seq,
        head: verifier.head().hash,
    })
}

fn fits(digest: Digest, length: u64, content: &[u8]) -> bool {
    content.len() as u64 == length && Digest::of(content) == digest
}

/// Writes a session's trace into a new folder, verifying it on the way.
pub async fn export(
    store: &Store,
    session: SessionId,
    folder: &Path,
) -> Result<Verified, BundleError> {
    let blobs = folder.join("blobs");
    std::fs::create_dir_all(&blobs).map_err(at(&blobs))?;
    let path = folder.join("events.jsonl");
    let mut lines = std::io::BufWriter::new(std::fs::File::create(&path).map_err(at(&path))?);
    let mut written = HashSet::new();
    let verified = verify_stored(store, session, |stored, event, contents| {
        let text = std::str::from_utf8(&stored.body)
            .map_err(|error| Misfit::Unreadable(stored.seq, error.to_string()))?;
        let raw: &RawValue = serde_json::from_str(text)
            .map_err(|error| Misfit::Unreadable(stored.seq, error.to_string()))?;
        let line = Line {
            prev: stored.prev,
            hash: stored.hash,
            event: raw,
        };
        serde_json::to_writer(&mut lines, &line).map_err(|error| BundleError::File {
            path: path.clone(),
            error: error.into(),
        })?;
        lines.write_all(b"\n").map_err(at(&path))?;
        for (digest, content) in contents {
            if written.insert(*digest) {
                let file = blobs.join(digest.to_string());
                std::fs::write(&file, content).map_err(at(&file))?;
            }
        }
        write_terminal(folder, event, contents)
    })
    .await?;
    lines.flush().map_err(at(&path))?;
    let manifest = Manifest {
        format: FORMAT_VERSION,
        session,
        events: verified.events,
        head: verified.head,
    };
    let path = folder.join("manifest.json");
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| BundleError::File {
        path: path.clone(),
        error: error.into(),
    })?;
    std::fs::write(&path, text).map_err(at(&path))?;
    Ok(verified)
}

fn write_terminal(
    folder: &Path,
    event: &Event,
    contents: &[(Digest, Vec<u8>)],
) -> Result<(), BundleError> {
    let EventBody::TerminalOutput {
        terminal, bytes, ..
    } = &event.body
    else {
        return Ok(());
    };
    let path = folder.join(format!("terminal-{terminal}.raw"));
    let inline = bytes.inline();
    let content = inline
        .as_deref()
        .or(contents.first().map(|(_, content)| &content[..]));
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(at(&path))?;
    file.write_all(content.unwrap_or_default())
        .map_err(at(&path))
}

/// Verifies an exported folder with nothing else at hand.
pub fn verify_folder(folder: &Path) -> Result<Verified, BundleError> {
    let path = folder.join("manifest.json");
    let text = std::fs::read(&path).map_err(at(&path))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| BundleError::Malformed {
            path: path.clone(),
            line: error.line(),
            error,
        })?;
    if manifest.format > FORMAT_VERSION {
        return Err(BundleError::Version(manifest.format));
    }
    let path = folder.join("events.jsonl");
    let text = std::fs::read_to_string(&path).map_err(at(&path))?;
    let mut verifier = Verifier::default();
    for (index, line) in text.lines().enumerate() {
        let line: Line<'_> =
            serde_json::from_str(line).map_err(|error| BundleError::Malformed {
                path: path.clone(),
                line: index + 1,
                error,
            })?;
        let event = verifier.next(&stored_of(&line, verifier.head().seq + 1))?;
        for reference in event.body.blobs() {
            let content = std::fs::read(folder.join("blobs").join(reference.blob.to_string()));
            if !content.is_ok_and(|content| fits(reference.blob, reference.length, &content)) {
                return Err(Misfit::Content(event.seq, reference.blob).into());
            }
        }
    }
    let head = verifier.head();
    if (head.seq, head.hash) != (manifest.events, manifest.head) {
        return Err(BundleError::Truncated {
            expected: format!("event {} with hash {}", manifest.events, manifest.head),
            found: format!("event {} with hash {}", head.seq, head.hash),
        });
    }
    Ok(Verified {
        events: head.seq,
        head: head.hash,
    })
}

/// A line as it would be stored. Bytes that are no event take the next place in order: the
/// verifier then says whether they were changed.
fn stored_of(line: &Line<'_>, next: u64) -> StoredEvent {
    let body = line.event.get().as_bytes().to_vec();
    let event: Option<Event> = serde_json::from_slice(&body).ok();
    StoredEvent {
        seq: event.as_ref().map_or(next, |event| event.seq),
        kind: String::new(),
        at: event.map_or(0, |event| event.at),
        body,
        prev: line.prev,
        hash: line.hash,
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BundleError {
    let path = path.to_owned();
    move |error| BundleError::File { path, error }
}
