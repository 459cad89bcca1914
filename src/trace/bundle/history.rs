//! `workspace.git`: the workspace over time as a git bundle. There is a commit for the beginning,
//! one for each burst of changes, and one for the end.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::error::{BundleError, at};
use super::visit::tree;
use crate::domain::event::{Actor, Event, EventBody, FileVersion};
use crate::domain::ids::Digest;
use crate::domain::time::Timestamp;
use crate::git_program::Git;

/// Changes less than this apart go into one commit; in microseconds.
const BURST: i64 = 3_000_000;
/// The most paths that a commit's message names.
const NAMED: usize = 3;

/// Writes the commits, while the events pass, as a stream for `git fast-import`.
pub(super) struct History {
    folder: tempfile::TempDir,
    path: PathBuf,
    out: BufWriter<File>,
    marks: HashMap<Digest, u64>,
    created_at: Timestamp,
    /// The files that the stream has added and not deleted.
    files: Files,
    pending: Pending,
    commits: u64,
}

#[derive(Default)]
struct Pending {
    lines: Vec<u8>,
    paths: Vec<String>,
    events: Option<(u64, u64)>,
    at: i64,
    actor: Option<Actor>,
}

impl History {
    pub fn new() -> Result<Self, BundleError> {
        let folder = tempfile::Builder::new().prefix("assay-history-").tempdir();
        let folder = folder.map_err(at(&std::env::temp_dir()))?;
        let path = folder.path().join("stream");
        let out = BufWriter::new(File::create_new(&path).map_err(at(&path))?);
        Ok(Self {
            folder,
            path,
            out,
            marks: HashMap::new(),
            created_at: Timestamp::default(),
            files: Files::default(),
            pending: Pending::default(),
            commits: 0,
        })
    }

    /// Must come before the event that commits the content.
    pub fn content(&mut self, digest: Digest, content: &[u8]) -> Result<(), BundleError> {
        let next = self.marks.len() as u64 + 1;
        if self.marks.contains_key(&digest) {
            return Ok(());
        }
        self.marks.insert(digest, next);
        let head = format!("blob\nmark :{next}\ndata {}\n", content.len());
        self.write(&[head.as_bytes(), content, b"\n"])
    }

    /// Adds what an event says about the workspace.
    pub fn event(
        &mut self,
        event: &Event,
        contents: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        match &event.body {
            EventBody::SessionCreated { created_at, .. } => self.created_at = *created_at,
            EventBody::FileChanged { path, after, .. } => {
                // A content that was printed before it was a file has no mark yet.
                for (digest, content) in contents {
                    self.content(*digest, content)?;
                }
                let line = self.put(path, after);
                self.change(event, path, &line)?;
            }
            EventBody::FileDeleted { path, .. } => {
                let line = self.take_away(path);
                self.change(event, path, &line)?;
            }
            _ => {}
        }
        let Some(snapshot) = event.body.snapshot() else {
            return Ok(());
        };
        self.commit_pending()?;
        let found = contents.iter().find(|(digest, _)| *digest == snapshot.blob);
        let files = match found {
            Some((_, content)) => tree(event.seq, content)?,
            None => return Ok(()),
        };
        let mut lines = b"deleteall\n".to_vec();
        self.files = Files::default();
        for (path, version) in &files {
            lines.extend(self.put(path, version).as_bytes());
        }
        let message = match event.body {
            EventBody::SessionStarted { .. } => "Start",
            EventBody::SessionSubmitted { .. } => "Handed in",
            _ => "Time was up",
        };
        let message = format!("{message}\n\nEvent: {}\n", event.seq);
        self.commit(event.actor, event.at, &message, &lines)
    }

    /// Writes the bundle, unless the session ended before it had a workspace.
    pub fn finish(mut self, to: &Path) -> Result<(), BundleError> {
        self.commit_pending()?;
        if self.commits == 0 {
            return Ok(());
        }
        self.out.flush().map_err(at(&self.path))?;
        let repository = self.folder.path().join("repository");
        std::fs::create_dir(&repository).map_err(at(&repository))?;
        let git = Git::init(&repository)?;
        git.fast_import(File::open(&self.path).map_err(at(&self.path))?)?;
        let to = std::path::absolute(to).map_err(at(to))?;
        Ok(git.bundle(&to)?)
    }

    fn change(&mut self, event: &Event, path: &str, line: &str) -> Result<(), BundleError> {
        let goes_on = event.at - self.pending.at < BURST && self.pending.actor == Some(event.actor);
        if !goes_on {
            self.commit_pending()?;
        }
        let pending = &mut self.pending;
        pending.lines.extend(line.as_bytes());
        pending.paths.push(path.to_owned());
        let first = pending.events.map_or(event.seq, |(first, _)| first);
        pending.events = Some((first, event.seq));
        (pending.at, pending.actor) = (event.at, Some(event.actor));
        Ok(())
    }

    fn commit_pending(&mut self) -> Result<(), BundleError> {
        let mut pending = std::mem::take(&mut self.pending);
        let (Some((first, last)), Some(actor)) = (pending.events, pending.actor) else {
            return Ok(());
        };
        pending.paths.dedup();
        let named: Vec<_> = pending
            .paths
            .iter()
            .take(NAMED)
            .map(|it| one_line(it))
            .collect();
        let more = pending.paths.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let message = format!("{}{more}\n\nEvents: {first} to {last}\n", named.join(", "));
        self.commit(actor, pending.at, &message, &pending.lines)
    }

    fn commit(
        &mut self,
        actor: Actor,
        when: i64,
        message: &str,
        lines: &[u8],
    ) -> Result<(), BundleError> {
        self.commits += 1;
        let who = match actor {
            Actor::Candidate => "Candidate",
            Actor::System => "System",
            Actor::Practitioner => "Practitioner",
            Actor::Assistant => "Assistant",
        };
        let seconds = self.created_at.plus(when).0.div_euclid(1_000_000).max(0);
        let head = format!(
            "commit refs/heads/main\ncommitter {who} <{}@session.invalid> {seconds} +0000\ndata {}\n{message}",
            who.to_lowercase(),
            message.len(),
        );
        self.write(&[head.as_bytes(), lines, b"\n"])
    }

    /// The line that adds a file, or deletes one whose content is no longer recorded.
    fn put(&mut self, path: &str, version: &FileVersion) -> String {
        let content = version.content;
        let Some(mark) = content.and_then(|content| self.marks.get(&content.blob)) else {
            return self.take_away(path);
        };
        if !is_plain(path) {
            return String::new();
        }
        self.files.put(path);
        let mode = if version.executable {
            "100755"
        } else {
            "100644"
        };
        format!("M {mode} :{mark} {}\n", quoted(path))
    }

    /// The line that deletes a file; empty if there is none. The events of one scan come in any
    /// order, so a folder may have the name by now, and git would delete everything in it.
    fn take_away(&mut self, path: &str) -> String {
        if self.files.take_away(path) {
            format!("D {}\n", quoted(path))
        } else {
            String::new()
        }
    }

    fn write(&mut self, parts: &[&[u8]]) -> Result<(), BundleError> {
        let written = parts.iter().try_for_each(|part| self.out.write_all(part));
        written.map_err(at(&self.path))
    }
}

/// The paths of a tree. As in git's trees, a name is either a file or a folder.
#[derive(Default)]
struct Files(BTreeSet<String>);

impl Files {
    /// Adds a file. A folder of its name, or a file where its folder must be, is removed.
    fn put(&mut self, path: &str) {
        for (at, _) in path.match_indices('/') {
            self.0.remove(&path[..at]);
        }
        let folder = format!("{path}/");
        let inside = self.0.range(folder.clone()..);
        let inside = inside.take_while(|other| other.starts_with(&folder));
        for other in inside.cloned().collect::<Vec<_>>() {
            self.0.remove(&other);
        }
        self.0.insert(path.to_owned());
    }

    /// Returns whether the path was a file.
    fn take_away(&mut self, path: &str) -> bool {
        self.0.remove(path)
    }
}

/// Whether git accepts the path: it must not lead out of the tree or into a repository within it.
fn is_plain(path: &str) -> bool {
    !path.contains('\0')
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git"))
}

/// A path as git's stream needs it if it has unusual characters.
fn quoted(path: &str) -> String {
    let path = path
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{path}\"")
}

fn one_line(path: &str) -> String {
    path.chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect()
}
