//! The candidate's repository: what its references point to, and the commits that are new.
//!
//! The repository is hostile data. It is read from the host's side as the files are, through no
//! link, and git is never run on it: its configuration, hooks and alternates are programs that a
//! candidate chooses. What is read is bounded, and what was not read is said and not made up.

mod commit;
mod contents;
mod log;
mod object;
mod references;

use std::collections::{BTreeMap, HashSet, VecDeque};

use self::commit::parse;
use self::contents::Contents;
use self::log::{Added, Log};
use self::object::{Kind, LIMIT, Unread, read};
use self::references::References;
use super::beneath::{Cursor, Folder};
use super::change::Change;
use super::watches::Watches;
use crate::domain::event::{Actor, EventBody, GitCommit, GitMoved};
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// Where a candidate's repository is.
const FOLDER: &str = ".git";
/// Commits that are read in one scan; the others come with the next ones.
const COMMITS_AT_ONCE: usize = 100;
/// Commits, and moves of references, that are recorded of a session.
const COMMITS: usize = 2_000;
const MOVES: usize = 5_000;
/// Bytes of contents that are read in one scan beyond its first commit's, and of a session.
const CONTENTS_AT_ONCE: u64 = 4 * 1024 * 1024;
const CONTENTS: u64 = 64 * 1024 * 1024;
/// Of the moves, those that only the repository's log tells.
const LOGGED: usize = 2_500;

/// What the trace says of a repository.
#[derive(Clone, Debug, Default)]
pub struct KnownRepository {
    references: BTreeMap<String, String>,
    commits: HashSet<String>,
    /// Trees and files of those that are recorded, and their bytes.
    objects: HashSet<String>,
    bytes: u64,
    /// What those followed.
    parents: HashSet<String>,
    /// What references pointed to before a candidate did anything: nothing beyond is followed.
    began: HashSet<String>,
    moves: usize,
    logged: usize,
}

/// A repository, and what is known of it.
#[derive(Debug, Default)]
pub struct Repository {
    known: KnownRepository,
    /// Commits that are still to be read.
    waiting: VecDeque<String>,
    packed: references::Packed,
    log: Log,
    /// Whether the trace says nothing yet: what there is now is how it began.
    first: bool,
}

/// What a look at a repository has shown.
#[derive(Debug, Default)]
pub struct Seen {
    /// Commits, then what points to them.
    pub changes: Vec<Change>,
    /// Whether this is how the repository was when the record of it began.
    pub first: bool,
    /// What is not recorded of it, if anything.
    pub gap: Option<String>,
    /// Whether commits wait for the next look.
    pub more: bool,
}

impl KnownRepository {
    /// As the trace has it.
    pub async fn from_trace(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let mut known = Self::default();
        for stored in store.events_of_kind(session, "git.").await? {
            let event = stored.decode()?;
            match event.body {
                EventBody::GitMoved(moved) => known.moved(&moved, event.actor == Actor::System),
                EventBody::GitCommit(commit) => known.committed(&commit),
                _ => {}
            }
        }
        Ok(known)
    }

    /// `first`: that is how it was when the record began.
    fn moved(&mut self, moved: &GitMoved, first: bool) {
        self.moves += 1;
        if moved.reference == log::NAME {
            self.logged += 1;
            return;
        }
        let Some(after) = moved.after.clone() else {
            self.references.remove(&moved.reference);
            return;
        };
        if first {
            self.began.insert(after.clone());
        }
        self.references.insert(moved.reference.clone(), after);
    }

    fn committed(&mut self, commit: &GitCommit) {
        self.commits.insert(commit.id.clone());
        self.parents.extend(commit.parents.iter().cloned());
        for object in &commit.objects {
            self.objects.insert(object.id.clone());
            self.bytes += object.content.length;
        }
    }
}

impl Repository {
    /// Of which this much is known.
    pub fn new(known: KnownRepository) -> Self {
        // A service that was killed may not have come to the end of what was new.
        let waiting = known.parents.difference(&known.commits).cloned();
        Self {
            first: known.moves == 0,
            waiting: waiting.collect(),
            known,
            ..Self::default()
        }
    }

    /// Compares it with what is known.
    pub fn look(&mut self, workspace: &Folder, watches: Option<&mut Watches>) -> Seen {
        let known = &self.known.references;
        let Ok(now) = References::read(workspace, FOLDER, known, &mut self.packed, watches) else {
            let gap = Some("The repository could not be read.".to_owned());
            return Seen {
                gap,
                ..Seen::default()
            };
        };
        let mut seen = Seen {
            first: std::mem::take(&mut self.first),
            gap: now.gap(),
            ..Seen::default()
        };
        let logged = self.logged(workspace, &now, &mut seen);
        let moves: Vec<_> = logged.into_iter().chain(self.moves(&now)).collect();
        if !seen.first {
            // The newest first, as they are read back from there.
            let targets = moves.iter().rev();
            let targets = targets.filter_map(|moved| moved.after.clone());
            self.waiting.extend(targets.filter(|it| object::is_id(it)));
        }
        let unread = self.read_commits(workspace, &mut seen);
        for mut moved in moves {
            if self.known.moves >= MOVES {
                seen.gap = Some(format!("At most {MOVES} moves of references are recorded."));
                break;
            }
            let after = moved.after.as_ref();
            // A commit that others follow was passed, and their parents say so.
            let followed = after.is_some_and(|id| self.known.parents.contains(id));
            if moved.reference == log::NAME && followed {
                continue;
            }
            moved.unread = after
                .and_then(|id| unread.get(id))
                .map(|it| it.words().to_owned());
            self.known.moved(&moved, seen.first);
            seen.changes.push(Change::of(EventBody::GitMoved(moved)));
        }
        seen.more = !self.waiting.is_empty();
        seen
    }

    /// What points elsewhere. A reference that was not looked at counts as it was.
    fn moves(&self, now: &References) -> Vec<GitMoved> {
        let known = &self.known.references;
        let moved =
            |reference: &String, before: Option<&String>, after: Option<&String>| GitMoved {
                reference: reference.clone(),
                before: before.cloned(),
                after: after.cloned(),
                unread: None,
            };
        let gone = now
            .gone
            .iter()
            .map(|name| moved(name, known.get(name), None));
        let others = now.point_to.iter();
        let others = others.filter(|(name, after)| known.get(*name) != Some(*after));
        let others = others.map(|(name, after)| moved(name, known.get(name), Some(after)));
        others.chain(gone).collect()
    }

    /// Where `HEAD` was in between, if no reference tells.
    fn logged(&mut self, workspace: &Folder, now: &References, seen: &mut Seen) -> Vec<GitMoved> {
        let told = self.known.references.values();
        let told = told.chain(now.point_to.values()).collect();
        let mut cursor = Cursor::new(workspace);
        let Added { mut moves, cut } = self.log.look(&mut cursor, FOLDER, &told);
        let room = LOGGED.saturating_sub(self.known.logged);
        if cut || moves.len() > room {
            seen.gap = Some("Not all moves in the repository's log are recorded.".to_owned());
        }
        moves.truncate(room);
        moves
    }

    /// Reads commits that are new, from the newest back to what is known; says which could not be
    /// read.
    fn read_commits(&mut self, workspace: &Folder, seen: &mut Seen) -> BTreeMap<String, Unread> {
        let mut unread = BTreeMap::new();
        let mut commits = Vec::new();
        let mut cursor = Cursor::new(workspace);
        let read_until = self.known.bytes + CONTENTS_AT_ONCE;
        while commits.len() < COMMITS_AT_ONCE
            && self.known.bytes < read_until
            && let Some(id) = self.waiting.pop_front()
        {
            if self.known.commits.contains(&id) || self.known.began.contains(&id) {
                continue;
            }
            if self.known.commits.len() >= COMMITS {
                seen.gap = Some(format!("At most {COMMITS} commits are recorded."));
                unread.insert(id, Unread::TooMany);
                self.waiting.clear();
                break;
            }
            let body = read(&mut cursor, FOLDER, &id, Kind::Commit, LIMIT);
            match body.and_then(|body| parse(&id, &body)) {
                Ok(mut commit) => {
                    let contents = self.contents(&mut cursor, &mut commit);
                    self.known.committed(&commit);
                    self.waiting.extend(commit.parents.iter().cloned());
                    commits.push((commit, contents));
                }
                Err(why) => {
                    unread.insert(id, why);
                }
            }
        }
        // The oldest first, as they were made.
        let commits = commits.into_iter().rev();
        seen.changes
            .extend(commits.map(|(commit, contents)| Change {
                body: EventBody::GitCommit(commit),
                contents,
            }));
        unread
    }

    /// Notes in a commit what is new in it; returns the contents of that.
    fn contents(&self, cursor: &mut Cursor<'_>, commit: &mut GitCommit) -> Vec<Vec<u8>> {
        if self.known.bytes >= CONTENTS {
            commit.objects_cut = true;
            return Vec::new();
        }
        let read = Contents::read(cursor, FOLDER, &commit.tree, &self.known.objects);
        (commit.objects, commit.objects_cut) = (read.objects, read.cut);
        read.bytes
    }
}

#[cfg(test)]
mod tests;
