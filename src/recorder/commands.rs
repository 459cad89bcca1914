//! Reads commands from a terminal's output: the marks that shell integration prints.
//!
//! OSC 133 `C` and `D` (semantic prompts) mark where a command's output begins and ends. OSC 633
//! `E` (the shell integration of VS Code) holds the command's text, OSC 7 the directory. A
//! candidate can print such marks too, so commands are labelled as derived.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Serialize};

/// In bytes. Longer marks are ignored: shell integration does not print them.
const MARK_LIMIT: usize = 16 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The output of a command begins.
    Started {
        /// Empty if the shell did not print it.
        text: String,
        /// The directory in which the command runs.
        directory: Option<String>,
        /// Offset of the command's first output byte.
        offset: u64,
    },
    /// The output of a command ended.
    Finished {
        /// None if the shell did not print the exit status.
        exit: Option<i32>,
        /// Offset after the command's last output byte.
        offset: u64,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum State {
    #[default]
    Ground,
    Escape,
    /// Inside an operating system command that began at this offset.
    Command(u64),
    /// An escape inside such a command, which may end it.
    CommandEscape(u64),
}

/// Reads marks from a stream. The result does not depend on how the stream is cut.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CommandReader {
    state: State,
    buffer: Vec<u8>,
    offset: u64,
    text: String,
    directory: Option<String>,
    running: bool,
}

impl CommandReader {
    /// A reader for a stream that continues at this offset.
    pub fn continuing_at(offset: u64) -> Self {
        Self {
            offset,
            ..Self::default()
        }
    }

    /// Sets whether a command is running. For when the output with its marks was skipped.
    pub fn correct(&mut self, running: bool) {
        self.running = running;
    }

    /// Reads the next bytes and returns the marks that end in them.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Mark> {
        let mut marks = Vec::new();
        for &byte in bytes {
            self.offset += 1;
            self.state = match std::mem::take(&mut self.state) {
                State::Ground | State::Escape if byte == 0x1b => State::Escape,
                State::Escape | State::CommandEscape(_) if byte == b']' => {
                    self.buffer.clear();
                    State::Command(self.offset - 2)
                }
                State::Command(start) if byte == 0x07 => self.end(start, &mut marks),
                State::Command(start) if byte == 0x1b => State::CommandEscape(start),
                State::Command(_) if self.buffer.len() == MARK_LIMIT => State::Ground,
                State::Command(start) => {
                    self.buffer.push(byte);
                    State::Command(start)
                }
                State::CommandEscape(start) if byte == b'\\' => self.end(start, &mut marks),
                State::Ground | State::Escape | State::CommandEscape(_) => State::Ground,
            };
        }
        marks
    }

    fn end(&mut self, start: u64, marks: &mut Vec<Mark>) -> State {
        let mark = String::from_utf8_lossy(&self.buffer).into_owned();
        if let Some(text) = mark.strip_prefix("633;E;") {
            // A nonce may follow the text after a semicolon. Semicolons in the text itself are
            // escaped.
            self.text = unescape(text.split(';').next().unwrap_or_default());
        } else if let Some(place) = mark.strip_prefix("7;file://") {
            self.directory = place.find('/').map(|slash| percent_decode(&place[slash..]));
        } else if mark == "133;C" || mark.starts_with("133;C;") {
            self.running = true;
            marks.push(Mark::Started {
                text: std::mem::take(&mut self.text),
                directory: self.directory.clone(),
                offset: self.offset,
            });
        } else if let Some(rest) = mark.strip_prefix("133;D")
            && std::mem::take(&mut self.running)
        {
            let exit = rest
                .strip_prefix(';')
                .and_then(|status| status.parse().ok());
            marks.push(Mark::Finished {
                exit,
                offset: start,
            });
        }
        State::Ground
    }
}

/// `\\` is a backslash and `\xHH` a byte, as VS Code's shell integration writes them.
fn unescape(text: &str) -> String {
    decode(text, b'\\', |rest| match rest {
        [b'\\', ..] => Some((b'\\', 1)),
        [b'x', high, low, ..] => hex(*high, *low).map(|byte| (byte, 3)),
        _ => None,
    })
}

fn percent_decode(text: &str) -> String {
    decode(text, b'%', |rest| match rest {
        [high, low, ..] => hex(*high, *low).map(|byte| (byte, 2)),
        _ => None,
    })
}

fn decode(text: &str, escape: u8, read: impl Fn(&[u8]) -> Option<(u8, usize)>) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == escape)
            .then(|| read(&bytes[at + 1..]))
            .flatten();
        let (byte, length) = escaped.unwrap_or((bytes[at], 0));
        decoded.push(byte);
        at += 1 + length;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let decoded = HEXLOWER_PERMISSIVE.decode(&[high, low]).ok()?;
    decoded.first().copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SESSION: &[u8] =
        b"\x1b]7;file://halden/workspace/a%20b\x07$ \x1b]633;E;echo \\x3b \\\\\x07\x1b]133;C\x07; \\\r\n\x1b]133;D;3\x1b\\$ ";

    fn expected() -> Vec<Mark> {
        let begins = SESSION
            .windows(6)
            .position(|window| window == b"133;C\x07")
            .unwrap()
            + 6;
        let ends = SESSION
            .windows(7)
            .position(|window| window == b"\x1b]133;D")
            .unwrap();
        vec![
            Mark::Started {
                text: "echo ; \\".into(),
                directory: Some("/workspace/a b".into()),
                offset: begins as u64,
            },
            Mark::Finished {
                exit: Some(3),
                offset: ends as u64,
            },
        ]
    }

    #[test]
    fn a_command_is_read() {
        assert_eq!(CommandReader::default().read(SESSION), expected());
    }

    #[test]
    fn an_endless_mark_is_given_up() {
        let mut reader = CommandReader::default();
        let mut bytes = b"\x1b]".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 2 * MARK_LIMIT));
        assert_eq!(reader.read(&bytes), []);
        assert!(reader.buffer.len() <= MARK_LIMIT);
        assert_eq!(
            reader.read(b"\x1b]133;C\x07").len(),
            1,
            "the next mark is read again"
        );
    }

    proptest! {
        #[test]
        fn cuts_do_not_matter(cuts in proptest::collection::vec(0..SESSION.len(), 0..9)) {
            let mut cuts = cuts;
            cuts.extend([0, SESSION.len()]);
            cuts.sort_unstable();
            let mut reader = CommandReader::default();
            let marks: Vec<_> =
                cuts.windows(2).flat_map(|pair| reader.read(&SESSION[pair[0]..pair[1]])).collect();
            prop_assert_eq!(marks, expected());
        }
    }
}
