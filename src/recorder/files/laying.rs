//! Files that the scenario puts into a running workspace. The host writes them, and they are
//! recorded as the system's change, not the candidate's.

use std::collections::HashMap;
use std::path::Path;

use crate::domain::event::{Actor, EventBody, FileVersion, LaidFile, NotLaid};
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;
use crate::domain::workspace_path::is_within;
use crate::sandbox::workspace_files::{WorkspaceFault, WorkspaceFiles};

#[derive(Clone, Debug)]
pub struct NewFile {
    /// Relative to the workspace.
    pub path: String,
    pub bytes: Vec<u8>,
    /// Whether it may be executed.
    pub executable: bool,
}

/// The changes to make in a workspace.
#[derive(Clone, Debug, Default)]
pub struct Laying {
    /// Paths to remove before anything is written.
    pub removes: Vec<String>,
    /// Files to write.
    pub files: Vec<NewFile>,
}

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    pub files: Vec<LaidFile>,
    pub removed: Vec<String>,
    /// What could not be done.
    pub failed: Vec<NotLaid>,
}

impl NewFile {
    /// The version that the recorder will see.
    fn version(&self) -> FileVersion {
        let length = self.bytes.len() as u64;
        let blob = Digest::of(&self.bytes);
        FileVersion {
            content: Some(BlobRef { blob, length }),
            size: length,
            executable: self.executable,
        }
    }
}

impl Laying {
    /// Removes and writes. Repeating it is harmless.
    pub fn carry_out(&self, workspace: &Path) -> Result<Laid, WorkspaceFault> {
        let files = WorkspaceFiles::open(workspace)?;
        let mut laid = Laid::default();
        for path in &self.removes {
            match files.remove(path) {
                Ok(()) => laid.removed.push(path.clone()),
                Err(fault) => laid.failed.push(not_laid(path, fault)),
            }
        }
        for file in &self.files {
            match files.put(&file.path, &file.bytes, file.executable) {
                Ok(()) => laid.files.push(LaidFile {
                    path: file.path.clone(),
                    after: file.version(),
                }),
                Err(fault) => laid.failed.push(not_laid(&file.path, fault)),
            }
        }
        Ok(laid)
    }

    /// The contents of the new files.
    pub fn contents(&self) -> Vec<Vec<u8>> {
        self.files.iter().map(|file| file.bytes.clone()).collect()
    }
}

fn not_laid(path: &str, fault: WorkspaceFault) -> NotLaid {
    NotLaid {
        path: path.to_owned(),
        reason: fault.reason,
    }
}

/// Distinguishes the system's changes from the candidate's.
#[derive(Debug, Default)]
pub(super) struct Expected {
    files: HashMap<String, FileVersion>,
    removed: Vec<String>,
}

impl Expected {
    /// What to expect before the changes are made. Only contents can tell here: if the service was
    /// killed in between, some of the files may exist already.
    pub fn before(laying: &Laying) -> Self {
        let files = laying.files.iter();
        Self {
            files: files.map(|it| (it.path.clone(), it.version())).collect(),
            removed: Vec::new(),
        }
    }

    /// What to expect after the changes were made.
    pub fn after(laying: &Laying) -> Self {
        Self {
            removed: laying.removes.clone(),
            ..Self::before(laying)
        }
    }

    /// Who caused a change.
    pub fn actor(&self, change: &EventBody) -> Actor {
        let expected = match change {
            EventBody::FileChanged { path, after, .. } => self.files.get(path) == Some(after),
            EventBody::FileDeleted { path, .. } => {
                let removed = |removed: &String| is_within(path, removed);
                self.removed.iter().any(removed)
            }
            _ => false,
        };
        if expected {
            Actor::System
        } else {
            Actor::Candidate
        }
    }
}
