//! `terminal-<n>.raw`, `terminal-<n>.cast` and `terminal-<n>.v2.cast`: derived files, for people
//! and players.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::error::{BundleError, at};
use crate::asciicast::{Cast, Version};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::Digest;
use crate::domain::payload::Payload;
use crate::domain::terminal_size::TerminalSize;
use crate::domain::time::Timestamp;

/// The most terminals whose files are written. A session has a few, but an imported trace may claim
/// more.
const MOST: usize = 64;

pub(super) struct TerminalFiles {
    folder: PathBuf,
    created_at: Timestamp,
    open: BTreeMap<u32, Files>,
}

struct Files {
    raw: BufWriter<File>,
    casts: [Cast<BufWriter<File>>; 2],
    paths: [PathBuf; 3],
}

impl Files {
    /// Writes to both versions.
    fn cast(
        &mut self,
        mut write: impl FnMut(&mut Cast<BufWriter<File>>) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        self.casts.iter_mut().try_for_each(&mut write)
    }
}

impl TerminalFiles {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            created_at: Timestamp::default(),
            open: BTreeMap::new(),
        }
    }

    /// Adds what an event says about a terminal.
    pub fn event(
        &mut self,
        event: &Event,
        contents: &[(Digest, Vec<u8>)],
    ) -> Result<(), BundleError> {
        let when = event.at;
        let bytes_of = |bytes: &Payload| {
            let first = || contents.first().map(|(_, content)| content.clone());
            bytes.inline().or_else(first).unwrap_or_default()
        };
        match &event.body {
            EventBody::SessionCreated { created_at, .. } => self.created_at = *created_at,
            EventBody::TerminalOpened {
                terminal,
                cols,
                rows,
            }
            | EventBody::TerminalResized {
                terminal,
                cols,
                rows,
            } => {
                self.sized(*terminal, TerminalSize::of(*cols, *rows), when)?;
            }
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes);
                self.with(*terminal, TerminalSize::USUAL, when, |files| {
                    files.raw.write_all(&bytes)?;
                    files.cast(|cast| cast.output(when, &bytes))
                })?;
            }
            EventBody::TerminalInput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes);
                self.with(*terminal, TerminalSize::USUAL, when, |files| {
                    files.cast(|cast| cast.input(when, &bytes))
                })?;
            }
            EventBody::TerminalClosed { terminal, status } => {
                self.with(*terminal, TerminalSize::USUAL, when, |files| {
                    files.cast(|cast| {
                        cast.exit(when, *status);
                        Ok(())
                    })
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn sized(&mut self, terminal: u32, size: TerminalSize, when: i64) -> Result<(), BundleError> {
        let known = self.open.contains_key(&terminal);
        // Players open a window of this size.
        self.with(terminal, size, when, |files| {
            if known {
                files.cast(|cast| cast.resize(when, size.cols(), size.rows()))
            } else {
                Ok(())
            }
        })
    }

    pub fn finish(self) -> Result<(), BundleError> {
        for mut files in self.open.into_values() {
            let [raw, casts @ ..] = &files.paths;
            files.raw.flush().map_err(at(raw))?;
            for (cast, path) in files.casts.into_iter().zip(casts) {
                cast.finish().map_err(at(path))?;
            }
        }
        Ok(())
    }

    fn with(
        &mut self,
        terminal: u32,
        size: TerminalSize,
        when: i64,
        write: impl FnOnce(&mut Files) -> std::io::Result<()>,
    ) -> Result<(), BundleError> {
        if !self.open.contains_key(&terminal) {
            if self.open.len() == MOST {
                return Ok(());
            }
            let files = self.begin(terminal, size, when)?;
            self.open.insert(terminal, files);
        }
        let Some(files) = self.open.get_mut(&terminal) else {
            return Ok(());
        };
        write(files).map_err(at(&files.paths[1]))
    }

    fn begin(&self, terminal: u32, size: TerminalSize, when: i64) -> Result<Files, BundleError> {
        let name = |kind| self.folder.join(format!("terminal-{terminal}.{kind}"));
        let paths = ["raw", "cast", "v2.cast"].map(name);
        let make = |path: &PathBuf| File::create_new(path).map(BufWriter::new).map_err(at(path));
        let title = format!("Terminal {terminal}");
        let size = (size.cols(), size.rows());
        let cast = |version, path| {
            let begun = Cast::begin(version, make(path)?, size, self.created_at, when, &title);
            begun.map_err(at(path))
        };
        let casts = [cast(Version::V3, &paths[1])?, cast(Version::V2, &paths[2])?];
        Ok(Files {
            raw: make(&paths[0])?,
            casts,
            paths,
        })
    }
}
