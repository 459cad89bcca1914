//! The input that waits for the program to read it.
//!
//! Bytes are taken strictly by offset. Those that were taken before are skipped. So a service that
//! does not know what arrived can send again from the last offset that it was told. A piece that
//! leaves a gap, or for which there is no room, is refused as a whole. The answer names the wanted
//! offset, and the service sends again from there when `InputApplied` has moved. The agent could
//! also stop reading frames, but then acknowledgements and the other terminals would wait for one
//! program that does not read.

use std::collections::VecDeque;

/// The most bytes that may wait.
pub const PENDING_INPUT_LIMIT: usize = 4 * 1024 * 1024;

/// Input by offset: first `applied`, then the bytes that wait.
#[derive(Debug, Default)]
pub struct Pending {
    applied: u64,
    bytes: VecDeque<u8>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Bytes before it never arrived.
    #[error("input at {offset} leaves a gap: expected offset {wanted}")]
    Gap {
        /// Where the piece starts.
        offset: u64,
        /// Where it would have to start.
        wanted: u64,
    },
    /// The program does not read.
    #[error("the program does not read: send again from {wanted} when some input was applied")]
    Full {
        /// From where to send again later.
        wanted: u64,
    },
}

impl Pending {
    /// The number of input bytes that were written to the terminal.
    pub fn applied(&self) -> u64 {
        self.applied
    }

    fn accepted(&self) -> u64 {
        self.applied + self.bytes.len() as u64
    }

    /// Takes the part of `bytes` that is new.
    pub fn accept(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Refused> {
        let wanted = self.accepted();
        let known = wanted
            .checked_sub(offset)
            .ok_or(Refused::Gap { offset, wanted })?;
        let known = usize::try_from(known)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let new = &bytes[known..];
        if self.bytes.len() + new.len() > PENDING_INPUT_LIMIT {
            return Err(Refused::Full { wanted });
        }
        self.bytes.extend(new);
        Ok(())
    }

    /// The next bytes to write. Empty if none wait.
    pub fn next(&self) -> &[u8] {
        self.bytes.as_slices().0
    }

    /// The first `count` bytes of [`Self::next`] were written.
    pub fn written(&mut self, count: usize) {
        self.bytes.drain(..count);
        self.applied += count as u64;
        if self.bytes.is_empty() {
            self.bytes.shrink_to(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_and_overlapping_input_is_taken_in_once() {
        let mut pending = Pending::default();
        pending.accept(0, b"hello").unwrap();
        pending.accept(0, b"hello").unwrap();
        pending.accept(3, b"lo wor").unwrap();
        pending.written(2);
        pending.accept(0, b"hello world").unwrap();
        pending.accept(4, b"o").unwrap();
        let mut taken = Vec::new();
        while !pending.next().is_empty() {
            taken.extend_from_slice(pending.next());
            pending.written(pending.next().len());
        }
        assert_eq!(taken, b"llo world");
        assert_eq!(pending.applied(), 11);
    }

    #[test]
    fn a_gap_and_an_overflow_change_nothing() {
        let mut pending = Pending::default();
        assert_eq!(
            pending.accept(1, b"x"),
            Err(Refused::Gap {
                offset: 1,
                wanted: 0
            })
        );
        pending.accept(0, &vec![b'x'; PENDING_INPUT_LIMIT]).unwrap();
        let wanted = PENDING_INPUT_LIMIT as u64;
        assert_eq!(pending.accept(wanted, b"y"), Err(Refused::Full { wanted }));
        pending.written(1);
        pending.accept(wanted, b"y").unwrap();
    }
}
