//! The workspace of a worked session: the scenario's own files, and how they change.

use std::collections::BTreeMap;

use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EventBody, FileVersion};
use crate::domain::payload::BlobRef;
use crate::pipeline::folder::{Files, SourceFile};

/// The files as they are now.
pub struct Workspace {
    files: Files,
    versions: BTreeMap<String, FileVersion>,
}

impl Workspace {
    /// The workspace as the candidate gets it.
    pub fn of(writer: &mut Writer<'_>, files: Files) -> Self {
        let versions = files
            .iter()
            .map(|(path, file)| (path.clone(), version(writer, file)))
            .collect();
        Self { files, versions }
    }

    /// The snapshot of the current files.
    pub fn snapshot(&self, writer: &mut Writer<'_>) -> anyhow::Result<BlobRef> {
        Ok(writer.content(serde_json::to_vec(&self.versions)?))
    }

    /// Empty if there is no such file, or if it is no text.
    pub fn text(&self, path: &str) -> String {
        let file = self.files.get(path);
        file.map_or(String::new(), |file| {
            String::from_utf8_lossy(&file.bytes).into_owned()
        })
    }

    /// Writes a file, unless it is like that already.
    pub async fn write(
        &mut self,
        writer: &mut Writer<'_>,
        path: &str,
        text: &str,
    ) -> anyhow::Result<()> {
        let file = SourceFile {
            bytes: text.as_bytes().to_vec(),
            executable: false,
        };
        if self.files.get(path) == Some(&file) {
            return Ok(());
        }
        let after = version(writer, &file);
        let before = self.versions.insert(path.to_owned(), after);
        self.files.insert(path.to_owned(), file);
        let path = path.to_owned();
        writer.time += 1_500_000;
        let changed = EventBody::FileChanged {
            path,
            before,
            after,
        };
        writer.add(Actor::Candidate, changed).await?;
        writer.made.changes += 1;
        Ok(())
    }

    /// Replaces a piece of a file.
    pub async fn edit(
        &mut self,
        writer: &mut Writer<'_>,
        path: &str,
        from: &str,
        to: &str,
    ) -> anyhow::Result<()> {
        let text = self.text(path).replacen(from, to, 1);
        self.write(writer, path, &text).await
    }
}

fn version(writer: &mut Writer<'_>, file: &SourceFile) -> FileVersion {
    FileVersion {
        size: file.bytes.len() as u64,
        content: Some(writer.content(file.bytes.clone())),
        executable: file.executable,
    }
}
