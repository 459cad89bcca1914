//! The output that waits for acknowledgement.

use std::collections::VecDeque;

use assay_protocol::RETAINED_OUTPUT_LIMIT;

/// The capacity that is kept when everything was acknowledged.
const RESTING_CAPACITY: usize = 64 * 1024;

/// All bytes from the last acknowledged offset on. Offsets count from the terminal's first byte,
/// without gaps.
#[derive(Debug, Default)]
pub struct Retained {
    from: u64,
    bytes: VecDeque<u8>,
}

impl Retained {
    /// Offset of the oldest byte that is kept.
    pub fn from(&self) -> u64 {
        self.from
    }

    /// Offset after the newest byte.
    pub fn produced(&self) -> u64 {
        self.from + self.bytes.len() as u64
    }

    /// How many bytes may be added.
    pub fn room(&self) -> usize {
        RETAINED_OUTPUT_LIMIT.saturating_sub(self.bytes.len())
    }

    /// Adds what the terminal printed. The caller read at most [`Self::room`] bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Drops bytes below `durable`. An offset that was acknowledged before changes nothing, and one
    /// beyond the end drops only what exists.
    pub fn acknowledge(&mut self, durable: u64) {
        let forgotten = durable.min(self.produced()).saturating_sub(self.from);
        self.from += forgotten;
        self.bytes
            .drain(..usize::try_from(forgotten).unwrap_or(usize::MAX));
        if self.bytes.is_empty() {
            self.bytes.shrink_to(RESTING_CAPACITY);
        }
    }

    /// At most `limit` bytes from `offset` on, which must not be below [`Self::from`].
    pub fn chunk(&self, offset: u64, limit: usize) -> Vec<u8> {
        let start = usize::try_from(offset.saturating_sub(self.from)).unwrap_or(usize::MAX);
        let start = start.min(self.bytes.len());
        let end = start.saturating_add(limit).min(self.bytes.len());
        let (front, back) = self.bytes.as_slices();
        let split = front.len();
        let mut chunk = Vec::with_capacity(end - start);
        chunk.extend_from_slice(&front[start.min(split)..end.min(split)]);
        chunk.extend_from_slice(&back[start.saturating_sub(split)..end.saturating_sub(split)]);
        chunk
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the order of printing and acknowledging, each byte stays at its offset.
        #[test]
        fn every_byte_keeps_its_offset(steps in prop::collection::vec((0u64..500, 0u64..3000), 1..60)) {
            let byte_at = |offset: u64| u8::try_from(offset % 251).unwrap();
            let mut retained = Retained::default();
            for (printed, acknowledged) in steps {
                let from = retained.produced();
                let bytes: Vec<u8> = (from..from + printed).map(byte_at).collect();
                retained.push(&bytes);
                let before = retained.from();
                retained.acknowledge(acknowledged);
                prop_assert_eq!(retained.from(), acknowledged.min(from + printed).max(before));
                prop_assert_eq!(retained.produced(), from + printed);
                let middle = retained.from().midpoint(retained.produced());
                let expected: Vec<u8> = (middle..retained.produced()).map(byte_at).collect();
                prop_assert_eq!(retained.chunk(middle, usize::MAX), expected);
            }
        }
    }
}
