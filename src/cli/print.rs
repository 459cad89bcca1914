//! Standard output of commands that print much. A reader that closes the pipe ends them quietly.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

/// Prints all of it. A closed pipe is not an error: whoever pipes into `head` has what they wanted.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Tells the user something on standard error. If it was closed, as when a terminal's window is
/// closed, the program must still tidy up; `eprintln!` would panic.
pub fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether a stream is a terminal that shows colours. See <https://no-color.org>.
pub fn colours(stream: &impl std::io::IsTerminal) -> bool {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    wanted && stream.is_terminal() && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}

pub fn stdout_colours() -> bool {
    colours(&std::io::stdout()) && std::io::stdout().is_terminal()
}
