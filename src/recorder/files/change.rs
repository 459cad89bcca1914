//! One difference between two scans of a workspace or its repository.

use crate::domain::event::{EventBody, FileVersion};

/// A difference to what was known, and the contents that its event refers to.
#[derive(Debug)]
pub struct Change {
    pub body: EventBody,
    pub contents: Vec<Vec<u8>>,
}

impl Change {
    /// A change without contents.
    pub(super) fn of(body: EventBody) -> Self {
        let contents = Vec::new();
        Self { body, contents }
    }

    /// A file that is new or has changed.
    pub(super) fn to(
        path: &str,
        before: Option<FileVersion>,
        after: FileVersion,
        content: Option<Vec<u8>>,
    ) -> Self {
        let path = path.to_owned();
        Self {
            body: EventBody::FileChanged {
                path,
                before,
                after,
            },
            contents: content.into_iter().collect(),
        }
    }
}
