//! Whether a command line was typed: what marks in the output say, held against what the host saw
//! typed and pasted into that terminal.
//!
//! Only what cannot be explained is told. A command that begins is explained by a line that was
//! entered in its terminal and has begun no other command, whatever else was typed there; and its
//! text, if every key since is one that only writes, by being among what was written there.
//! History, completion and whatever else a shell's keys do is keys that do more than write: then
//! nothing is said of the text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::keyframes::Contents;
use crate::domain::event::EventBody;
use crate::domain::payload::Payload;

/// Bytes of what was written that are kept for each terminal.
const KEPT: usize = 64 * 1024;
/// Bytes of a command, from its end, that are looked for.
const TAIL: usize = 256;
/// A shorter text is in too much to say anything.
const SHORTEST: usize = 3;
/// What a terminal's page puts around a paste.
const PASTE: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// What was typed in each terminal, and how much in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    terminals: BTreeMap<u32, Written>,
    /// Lines that were entered.
    pub lines: u64,
    /// The event of the first one and its time.
    pub first: Option<(u64, i64)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    /// Lines that were entered, without what shells may change: spaces, semicolons, backslashes.
    text: Vec<u8>,
    /// Where in it lines end.
    ends: Vec<usize>,
    line: String,
    /// Lines entered that have begun no command yet.
    unspent: u64,
    /// Keys that do more than write were typed since.
    unclear: bool,
    /// The next line began as one from the history.
    fetched: bool,
}

impl Typed {
    /// Takes an event; false if it is a command that nothing typed explains.
    pub fn take(&mut self, seq: u64, time: i64, body: &EventBody, contents: &Contents) -> bool {
        match body {
            EventBody::TerminalInput {
                terminal, bytes, ..
            } => {
                let written = self.terminals.entry(*terminal).or_default();
                let entered = written.write(bytes, contents);
                self.lines = self.lines.saturating_add(entered);
                if entered > 0 {
                    self.first.get_or_insert((seq, time));
                }
                true
            }
            EventBody::CommandStarted { terminal, text, .. } => {
                self.terminals.entry(*terminal).or_default().explains(text)
            }
            _ => true,
        }
    }
}

impl Written {
    /// Returns how many lines were entered.
    fn write(&mut self, bytes: &Payload, contents: &Contents) -> u64 {
        let content = bytes.blob().and_then(|it| contents.get(&it.blob).cloned());
        let Some(bytes) = content.or_else(|| bytes.inline()) else {
            // What is lost may have been anything; the recorder loses none.
            self.unclear = true;
            self.unspent = self.unspent.saturating_add(bytes.length());
            return 1;
        };
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for mark in PASTE {
            text = text.replace(mark, "");
        }
        text.chars().map(|letter| u64::from(self.key(letter))).sum()
    }

    /// Whether it enters a line.
    fn key(&mut self, letter: char) -> bool {
        match letter {
            '\r' | '\n' => {
                self.unclear |= std::mem::take(&mut self.fetched);
                self.enter();
                return true;
            }
            // Ctrl-O enters a line and brings the next one of the history.
            '\x0f' => {
                self.unclear |= std::mem::replace(&mut self.fetched, true);
                self.enter();
                return true;
            }
            '\x7f' | '\x08' => {
                self.line.pop();
            }
            // History expansion makes other text of what was typed.
            '!' | '^' | '\u{fffd}' => self.unclear = true,
            other if other.is_control() => self.unclear = true,
            other => self.line.push(other),
        }
        false
    }

    fn enter(&mut self) {
        self.unspent = self.unspent.saturating_add(1);
        let line = bare(&std::mem::take(&mut self.line));
        self.text.extend(line.as_bytes());
        if self.ends.last() != Some(&self.text.len()) {
            self.ends.push(self.text.len());
        }
        // Halved at once, so that it is seldom done.
        if self.text.len() > KEPT {
            let cut = self.text.len() - KEPT / 2;
            self.text.drain(..cut);
            self.ends.retain(|end| *end > cut);
            self.ends.iter_mut().for_each(|end| *end -= cut);
            // A command of what is gone may be still to come.
            self.unclear = true;
        }
    }

    /// A command of this text begins.
    fn explains(&mut self, text: &str) -> bool {
        // What was typed since is of the next line, which is still to be entered.
        if self.unspent == 0 {
            return false;
        }
        // A text of several lines, as one with a here-document, took as many.
        let lines = u64::try_from(text.trim_end().lines().count()).unwrap_or(u64::MAX);
        self.unspent = self.unspent.saturating_sub(lines.max(1));
        let unclear = self.unclear;
        // What was typed ahead is still to come.
        self.unclear = unclear && self.unspent > 0;
        let text = bare(text);
        unclear || text.len() < SHORTEST || self.entered(&text)
    }

    /// Whether this is what a line ended with when it was entered, or several lines together: a
    /// program may have taken keys before, as a pager does.
    fn entered(&self, text: &str) -> bool {
        let tail = &text.as_bytes()[text.len().saturating_sub(TAIL)..];
        let mut ends = self.ends.iter();
        ends.any(|end| self.text[..*end].ends_with(tail))
    }
}

fn bare(text: &str) -> String {
    let kept = |it: &char| !it.is_whitespace() && !";\\".contains(*it);
    text.chars().filter(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types and runs, in turn; says for each command whether it is explained.
    fn played(steps: &[(&str, &str)]) -> Vec<bool> {
        let mut typed = Typed::default();
        let mut told = Vec::new();
        for (what, text) in steps {
            let (bytes, content) = Payload::of(text.as_bytes().to_vec());
            let kept = bytes.blob().filter(|_| *what == "type").zip(content);
            let contents = kept.map(|(it, content)| (it.blob, content));
            let contents: Contents = contents.into_iter().collect();
            let body = match *what {
                "type" | "lost" => EventBody::TerminalInput {
                    terminal: 1,
                    offset: 0,
                    bytes,
                    source: None,
                    page: None,
                },
                _ => EventBody::CommandStarted {
                    terminal: 1,
                    command: 1,
                    text: (*text).to_owned(),
                    directory: None,
                    offset: 0,
                },
            };
            let explained = typed.take(1, 1, &body, &contents);
            if *what == "run" {
                told.push(explained);
            }
        }
        told
    }

    #[test]
    fn what_was_typed_is_explained_however_it_was() {
        let all = played(&[
            ("type", "car"),
            ("type", "go test\r"),
            ("run", "cargo test"),
            ("type", "\x1b[200~for n in 1 2\ndo echo $n\ndone\x1b[201~\r"),
            ("run", "for n in 1 2\ndo echo $n\ndone"),
            ("type", "cargo test \\\r--all\r"),
            ("run", "cargo test --all"),
            ("type", "less log\r"),
            ("run", "less log"),
            ("type", "qmake check\r"),
            ("run", "make check"),
            ("type", "\x1b[A\x1b[A\r"),
            ("run", "cargo test --workspace"),
            ("type", "halden ev\t\r"),
            ("run", "halden eval"),
            ("type", "!!\r"),
            ("run", "halden eval"),
            ("type", "lss\x7f -la\r"),
            ("run", "ls -la"),
            // Typed ahead while the first runs.
            ("type", "sleep 9\rmake x\r\x12mak\r"),
            ("run", "sleep 9"),
            ("run", "make x"),
            ("run", "make all"),
        ]);
        assert!(all.iter().all(|explained| *explained), "{all:?}");
    }

    #[test]
    fn a_command_without_a_key_or_of_another_text_is_not() {
        let told = played(&[
            ("type", "python3 forge.py\r"),
            ("run", "python3 forge.py"),
            ("run", "halden eval --all"),
            ("run", ""),
            ("type", "ls\r"),
            ("run", "halden eval --all"),
            ("type", "ls\r"),
            ("run", "ls"),
        ]);
        assert_eq!(told, [true, false, false, false, true]);
    }

    /// The text stands in what was typed, and no line was entered that ends with it.
    #[test]
    fn a_script_that_was_typed_is_no_command_in_it() {
        let told = played(&[
            ("type", "cat > f <<E\rprint('E;halden eval --all;C')\rE\r"),
            ("run", "cat > f <<E\nprint('E;halden eval --all;C')\nE"),
            ("type", "python3 f\r"),
            ("run", "python3 f"),
            ("run", "halden eval --all"),
        ]);
        assert_eq!(told, [true, true, false]);
    }

    /// A key that does more than write explains any text, and no command without a line.
    #[test]
    fn a_key_that_does_more_explains_no_second_command() {
        let told = played(&[
            ("type", "python3 forge.py\r"),
            ("run", "python3 forge.py"),
            ("type", "\x0c"),
            ("run", "halden eval --all"),
            ("type", "\t\x1b[A"),
            ("run", "halden eval --all"),
            ("type", "\r"),
            ("run", "halden eval"),
            ("run", "halden eval"),
        ]);
        assert_eq!(told, [true, false, false, true, false]);
    }

    #[test]
    fn a_here_document_leaves_no_lines_for_a_forged_command() {
        let told = played(&[
            ("type", "cat > f <<E\rone\rtwo\rE\r"),
            ("run", "cat > f <<E\none\ntwo\nE"),
            ("type", "python3 f\r"),
            ("run", "python3 f"),
            ("type", "\x0c"),
            ("run", "halden eval --all"),
        ]);
        assert_eq!(told, [true, true, false]);
    }

    #[test]
    fn ctrl_o_enters_a_line_and_brings_one_from_the_history() {
        let told = played(&[
            ("type", "make one\x0f"),
            ("run", "make one"),
            ("type", "\x0f"),
            ("run", "make two"),
            ("type", "\r"),
            ("run", "make three"),
            ("run", "make four"),
            ("type", "ls\r"),
            ("run", "make five"),
        ]);
        assert_eq!(told, [true, true, true, false, false]);
    }

    #[test]
    fn a_large_paste_explains_as_many_commands_as_it_has_lines() {
        let large = "echo 1\r".repeat(400);
        let mut steps = vec![("type", large.as_str())];
        steps.extend([("run", "echo 1"); 400]);
        assert!(played(&steps).iter().all(|explained| *explained));
        steps.push(("run", "echo 1"));
        steps.push(("run", "halden eval --all"));
        assert_eq!(played(&steps)[400..], [false, false]);
        // More than is kept: of what is gone nothing is said.
        let lines: Vec<_> = (0..9_000).map(|n| format!("echo number {n}\r")).collect();
        let huge = lines.concat();
        let (first, last) = ("echo number 0", "echo number 8999");
        let told = played(&[("type", &huge), ("run", first), ("run", last)]);
        assert_eq!(told, [true, true]);
        let long = format!("cat > f <<E\r{}\rE\r", "x".repeat(3_000));
        let told = played(&[("type", &long), ("run", "halden eval --all")]);
        assert_eq!(told, [false]);
    }

    #[test]
    fn a_paste_that_is_lost_accuses_nobody() {
        let large = "echo 1\r".repeat(400);
        let mut steps = vec![("lost", large.as_str())];
        steps.extend([("run", "echo 1"); 400]);
        assert!(played(&steps).iter().all(|explained| *explained));
    }
}
