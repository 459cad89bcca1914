//! Exit statuses that scripts can rely on.

/// Something that was examined is wrong.
pub const NOT_RIGHT: u8 = 1;
/// The command could not be carried out. clap uses it too, for a command line that it cannot parse.
pub const NOT_DONE: u8 = 2;
