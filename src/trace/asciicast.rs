//! asciicast: a terminal as players replay it. The formats are
//! <https://docs.asciinema.org/manual/asciicast/v3/> and
//! <https://docs.asciinema.org/manual/asciicast/v2/>: a header, then one line for each event,
//! `[seconds, code, data]`.

use std::io::Write;

use serde_json::json;

use crate::domain::time::Timestamp;

const SECOND: i64 = 1_000_000;

/// Older players know only version 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Seconds count from the header. There is no code for the end of the shell.
    V2,
    /// Seconds count from the line before.
    V3,
}

/// Writes one terminal. Data is text in this format: bytes that are not UTF-8 become U+FFFD. The
/// trace has the bytes themselves.
#[derive(Debug)]
pub struct Cast<W: Write> {
    out: W,
    version: Version,
    /// The time of the header, in microseconds of the trace.
    began: i64,
    /// The time of the last line, in microseconds of the trace.
    at: i64,
    output: Utf8Stream,
    input: Utf8Stream,
    /// When the shell ended and its status, unless a new one has begun since.
    exit: Option<(i64, i32)>,
}

impl<W: Write> Cast<W> {
    /// Writes the header. `at` is the trace's time in microseconds, which begins at `created_at`.
    pub fn begin(
        version: Version,
        mut out: W,
        (cols, rows): (u16, u16),
        created_at: Timestamp,
        at: i64,
        title: &str,
    ) -> std::io::Result<Self> {
        let (timestamp, term) = (created_at.plus(at).0.div_euclid(SECOND), "xterm-256color");
        let header = match version {
            Version::V2 => json!({
                "version": 2, "width": cols, "height": rows, "timestamp": timestamp,
                "title": title, "env": {"TERM": term},
            }),
            Version::V3 => json!({
                "version": 3, "term": {"cols": cols, "rows": rows, "type": term},
                "timestamp": timestamp, "title": title,
            }),
        };
        writeln!(out, "{header}")?;
        Ok(Self {
            out,
            version,
            began: at,
            at,
            output: Utf8Stream::default(),
            input: Utf8Stream::default(),
            exit: None,
        })
    }

    pub fn output(&mut self, at: i64, bytes: &[u8]) -> std::io::Result<()> {
        let text = self.output.read(bytes);
        self.text(at, "o", &text)
    }

    pub fn input(&mut self, at: i64, bytes: &[u8]) -> std::io::Result<()> {
        let text = self.input.read(bytes);
        self.text(at, "i", &text)
    }

    /// The new size. If the shell had ended, this marks the beginning of a new one.
    pub fn resize(&mut self, at: i64, cols: u16, rows: u16) -> std::io::Result<()> {
        if let Some((ended_at, status)) = self.exit.take() {
            let label = format!("the shell ended with status {status}; a new one began");
            self.line(ended_at, "m", &label)?;
        }
        self.line(at, "r", &format!("{cols}x{rows}"))
    }

    pub fn exit(&mut self, at: i64, status: i32) {
        self.exit = Some((at, status));
    }

    /// Writes how the shell ended, flushes, and returns the writer.
    pub fn finish(mut self) -> std::io::Result<W> {
        if let Some((at, status)) = self.exit.take() {
            match self.version {
                Version::V2 => self.line(at, "m", &format!("the shell ended with status {status}")),
                Version::V3 => self.line(at, "x", &status.to_string()),
            }?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn text(&mut self, at: i64, code: &str, text: &str) -> std::io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.line(at, code, text)
    }

    fn line(&mut self, at: i64, code: &str, data: &str) -> std::io::Result<()> {
        let before = self.at;
        self.at = before.max(at);
        let since = match self.version {
            Version::V2 => self.at - self.began,
            Version::V3 => self.at - before,
        };
        let (seconds, micros) = (since / SECOND, since % SECOND);
        let data = json!(data);
        writeln!(self.out, "[{seconds}.{micros:06}, \"{code}\", {data}]")
    }
}

/// Makes text from bytes whose pieces may split a character.
#[derive(Debug, Default)]
struct Utf8Stream {
    /// The beginning of a character.
    tail: Vec<u8>,
}

impl Utf8Stream {
    fn read(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.tail);
        all.extend(bytes);
        let (mut text, mut rest) = (String::new(), &all[..]);
        while !rest.is_empty() {
            let error = match std::str::from_utf8(rest) {
                Ok(valid) => {
                    text.push_str(valid);
                    break;
                }
                Err(error) => error,
            };
            let (valid, after) = rest.split_at(error.valid_up_to());
            text.push_str(&String::from_utf8_lossy(valid));
            let Some(wrong) = error.error_len() else {
                self.tail = after.to_vec();
                break;
            };
            text.push(char::REPLACEMENT_CHARACTER);
            rest = &after[wrong..];
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(
        version: Version,
        write: impl FnOnce(&mut Cast<&mut Vec<u8>>) -> std::io::Result<()>,
    ) -> Vec<String> {
        let mut bytes = Vec::new();
        let created_at = Timestamp(1_700_000_000 * SECOND);
        let (size, at) = ((80, 24), 2_500_000);
        let mut cast =
            Cast::begin(version, &mut bytes, size, created_at, at, "Terminal 1").unwrap();
        write(&mut cast).unwrap();
        cast.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_terminal_is_written_as_the_format_says() {
        let lines = lines(Version::V3, |cast| {
            cast.output(2_748_000, b"$ \x1b[1mh\"i\r\n")?;
            cast.input(3_000_000, b"ls\r")?;
            cast.resize(5_000_001, 90, 30)?;
            cast.output(5_000_001, b"bye")?;
            cast.exit(6_000_001, 130);
            Ok(())
        });
        let header: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(header["version"], 3);
        assert_eq!(header["term"]["cols"], 80);
        assert_eq!(header["timestamp"], 1_700_000_002);
        let expected = [
            r#"[0.248000, "o", "$ \u001b[1mh\"i\r\n"]"#,
            r#"[0.252000, "i", "ls\r"]"#,
            r#"[2.000001, "r", "90x30"]"#,
            r#"[0.000000, "o", "bye"]"#,
            r#"[1.000000, "x", "130"]"#,
        ];
        assert_eq!(lines[1..], expected);
    }

    #[test]
    fn a_terminal_that_begins_anew_does_not_end() {
        let lines = lines(Version::V3, |cast| {
            cast.exit(2_500_000, 137);
            cast.resize(3_500_000, 80, 24)?;
            cast.output(3_500_000, b"$ ")
        });
        assert!(lines[1].starts_with(r#"[0.000000, "m", "the shell ended with status 137"#));
        assert_eq!(lines[2], r#"[1.000000, "r", "80x24"]"#);
        assert_eq!(lines[3], r#"[0.000000, "o", "$ "]"#);
    }

    #[test]
    fn the_second_version_counts_from_the_beginning_and_marks_the_end() {
        let lines = lines(Version::V2, |cast| {
            cast.output(2_748_000, b"$ ")?;
            cast.resize(5_000_001, 90, 30)?;
            cast.exit(6_000_001, 130);
            Ok(())
        });
        let header: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(header["version"], 2);
        assert_eq!(
            (&header["width"], &header["height"]),
            (&json!(80), &json!(24))
        );
        let expected = [
            r#"[0.248000, "o", "$ "]"#,
            r#"[2.500001, "r", "90x30"]"#,
            r#"[3.500001, "m", "the shell ended with status 130"]"#,
        ];
        assert_eq!(lines[1..], expected);
    }

    proptest! {
        #[test]
        fn cuts_within_characters_do_not_matter(
            text in "\\PC{0,20}", wrong in any::<Vec<u8>>(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let bytes = [text.as_bytes(), &wrong, b"."].concat();
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut stream = Utf8Stream::default();
            let read: String =
                cuts.windows(2).map(|pair| stream.read(&bytes[pair[0]..pair[1]])).collect();
            prop_assert_eq!(read, String::from_utf8_lossy(&bytes));
        }
    }
}
