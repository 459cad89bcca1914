//! A transcript's lines: those in full chunks, which are stored apart, and the last ones.

use serde::{Deserialize, Serialize};

use super::chunk::{CHUNK, packed};
use super::line::TextLine;
use crate::store::transcripts::ChunkRow;

/// The most lines of one terminal that are kept: the first ones.
const MOST_LINES: u64 = 1_000_000;

/// The lowest and the highest event of a chunk's lines.
type Span = (u64, u64);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Lines that scrolled off, also those that are not kept.
    scrolled: u64,
    chunks: Vec<Span>,
    /// Those after the last full chunk that scrolled off.
    open: Vec<TextLine>,
    /// Those that are on the screen.
    screen: Vec<TextLine>,
    #[serde(skip)]
    ready: Vec<ChunkRow>,
}

impl Kept {
    pub fn scrolled(&self) -> u64 {
        self.scrolled
    }

    /// How many are kept.
    pub fn count(&self) -> u64 {
        self.lines().min(MOST_LINES)
    }

    /// How many there are beyond those that are kept.
    pub fn left_out(&self) -> u64 {
        self.lines() - self.count()
    }

    fn lines(&self) -> u64 {
        self.scrolled + self.screen.len() as u64
    }

    /// A line scrolled off.
    pub fn push(&mut self, terminal: u32, line: TextLine) {
        self.scrolled += 1;
        if self.scrolled > MOST_LINES {
            return;
        }
        self.open.push(line);
        if self.open.len() == CHUNK {
            // At once: one output may have many lines.
            let lines = std::mem::take(&mut self.open);
            let seqs = lines.iter().map(|it| it.seq);
            let span = (seqs.clone().min(), seqs.max());
            let row = packed(terminal, self.chunks.len(), lines);
            self.chunks.push((span.0.unwrap_or(0), span.1.unwrap_or(0)));
            self.ready.push(row);
        }
    }

    /// The lines that are on the screen now.
    pub fn show(&mut self, lines: Vec<TextLine>) {
        self.screen = lines;
    }

    /// Chunks that became full since the last call.
    pub fn take_full(&mut self) -> Vec<ChunkRow> {
        std::mem::take(&mut self.ready)
    }

    /// The number of the first line that is in no full chunk.
    pub fn tail_from(&self) -> u64 {
        (self.chunks.len() * CHUNK) as u64
    }

    /// The kept lines that are in no full chunk.
    pub fn tail(&self) -> impl DoubleEndedIterator<Item = &TextLine> + ExactSizeIterator {
        let some = usize::try_from(self.count() - self.tail_from()).unwrap_or(0);
        let all = self.open.len() + self.screen.len();
        (0..all.min(some)).map(|place| match self.open.get(place) {
            Some(line) => line,
            None => &self.screen[place - self.open.len()],
        })
    }

    /// The last chunk with a line that an event up to this one completed.
    pub fn chunk_until(&self, seq: u64) -> Option<usize> {
        self.chunks.iter().rposition(|it| it.0 <= seq)
    }

    /// The first chunk with a line that this event or a later one completed; the tail's if none has.
    pub fn chunk_from(&self, seq: u64) -> usize {
        let from = self.chunks.iter().position(|it| it.1 >= seq);
        from.unwrap_or(self.chunks.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_beyond_the_most_are_counted_and_not_kept() {
        let mut kept = Kept::default();
        let line = |seq| TextLine {
            seq,
            text: "x".into(),
            styles: Vec::new(),
        };
        let mut chunks = 0;
        for seq in 0..MOST_LINES + 40 {
            kept.push(1, line(seq));
            chunks += kept.take_full().len();
        }
        kept.show(vec![line(MOST_LINES + 40)]);
        assert_eq!((kept.count(), kept.left_out()), (MOST_LINES, 41));
        assert_eq!(chunks * CHUNK, usize::try_from(MOST_LINES).unwrap());
        assert_eq!(kept.tail().count(), 0);
    }
}
