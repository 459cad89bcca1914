//! Verifying a trace in the database.

use std::collections::HashSet;

use super::error::BundleError;
use super::visit::{Verified, Visit, fits, is_of_file, tree};
use crate::domain::event::Event;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::payload::BlobRef;
use crate::domain::signature::PublicKey;
use crate::seals::{Seals, keys};
use crate::store::Store;
use crate::verify::{Misfit, Verifier};

const PAGE: u32 = 1000;

/// Verifies a session's trace in the database with its contents, and with a key its signatures.
/// Shows `visit` what verified.
pub async fn verify_stored(
    store: &Store,
    session: SessionId,
    key: Option<PublicKey>,
    visit: &mut impl Visit,
) -> Result<Verified, BundleError> {
    let signatures = store.signatures(session).await?;
    let mut seals = key
        .map(|key| Seals::of(session, key, &signatures))
        .transpose()?;
    let mut verifier = Verifier::default();
    let mut contents = Contents {
        store,
        session,
        seen: HashSet::new(),
    };
    loop {
        let page = store.events(session, verifier.head().seq, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for stored in &page {
            let event = verifier.next(stored)?;
            let found = contents.of(&event, visit).await?;
            visit.event(stored, &event, &found)?;
            if let Some(seals) = &mut seals {
                seals.meet(verifier.head())?;
            }
        }
    }
    let head = verifier.head();
    Ok(Verified {
        events: head.seq,
        head: head.hash,
        ended: verifier.ended(),
        absent_files: 0,
        sealed: seals.map(|seals| seals.end(head.seq)).transpose()?,
        keys: keys(&signatures),
    })
}

struct Contents<'a> {
    store: &'a Store,
    session: SessionId,
    seen: HashSet<Digest>,
}

impl Contents<'_> {
    /// Returns the contents of an event. Shows `visit` those that are new, with a snapshot's files.
    async fn of(
        &mut self,
        event: &Event,
        visit: &mut impl Visit,
    ) -> Result<Vec<(Digest, Vec<u8>)>, BundleError> {
        let mut found = Vec::new();
        for reference in event.body.blobs() {
            let content = self.read(event.seq, reference).await?;
            if self.seen.insert(reference.blob) {
                visit.content(reference.blob, &content, is_of_file(&event.body))?;
            }
            found.push((reference.blob, content));
        }
        let Some(snapshot) = event.body.snapshot() else {
            return Ok(found);
        };
        for (_, content) in found.iter().filter(|(digest, _)| *digest == snapshot.blob) {
            for file in tree(event.seq, content)?.into_values() {
                let Some(reference) = file.content else {
                    continue;
                };
                if self.seen.insert(reference.blob) {
                    let content = self.read(event.seq, reference).await?;
                    visit.content(reference.blob, &content, true)?;
                }
            }
        }
        Ok(found)
    }

    async fn read(&self, seq: u64, reference: BlobRef) -> Result<Vec<u8>, BundleError> {
        let content = self.store.blob(self.session, reference.blob).await?;
        let content = content.filter(|content| fits(reference, content));
        Ok(content.ok_or(Misfit::Content(seq, reference.blob))?)
    }
}
