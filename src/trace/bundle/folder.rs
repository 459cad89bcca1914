//! Verifying an exported folder, with nothing but the folder.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::{BundleError, at};
use super::manifest::{Line, Manifest, read_file};
use super::visit::{Verified, Visit, fits, is_of_file, tree};
use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::BlobRef;
use crate::domain::signature::PublicKey;
use crate::seals::{Seals, keys};
use crate::store::events::StoredEvent;
use crate::verify::{Misfit, Verifier};

/// The most bytes of one event's line.
const LINE_LIMIT: u64 = 64 * 1024 * 1024;

/// Verifies an exported folder, and with a key its signatures. Shows `visit` what verified.
pub fn verify_folder(
    folder: &Path,
    key: Option<PublicKey>,
    visit: &mut impl Visit,
) -> Result<Verified, BundleError> {
    let manifest = Manifest::read(folder)?;
    let mut seals = key
        .map(|key| Seals::of(manifest.session, key, &manifest.signatures))
        .transpose()?;
    let mut verifier = Verifier::default();
    let mut contents = Contents {
        folder: folder.join("blobs"),
        seen: HashSet::new(),
        absent_files: 0,
    };
    let mut lines = Lines::open(folder, manifest.session)?;
    while let Some(stored) = lines.next(verifier.head().seq + 1)? {
        let event = verifier.next(&stored)?;
        let found = contents.of(&event, visit)?;
        visit.event(&stored, &event, &found)?;
        if let Some(seals) = &mut seals {
            seals.meet(verifier.head())?;
        }
    }
    let head = verifier.head();
    let sealed = seals.map(|seals| seals.end(head.seq)).transpose()?;
    if (head.seq, head.hash) != (manifest.events, manifest.head) {
        return Err(BundleError::Truncated {
            expected: format!("event {} with hash {}", manifest.events, manifest.head),
            found: format!("event {} with hash {}", head.seq, head.hash),
        });
    }
    Ok(Verified {
        events: head.seq,
        head: head.hash,
        ended: verifier.ended(),
        absent_files: contents.absent_files,
        sealed,
        keys: keys(&manifest.signatures),
    })
}

struct Contents {
    folder: PathBuf,
    seen: HashSet<Digest>,
    absent_files: u64,
}

impl Contents {
    fn of(
        &mut self,
        event: &Event,
        visit: &mut impl Visit,
    ) -> Result<Vec<(Digest, Vec<u8>)>, BundleError> {
        let mut found = Vec::new();
        for reference in event.body.blobs() {
            let content = self.read(reference);
            let content = content.ok_or(Misfit::Content(event.seq, reference.blob))?;
            if self.seen.insert(reference.blob) {
                visit.content(reference.blob, &content, is_of_file(&event.body))?;
            }
            found.push((reference.blob, content));
        }
        if let Some(snapshot) = event.body.snapshot() {
            for (_, content) in found.iter().filter(|(digest, _)| *digest == snapshot.blob) {
                self.files(event.seq, content, visit)?;
            }
        }
        Ok(found)
    }

    /// The files of a snapshot. Early bundles lack files that nobody changed.
    fn files(
        &mut self,
        seq: u64,
        snapshot: &[u8],
        visit: &mut impl Visit,
    ) -> Result<(), BundleError> {
        for file in tree(seq, snapshot)?.into_values() {
            let Some(reference) = file.content else {
                continue;
            };
            if !self.seen.insert(reference.blob) {
                continue;
            }
            let path = self.folder.join(reference.blob.to_string());
            if path.symlink_metadata().is_err() {
                self.absent_files += 1;
                continue;
            }
            let content = self.read(reference);
            let content = content.ok_or(Misfit::Content(seq, reference.blob))?;
            visit.content(reference.blob, &content, true)?;
        }
        Ok(())
    }

    fn read(&self, reference: BlobRef) -> Option<Vec<u8>> {
        let path = self.folder.join(reference.blob.to_string());
        let content = read_file(&path, reference.length).ok()?;
        fits(reference, &content).then_some(content)
    }
}

struct Lines {
    session: SessionId,
    path: PathBuf,
    file: BufReader<std::fs::File>,
    number: usize,
}

impl Lines {
    fn open(folder: &Path, session: SessionId) -> Result<Self, BundleError> {
        let path = folder.join("events.jsonl");
        let found = path.symlink_metadata().map_err(at(&path))?;
        if !found.is_file() {
            return Err(at(&path)(std::io::Error::other("it is not a plain file")));
        }
        let file = BufReader::new(std::fs::File::open(&path).map_err(at(&path))?);
        Ok(Self {
            session,
            path,
            file,
            number: 0,
        })
    }

    /// The next line in the form that the database stores. `seq` is the expected number.
    fn next(&mut self, seq: u64) -> Result<Option<StoredEvent>, BundleError> {
        let mut text = Vec::new();
        let mut bounded = (&mut self.file).take(LINE_LIMIT);
        bounded
            .read_until(b'\n', &mut text)
            .map_err(at(&self.path))?;
        if text.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let malformed = |error: String| BundleError::Malformed {
            path: self.path.clone(),
            line: self.number,
            error,
        };
        if text.len() as u64 == LINE_LIMIT {
            return Err(malformed("the line is too long".into()));
        }
        let text = std::str::from_utf8(&text).map_err(|error| malformed(error.to_string()))?;
        let line: Line<'_> =
            serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        if !is_as_written(&line, text) {
            return Err(malformed("it is not written as the format says".into()));
        }
        Ok(Some(stored_of(self.session, &line, seq)))
    }
}

/// Whether a line has its three keys in their order, without spaces or anything else: other
/// programs find the hashed bytes by that.
fn is_as_written(line: &Line<'_>, text: &str) -> bool {
    let Line { prev, hash, event } = line;
    let before = format!(r#"{{"prev":"{prev}","hash":"{hash}","event":"#);
    let text = text.strip_suffix('\n').unwrap_or(text);
    let rest = text.strip_prefix(&before);
    rest.and_then(|rest| rest.strip_suffix('}')) == Some(event.get())
}

/// The columns that the database has beside an event's bytes.
#[derive(Deserialize)]
struct Beside {
    seq: u64,
    at: i64,
    kind: String,
}

/// A line in the form that the database stores. If the bytes are not an event, it gets the next
/// number: the verifier then says whether they were changed.
fn stored_of(session: SessionId, line: &Line<'_>, next: u64) -> StoredEvent {
    let body = line.event.get().as_bytes().to_vec();
    let beside = serde_json::from_slice(&body).unwrap_or_else(|_| Beside {
        seq: next,
        at: 0,
        kind: String::new(),
    });
    StoredEvent {
        session,
        seq: beside.seq,
        kind: beside.kind,
        at: beside.at,
        body,
        prev: line.prev,
        hash: line.hash,
    }
}
