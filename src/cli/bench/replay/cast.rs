//! What the same terminals take as asciicast.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::Context as _;

use crate::cli::bench::installation::Bench;
use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::trace::asciicast::{Cast, Version};

/// Bytes of all terminals as asciicast v3, each compressed.
pub(super) async fn asciicast(bench: &Bench, session: SessionId) -> anyhow::Result<u64> {
    let mut casts = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = bench.store.events(session, after, 1_000).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for stored in &page {
            let event = stored.decode()?;
            let EventBody::TerminalOutput {
                terminal, bytes, ..
            } = event.body
            else {
                continue;
            };
            let content = match bytes.blob() {
                Some(reference) => bench.store.blob(session, reference.blob).await?,
                None => bytes.inline(),
            };
            let content = content.unwrap_or_default();
            if let Entry::Vacant(place) = casts.entry(terminal) {
                let out = zstd::Encoder::new(Vec::new(), 3)?;
                place.insert(Cast::begin(
                    Version::V3,
                    out,
                    (120, 40),
                    Timestamp(0),
                    event.active,
                    "bench",
                )?);
            }
            let cast = casts.get_mut(&terminal).context("it was just made")?;
            cast.output(event.active, &content)?;
        }
    }
    let mut size = 0;
    for cast in casts.into_values() {
        size += cast.finish()?.finish()?.len() as u64;
    }
    Ok(size)
}
