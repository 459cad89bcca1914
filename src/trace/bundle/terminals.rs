//! `terminal-<n>.raw` and `terminal-<n>.cast`: derived, for people and players.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::error::{BundleError, at};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::Digest;
use crate::domain::payload::Payload;
use crate::domain::time::Instant;
use crate::trace::asciicast::Cast;

/// Terminals of which files are written. A session has a few; an imported trace may claim more.
const MOST: usize = 64;
/// The size of a terminal that prints without having been opened.
const SIZE: (u16, u16) = (80, 24);

/// The files of every terminal of a trace.
pub(super) struct TerminalFiles {
    folder: PathBuf,
    created_at: Instant,
    open: BTreeMap<u32, Files>,
}

struct Files {
    raw: BufWriter<File>,
    cast: Cast<BufWriter<File>>,
    paths: [PathBuf; 2],
}

impl TerminalFiles {
    /// None yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            created_at: Instant::default(),
            open: BTreeMap::new(),
        }
    }

    /// What an event says of a terminal.
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
                let known = self.open.contains_key(terminal);
                let size = (*cols, *rows);
                self.with(*terminal, size, when, |files| {
                    if known {
                        files.cast.resize(when, size.0, size.1)
                    } else {
                        Ok(())
                    }
                })?;
            }
            EventBody::TerminalOutput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes);
                self.with(*terminal, SIZE, when, |files| {
                    files.raw.write_all(&bytes)?;
                    files.cast.output(when, &bytes)
                })?;
            }
            EventBody::TerminalInput {
                terminal, bytes, ..
            } => {
                let bytes = bytes_of(bytes);
                self.with(*terminal, SIZE, when, |files| {
                    files.cast.input(when, &bytes)
                })?;
            }
            EventBody::TerminalClosed { terminal, status } => {
                self.with(*terminal, SIZE, when, |files| {
                    files.cast.exit(when, *status);
                    Ok(())
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Everything is written.
    pub fn finish(self) -> Result<(), BundleError> {
        for mut files in self.open.into_values() {
            let [raw, cast] = &files.paths;
            files.raw.flush().map_err(at(raw))?;
            files.cast.finish().map_err(at(cast))?;
        }
        Ok(())
    }

    fn with(
        &mut self,
        terminal: u32,
        size: (u16, u16),
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

    fn begin(&self, terminal: u32, size: (u16, u16), when: i64) -> Result<Files, BundleError> {
        let paths = ["raw", "cast"].map(|it| self.folder.join(format!("terminal-{terminal}.{it}")));
        let make = |path: &PathBuf| File::create_new(path).map(BufWriter::new).map_err(at(path));
        let title = format!("Terminal {terminal}");
        let cast = Cast::begin(make(&paths[1])?, size, self.created_at, when, &title);
        Ok(Files {
            raw: make(&paths[0])?,
            cast: cast.map_err(at(&paths[1]))?,
            paths,
        })
    }
}
