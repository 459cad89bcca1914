//! Trouble with the server's disk, which people are told about: it is not their
//! fault, and it may pass.

use std::io::ErrorKind;

/// Nothing was stored, and the same may succeed later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskTrouble {
    Full,
    /// It did not read or write, and not for want of space.
    Unreadable,
}

impl DiskTrouble {
    /// If a file could not be written for want of space: the disk's, or the user's share of it.
    pub fn full(kind: ErrorKind) -> Option<Self> {
        let full = matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
        full.then_some(Self::Full)
    }
}
