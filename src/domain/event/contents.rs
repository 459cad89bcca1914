//! Which contents an event refers to.

use super::{EventBody, FileVersion};
use crate::payload::BlobRef;

impl EventBody {
    /// The contents that this event refers to.
    pub fn blobs(&self) -> Vec<BlobRef> {
        let of_file = |file: &FileVersion| file.content;
        match self {
            Self::SessionStarted { workspace, .. }
            | Self::SessionSubmitted { workspace, .. }
            | Self::SessionExpired { workspace, .. } => vec![*workspace],
            Self::SessionWithdrawn(withdrawn) => withdrawn.workspace.into_iter().collect(),
            Self::TerminalOutput { bytes, .. } | Self::TerminalInput { bytes, .. } => {
                bytes.blob().into_iter().collect()
            }
            Self::FileChanged { before, after, .. } => before
                .iter()
                .filter_map(of_file)
                .chain(of_file(after))
                .collect(),
            Self::FileRenamed(renamed) => of_file(&renamed.version).into_iter().collect(),
            Self::FileDeleted { before, .. } => of_file(before).into_iter().collect(),
            Self::ModelChat(call) | Self::ModelEmbedding(call) | Self::ModelRefused(call) => call
                .request
                .blob()
                .into_iter()
                .chain(call.response.blob())
                .collect(),
            Self::GitCommit(commit) => commit.objects.iter().map(|it| it.content).collect(),
            Self::InjectDelivered(inject) => {
                let contents = inject.laid.iter().filter_map(|file| of_file(&file.after));
                contents.collect()
            }
            _ => Vec::new(),
        }
    }
}

impl EventBody {
    /// The content with a map of the whole workspace, if this event has one.
    pub fn snapshot(&self) -> Option<BlobRef> {
        match self {
            Self::SessionStarted { workspace, .. }
            | Self::SessionSubmitted { workspace, .. }
            | Self::SessionExpired { workspace, .. } => Some(*workspace),
            Self::SessionWithdrawn(withdrawn) => withdrawn.workspace,
            _ => None,
        }
    }

    /// Whether the candidate can do nothing after this event.
    pub fn ends_session(&self) -> bool {
        matches!(
            self,
            Self::SessionSubmitted { .. } | Self::SessionExpired { .. } | Self::SessionWithdrawn(_)
        )
    }
}
