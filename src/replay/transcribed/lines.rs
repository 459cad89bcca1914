//! The lines of one transcript, wherever they are kept.

use crate::background;
use crate::domain::ids::SessionId;
use crate::replay::error::ReplayError;
use crate::replay::transcript::{CHUNK, Kept, TextLine, lines_of};
use crate::store::Store;
use crate::store::transcripts::ChunkRow;

/// The most chunks in which the text of an event is looked for.
const MOST_AROUND: u64 = 200;

/// One terminal's lines.
pub struct Lines<'a> {
    pub store: &'a Store,
    pub session: SessionId,
    pub terminal: u32,
    pub kept: Kept,
}

impl Lines<'_> {
    /// How many full chunks there are.
    pub fn chunks(&self) -> u64 {
        self.kept.tail_from() / CHUNK as u64
    }

    pub async fn rows(&self, from: u64, to: u64) -> Result<Vec<ChunkRow>, ReplayError> {
        let to = to.min(self.chunks());
        let rows = self
            .store
            .transcripts(self.session, self.terminal, from, to);
        Ok(rows.await?)
    }

    /// The lines from `first` to `end`, which is not included.
    pub async fn read(&self, first: u64, end: u64) -> Result<Vec<TextLine>, ReplayError> {
        let chunk = CHUNK as u64;
        let end = end.min(self.kept.count());
        let from = first / chunk;
        let rows = self.rows(from, end.div_ceil(chunk)).await?;
        let unpacking = move || rows.iter().map(lines_of).collect::<Result<Vec<_>, _>>();
        let mut lines = background::spawn(unpacking).await??.concat();
        let begin = (from * chunk).min(self.kept.tail_from());
        if end > self.kept.tail_from() {
            lines.extend(self.kept.tail().cloned());
        }
        let within = |line: u64| usize::try_from(line.saturating_sub(begin)).unwrap_or(usize::MAX);
        lines.truncate(within(end));
        Ok(lines.split_off(within(first).min(lines.len())))
    }

    /// The line after the last one that was complete after an event.
    pub async fn until(&self, seq: u64) -> Result<u64, ReplayError> {
        let mut tail = self.kept.tail();
        if let Some(place) = tail.rposition(|it| it.seq <= seq) {
            return Ok(self.kept.tail_from() + place as u64 + 1);
        }
        let Some(chunk) = self.kept.chunk_until(seq) else {
            return Ok(0);
        };
        let first = (chunk * CHUNK) as u64;
        let lines = self.read(first, first + CHUNK as u64).await?;
        let last = lines.iter().rposition(|it| it.seq <= seq);
        Ok(first + last.map_or(0, |place| place as u64 + 1))
    }

    /// The first line with a text that this event or a later one completed. Text that was
    /// overwritten is in none.
    pub async fn with(&self, seq: u64, text: &str) -> Result<Option<u64>, ReplayError> {
        if text.is_empty() {
            return Ok(None);
        }
        let from = self.kept.chunk_from(seq) as u64;
        for chunk in from..=(from + MOST_AROUND).min(self.chunks()) {
            let first = chunk * CHUNK as u64;
            // The tail may be longer than a chunk.
            let tail = chunk == self.chunks();
            let end = if tail { u64::MAX } else { first + CHUNK as u64 };
            let lines = self.read(first, end).await?;
            let fits = |it: &TextLine| it.seq >= seq && it.text.contains(text);
            if let Some(place) = lines.iter().position(fits) {
                return Ok(Some(first + place as u64));
            }
        }
        Ok(None)
    }
}
