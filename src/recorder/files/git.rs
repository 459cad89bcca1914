//! The candidate's repository: what its references point to, and the commits that are new.
//!
//! The repository is hostile data. The host reads it as it reads files, without following links,
//! and never runs git on it: its configuration, hooks and alternates name programs that a candidate
//! chooses. What is read is bounded. What was not read is reported, never made up.

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

const FOLDER: &str = ".git";
/// The most commits that are read in one scan. Later scans read the others.
const COMMITS_AT_ONCE: usize = 100;
/// The most commits, and the most moves of references, that are recorded in a session.
const COMMITS: usize = 2_000;
const MOVES: usize = 5_000;
/// The most bytes of contents that are read in one scan after its first commit, and in a session.
const CONTENTS_AT_ONCE: u64 = 4 * 1024 * 1024;
const CONTENTS: u64 = 64 * 1024 * 1024;
/// The most of those moves that come only from the repository's log.
const LOGGED: usize = 2_500;

/// What the trace says of a repository.
#[derive(Clone, Debug, Default)]
pub struct KnownRepository {
    references: BTreeMap<String, String>,
    commits: HashSet<String>,
    /// Trees and files of the recorded commits, and their total bytes.
    objects: HashSet<String>,
    bytes: u64,
    /// The parents of the recorded commits.
    parents: HashSet<String>,
    /// What references pointed to before the candidate did anything. Nothing beyond these is
    /// followed.
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
    /// Whether the trace says nothing yet. What there is now is then the initial state.
    first: bool,
}

/// What a scan of a repository showed.
#[derive(Debug, Default)]
pub struct Seen {
    /// Commits first, then the moves that point to them.
    pub changes: Vec<Change>,
    /// Whether this is the repository's state when its record began.
    pub first: bool,
    /// What is not recorded of it, if anything.
    pub gap: Option<String>,
    /// Whether commits wait for the next scan.
    pub more: bool,
}

impl KnownRepository {
    /// From the trace.
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

    /// `first`: whether this is the state when the record began.
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
    pub fn new(known: KnownRepository) -> Self {
        // A service that was killed may not have read all new commits.
        let waiting = known.parents.difference(&known.commits).cloned();
        Self {
            first: known.moves == 0,
            waiting: waiting.collect(),
            known,
            ..Self::default()
        }
    }

    /// Compares the repository with what is known.
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
            // The newest first: commits are read from the newest back.
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
            // A commit that others follow was a step on the way, and the parents of those say so.
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

    /// References that point elsewhere. A reference that could not be read counts as unchanged.
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

    /// Where `HEAD` was in between, if no reference shows it.
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

    /// Reads commits that are new, from the newest back to what is known. Returns those that could
    /// not be read.
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
        // The oldest first, in the order in which they were made.
        let commits = commits.into_iter().rev();
        seen.changes
            .extend(commits.map(|(commit, contents)| Change {
                body: EventBody::GitCommit(commit),
                contents,
            }));
        unread
    }

    /// Adds to a commit the list of what is new in it, and returns the new contents.
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
