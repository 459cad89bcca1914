//! Which event brought each line of a file as it was at a moment.

use similar::{DiffOp, TextDiff};

use super::answers::{BlameRunView, BlameView};
use super::error::ReplayError;
use super::moment::{When, place};
use super::service::{Current, Replay};
use crate::domain::event::FileVersion;
use crate::domain::ids::{Digest, SessionId};

/// The most versions of a file that are compared. What is older belongs to the first of them.
const VERSIONS: usize = 200;
/// In bytes. A larger file is not compared line by line.
const LARGEST: u64 = 1 << 20;

impl Replay {
    /// A file as it was after an event. [`ReplayError::NoFile`] if it did not exist then.
    pub async fn blame(
        &self,
        session: SessionId,
        path: &str,
        seq: u64,
    ) -> Result<BlameView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        let seq = place(&opened, When::Seq(seq), building.is_some())?;
        let steps = opened.read(|index| index.files.versions(path, seq));
        if steps.is_empty() {
            return self.untouched(session, path, seq).await;
        }
        let earlier = steps.len().saturating_sub(VERSIONS);
        let recent = &steps[earlier..];
        // What a file was before the first change that is compared.
        let before = match earlier {
            0 => opened.read(|index| index.files.first_of(path)),
            some => steps[some - 1].1,
        };
        let last = recent.last().and_then(|it| it.1);
        let Some(last) = last else {
            return Err(ReplayError::NoFile(path.to_owned()));
        };
        let mut lines = Lines::of(self.text(session, before).await?, 0);
        for (event, version) in recent {
            let Some(version) = version else {
                lines = Lines::default();
                continue;
            };
            let Some(text) = self.text(session, Some(*version)).await? else {
                return Ok(BlameView::unshown(path, seq, Some(last)));
            };
            lines.become_at(&text, *event);
        }
        Ok(BlameView {
            path: path.to_owned(),
            seq,
            version: Some(last),
            runs: lines.runs(),
            earlier: earlier as u64,
            shown: true,
        })
    }

    /// A file that nobody changed: every line was there at the start.
    async fn untouched(
        &self,
        session: SessionId,
        path: &str,
        seq: u64,
    ) -> Result<BlameView, ReplayError> {
        let files = self.workspace(session, seq).await?.files;
        let file = files.iter().find(|it| it.path == path);
        let Some(version) = file.and_then(|it| it.now) else {
            return Err(ReplayError::NoFile(path.to_owned()));
        };
        let Some(text) = self.text(session, Some(version)).await? else {
            return Ok(BlameView::unshown(path, seq, Some(version)));
        };
        Ok(BlameView {
            path: path.to_owned(),
            seq,
            version: Some(version),
            runs: Lines::of(Some(text), 0).runs(),
            earlier: 0,
            shown: true,
        })
    }

    /// `None` if its content is not kept, is too large, or is no text. Empty without a version.
    async fn text(
        &self,
        session: SessionId,
        version: Option<FileVersion>,
    ) -> Result<Option<String>, ReplayError> {
        let Some(version) = version else {
            return Ok(Some(String::new()));
        };
        let content = version.content.filter(|it| it.length <= LARGEST);
        let Some(blob) = content.map(|it| it.blob) else {
            return Ok(None);
        };
        let bytes = self.bytes(session, blob).await?;
        Ok(String::from_utf8(bytes)
            .ok()
            .filter(|it| !it.contains('\0')))
    }

    async fn bytes(&self, session: SessionId, blob: Digest) -> Result<Vec<u8>, ReplayError> {
        let content = self.store().blob(session, blob).await?;
        content.ok_or_else(|| ReplayError::Damaged(format!("the content {blob} is missing")))
    }
}

/// Lines of a text, each with the event that brought it; 0 is the start.
#[derive(Default)]
struct Lines {
    text: String,
    events: Vec<u64>,
}

impl Lines {
    fn of(text: Option<String>, event: u64) -> Self {
        let text = text.unwrap_or_default();
        let events = vec![event; text.split_inclusive('\n').count()];
        Self { text, events }
    }

    /// Lines that are kept keep their event.
    fn become_at(&mut self, text: &str, event: u64) {
        let diff = TextDiff::from_lines(self.text.as_str(), text);
        let mut events = Vec::with_capacity(self.events.len());
        for op in diff.ops() {
            match *op {
                DiffOp::Equal { old_index, len, .. } => {
                    events.extend_from_slice(&self.events[old_index..old_index + len]);
                }
                DiffOp::Insert { new_len, .. } | DiffOp::Replace { new_len, .. } => {
                    events.extend(std::iter::repeat_n(event, new_len));
                }
                DiffOp::Delete { .. } => {}
            }
        }
        self.events = events;
        text.clone_into(&mut self.text);
    }

    /// Stretches of lines with the same event, in order.
    fn runs(&self) -> Vec<BlameRunView> {
        let mut runs: Vec<BlameRunView> = Vec::new();
        for event in &self.events {
            match runs.last_mut() {
                Some(last) if last.seq == *event => last.lines += 1,
                _ => runs.push(BlameRunView {
                    seq: *event,
                    lines: 1,
                }),
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn runs(lines: &Lines) -> Vec<(u64, u32)> {
        lines.runs().iter().map(|it| (it.seq, it.lines)).collect()
    }

    #[test]
    fn a_line_belongs_to_the_event_that_brought_it() {
        let mut lines = Lines::of(Some("a\nb\nc\n".into()), 0);
        lines.become_at("a\nB\nc\n", 5);
        assert_eq!(runs(&lines), [(0, 1), (5, 1), (0, 1)]);
        lines.become_at("x\na\nB\nc", 9);
        // The last line lost its end, so it is another one.
        assert_eq!(runs(&lines), [(9, 1), (0, 1), (5, 1), (9, 1)]);
        lines.become_at("", 10);
        assert_eq!(runs(&lines), []);
    }

    proptest! {
        #[test]
        fn there_is_an_event_for_each_line(texts in prop::collection::vec("[ab\n]{0,24}", 1..8)) {
            let mut lines = Lines::default();
            for (at, text) in (1..).zip(&texts) {
                lines.become_at(text, at);
                prop_assert_eq!(lines.events.len(), text.split_inclusive('\n').count());
                prop_assert!(lines.events.iter().all(|event| (1..=at).contains(event)));
            }
        }
    }
}
