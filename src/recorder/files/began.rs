//! What a session began with: those places come first, and its `.gitignore` applies to the whole
//! session.

use std::collections::BTreeSet;

use super::generated::by_name;
use super::snapshot::{Snapshot, SnapshotError};
use crate::domain::ids::SessionId;
use crate::pipeline::Ignored;
use crate::store::Store;

/// The file in which the workspace says what is not worth keeping.
const IGNORED: &str = ".gitignore";

/// The workspace at the start, as far as it decides what is scanned.
#[derive(Clone, Debug, Default)]
pub struct Began {
    /// Every folder that held a file. The workspace itself is the empty path.
    folders: BTreeSet<String>,
    /// The rules at the start. What a candidate writes into the file later hides nothing.
    ignored: Ignored,
    /// Whether folders may count as generated at all.
    summarises: bool,
}

impl Began {
    /// For a session that began with these files and this `.gitignore`.
    pub fn with(start: &Snapshot, ignored: &str) -> Self {
        let mut folders = BTreeSet::from([String::new()]);
        for path in start.0.keys() {
            let mut rest = path.as_str();
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if !folders.insert(folder.to_owned()) {
                    break;
                }
                rest = folder;
            }
        }
        Self {
            folders,
            ignored: Ignored::read(ignored),
            summarises: true,
        }
    }

    /// For a tree in which nobody has worked: every folder in it is recorded file by file.
    pub fn nothing() -> Self {
        Self {
            folders: BTreeSet::from([String::new()]),
            ..Self::default()
        }
    }

    /// From the trace. A session that is about to start has no first event yet. For it, `known` is
    /// what it begins with; those contents are stored before that event.
    pub async fn from_trace(
        store: &Store,
        session: SessionId,
        known: &Snapshot,
    ) -> Result<Self, SnapshotError> {
        let start = Snapshot::at_start(store, session).await?;
        let start = start.unwrap_or_else(|| known.clone());
        let ignored = start.0.get(IGNORED).and_then(|version| version.content);
        let ignored = match ignored {
            Some(content) => store.blob(session, content.blob).await?.unwrap_or_default(),
            None => Vec::new(),
        };
        Ok(Self::with(&start, &String::from_utf8_lossy(&ignored)))
    }

    /// The pipeline says that its tools write these, too. Patterns as in `.gitignore`, whose own
    /// lines come after them and may cancel them.
    #[must_use]
    pub fn with_generated(mut self, patterns: &[String]) -> Self {
        self.ignored = Ignored::read(&patterns.join("\n")).before(self.ignored);
        self
    }

    /// Every folder that held a file, outer ones first.
    pub fn folders(&self) -> impl Iterator<Item = &String> {
        self.folders.iter()
    }

    /// Whether the session began with files in this folder.
    pub fn has(&self, folder: &str) -> bool {
        self.folders.contains(folder)
    }

    /// Whether a path is in one of the session's own places: at the top, or below a top folder that
    /// the session began with. Part of the limit on files is reserved for these.
    pub fn is_own(&self, path: &str) -> bool {
        match path.split_once('/') {
            Some((top, _)) => !self.summarises || self.has(top),
            None => true,
        }
    }

    /// Why a folder is not recorded file by file, judged by its path. None for a folder in which
    /// the session began with files.
    pub fn generated(&self, folder: &str) -> Option<String> {
        if !self.summarises || self.has(folder) {
            return None;
        }
        if let Some(why) = by_name(folder) {
            return Some(why.to_owned());
        }
        let line = self.ignored.line_for(folder)?;
        Some(format!("`{line}` in .gitignore at the start"))
    }

    /// Whether the contents of a folder may mark it as generated.
    pub fn may_be_marked(&self, folder: &str) -> bool {
        self.summarises && !self.has(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::FileVersion;

    pub fn began(paths: &[&str], ignored: &str) -> Began {
        let version = FileVersion {
            content: None,
            size: 0,
            executable: false,
        };
        let files = paths.iter().map(|path| ((*path).to_owned(), version));
        Began::with(&Snapshot(files.collect()), ignored)
    }

    #[test]
    fn what_the_session_began_with_is_never_generated() {
        let began = began(&["src/main.rs", "dist/kept/page.html"], "/state\n*\n");
        for folder in ["src", "dist", "dist/kept", ""] {
            assert_eq!(began.generated(folder), None, "{folder}");
        }
        assert!(began.generated("state").is_some() && began.generated("src/new").is_some());
        assert!(began.is_own("src/new/file") && began.is_own("notes.md"));
        assert!(!began.is_own("cache/file"));
        assert_eq!(Began::nothing().generated("node_modules"), None);
    }
}
