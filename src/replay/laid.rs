//! Files that the scenario laid into the workspace, and whether the record shows that somebody
//! looked at them. Only typed commands and changes are a sign of that. What a tool or a program
//! reads by itself leaves none.

use serde::{Deserialize, Serialize};

use super::named::Words;
use crate::domain::event::{Actor, Event, EventBody};

/// The most files. Further ones are only counted.
const MOST: usize = 300;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaidFile {
    pub path: String,
    /// The event that brought it; `None` if it was there at the start.
    pub brought: Option<u64>,
    /// The first typed command that names it, or the first change of it.
    pub opened: Option<u64>,
    /// The first typed command that names a folder or a pattern that it is in, or its name alone
    /// elsewhere.
    pub around: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    pub files: Vec<LaidFile>,
    pub omitted: u64,
}

impl Laid {
    /// Files that are there at the start.
    pub fn at_start(paths: impl IntoIterator<Item = String>) -> Self {
        let mut laid = Self::default();
        for path in paths {
            laid.add(path, None);
        }
        laid
    }

    pub fn take(&mut self, event: &Event, explained: bool) {
        match &event.body {
            EventBody::CommandStarted {
                text, directory, ..
            } if explained => self.look(event.seq, text, directory.as_deref()),
            EventBody::FileChanged { path, .. } | EventBody::FileDeleted { path, .. }
                if event.actor != Actor::System =>
            {
                let changed = self.files.iter_mut().find(|it| it.path == *path);
                if let Some(file) = changed {
                    file.opened.get_or_insert(event.seq);
                }
            }
            EventBody::InjectDelivered(inject) => {
                for file in &inject.laid {
                    self.add(file.path.clone(), Some(event.seq));
                }
            }
            _ => {}
        }
    }

    fn look(&mut self, seq: u64, text: &str, folder: Option<&str>) {
        let words = Words::of(text);
        for file in self.files.iter_mut().filter(|it| it.opened.is_none()) {
            let path = &file.path;
            if words.name_surely(path, folder) {
                file.opened = Some(seq);
            } else if file.around.is_none() && (words.name(path) || words.name_around(path)) {
                file.around = Some(seq);
            }
        }
    }

    fn add(&mut self, path: String, brought: Option<u64>) {
        if self.files.iter().any(|it| it.path == path) {
            return;
        }
        if self.files.len() >= MOST {
            self.omitted += 1;
            return;
        }
        self.files.push(LaidFile {
            path,
            brought,
            ..LaidFile::default()
        });
    }
}
