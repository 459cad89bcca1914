//! Where `HEAD` was between two scans, according to the repository's own log. The log is the
//! candidate's word, like everything in the repository. It is read within bounds, and only what was
//! added since the last scan.

use std::collections::HashSet;
use std::io::{Read as _, Seek as _, SeekFrom};

use super::object::is_id;
use crate::domain::event::GitMoved;
use crate::files::beneath::Cursor;

/// The name under which moves are recorded that come only from the log.
pub(super) const NAME: &str = "logs/HEAD";
/// The most bytes that are read in one scan, and the most lines.
const BYTES: u64 = 64 * 1024;
const LINES: usize = 400;

/// How far it was read.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Which file it was, and its length. None before the first scan.
    read: Option<(u64, u64)>,
    began: bool,
}

/// What was added.
#[derive(Debug, Default)]
pub(super) struct Added {
    pub moves: Vec<GitMoved>,
    /// Whether there was more than is read.
    pub cut: bool,
}

impl Log {
    /// What was added since the last scan and led to something that no reference points to now. The
    /// first scan only notes where the log ends; so does a scan of a log that was rewritten.
    pub fn look(
        &mut self,
        cursor: &mut Cursor<'_>,
        repository: &str,
        told: &HashSet<&String>,
    ) -> Added {
        let mut added = Added::default();
        let began = std::mem::replace(&mut self.began, true);
        let path = format!("{repository}/{NAME}");
        let (folder, name) = cursor.parent(&path);
        let Some((file, stat)) = folder.ok().and_then(|folder| folder.file(name).ok()) else {
            self.read = None;
            return added;
        };
        let (inode, length) = (stat.st_ino, stat.st_size.unsigned_abs());
        let from = match self.read {
            Some((of, from)) if of == inode && from <= length => from,
            // It did not exist at the last scan, so all of it is new.
            None if began => 0,
            _ => length,
        };
        self.read = Some((inode, length));
        let mut text = Vec::new();
        let mut file = std::fs::File::from(file);
        let read = file
            .seek(SeekFrom::Start(from))
            .and_then(|_| file.take((length - from).min(BYTES)).read_to_end(&mut text));
        let whole_lines = text.iter().rposition(|byte| *byte == b'\n');
        text.truncate(whole_lines.map_or(0, |at| at + 1));
        added.cut = read.is_err() || length - from > BYTES;
        if !added.cut {
            // A line that is half written is read once it is complete.
            self.read = Some((inode, from + text.len() as u64));
        }
        let text = String::from_utf8_lossy(&text);
        added.cut |= text.lines().nth(LINES).is_some();
        let moves = text.lines().take(LINES).filter_map(moved);
        let fresh = |it: &GitMoved| it.after.as_ref().is_some_and(|after| !told.contains(after));
        added.moves = moves.filter(fresh).collect();
        added
    }
}

/// Parses `before after who…`. Before the first commit the id is all zeros.
fn moved(line: &str) -> Option<GitMoved> {
    let mut parts = line.splitn(3, ' ');
    let (before, after) = (parts.next()?, parts.next()?);
    let is_move = is_id(before) && is_id(after) && before != after;
    is_move.then(|| GitMoved {
        reference: NAME.to_owned(),
        before: before
            .bytes()
            .any(|it| it != b'0')
            .then(|| before.to_owned()),
        after: Some(after.to_owned()),
        unread: None,
    })
}
