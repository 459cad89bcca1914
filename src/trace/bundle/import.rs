//! Importing a trace of another installation: it is verified first, and read-only after that.

use std::path::Path;

use super::archive::{Bounds, Opened};
use super::error::BundleError;
use super::folder::verify_folder;
use super::manifest::{Manifest, read_file};
use super::visit::{Verified, Visit};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::session::SessionState;
use crate::domain::session_clock::Pauses;
use crate::domain::session_record::SessionRecord;
use crate::domain::signature::PublicKey;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;
use crate::projections::{Clock, Folded};
use crate::store::Store;
use crate::store::events::StoredEvent;
use crate::store::imports::Import;
use crate::verify::Misfit;

/// The bytes of contents that are stored at once.
const BATCH: u64 = 8 << 20;

/// Imports an archive or a folder. With a key, checks its signature.
pub async fn import(
    store: &Store,
    path: &Path,
    key: Option<PublicKey>,
    bounds: Bounds,
) -> Result<(SessionRecord, Verified), BundleError> {
    let opened = Opened::open(path, bounds)?;
    let folder = opened.folder();
    let manifest = Manifest::read(folder)?;
    let mut collected = Collected::default();
    let verified = verify_folder(folder, key, &mut collected)?;
    let refused = |reason: &str| BundleError::NotImported(reason.to_owned());
    if !verified.ended {
        return Err(refused("the session has not ended"));
    }
    if verified.absent_files > 0 {
        return Err(refused("the workspace's files are not all in it"));
    }
    let record = collected.record(manifest.session)?;
    if store.session(record.id).await?.is_some() {
        return Err(refused("the session is here already"));
    }
    keep_contents(store, folder, &collected.contents).await?;
    let import = Import {
        record: &record,
        events: &collected.events,
        contents: &collected.contents,
        signatures: &manifest.signatures,
        key,
    };
    // Nobody has the token, so no link opens the session.
    store.import(&import, Token::generate().digest()).await?;
    Ok((record, verified))
}

/// The contents as they are now: a folder may have changed since it was verified.
async fn keep_contents(
    store: &Store,
    folder: &Path,
    digests: &[Digest],
) -> Result<(), BundleError> {
    let (mut batch, mut size) = (Vec::new(), 0);
    for digest in digests {
        let path = folder.join("blobs").join(digest.to_string());
        let content = read_file(&path, u64::MAX).ok();
        let content = content.filter(|content| Digest::of(content) == *digest);
        let content = content.ok_or(Misfit::Content(0, *digest))?;
        size += content.len() as u64;
        batch.push(content);
        if size > BATCH {
            store.put_contents(&batch).await?;
            (batch, size) = (Vec::new(), 0);
        }
    }
    Ok(store.put_contents(&batch).await?)
}

/// What a verified trace says about its session.
#[derive(Default)]
struct Collected {
    track: Option<String>,
    events: Vec<StoredEvent>,
    contents: Vec<Digest>,
    created: Option<(String, Timestamp)>,
    clock: Folded<Clock>,
    submitted_at: Option<i64>,
    withdrawn: bool,
    final_note: Option<String>,
}

impl Visit for Collected {
    fn content(&mut self, digest: Digest, _: &[u8], _: bool) -> Result<(), BundleError> {
        self.contents.push(digest);
        Ok(())
    }

    fn event(
        &mut self,
        stored: &StoredEvent,
        event: &Event,
        _: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        self.clock.apply(event);
        match &event.body {
            EventBody::SessionCreated {
                scenario,
                created_at,
                ..
            } if event.seq == 1 => self.created = Some((scenario.clone(), *created_at)),
            EventBody::SessionTrackChosen { track } => self.track = Some(track.clone()),
            EventBody::SessionWithdrawn(_) => {
                (self.submitted_at, self.final_note) = (Some(event.at), Some(String::new()));
                self.withdrawn = true;
            }
            EventBody::SessionSubmitted { final_note, .. } => {
                (self.submitted_at, self.final_note) = (Some(event.at), Some(final_note.clone()));
            }
            EventBody::SessionExpired {
                unfinished_note, ..
            } => {
                let note = unfinished_note.clone().unwrap_or_default();
                (self.submitted_at, self.final_note) = (Some(event.at), Some(note));
            }
            _ => {}
        }
        self.events.push(stored.clone());
        Ok(())
    }
}

impl Collected {
    fn record(&self, id: SessionId) -> Result<SessionRecord, BundleError> {
        let unborn = || BundleError::NotImported("it does not begin with session.created".into());
        let (scenario, created_at) = self.created.clone().ok_or_else(unborn)?;
        if !is_slug(&scenario) {
            let reason = format!("{scenario:?} is not the name of a scenario");
            return Err(BundleError::NotImported(reason));
        }
        let clock = self.clock.state.of_trace(created_at);
        Ok(SessionRecord {
            id,
            scenario,
            label: String::new(),
            // No checks run here: their results are in the trace.
            state: if self.withdrawn {
                SessionState::Withdrawn
            } else {
                SessionState::Checked
            },
            created_at,
            expires_at: created_at,
            started_at: clock.map(|it| it.started_at),
            deadline: clock.map(|it| it.deadline),
            submitted_at: self.submitted_at.map(|at| created_at.plus(at)),
            stood_still: clock.map_or(0, |it| it.stood_still),
            last_seen: None,
            final_note: self.final_note.clone(),
            pauses: Pauses::default(),
            track: self.track.clone(),
            track_open: false,
        })
    }
}

/// Scenarios are looked up by name in a folder, and a name that is a path would lead out of it.
fn is_slug(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=100).contains(&name.len()) && name.bytes().all(plain)
}
