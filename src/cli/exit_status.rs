//! Exit statuses that mean something to scripts.

/// Something that was examined is not right.
pub const NOT_RIGHT: u8 = 1;
/// It could not be done. Also what clap exits with for a command line that it cannot read.
pub const NOT_DONE: u8 = 2;
