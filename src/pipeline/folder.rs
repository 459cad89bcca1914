//! Reads folders that somebody else wrote. Accepts only ordinary files of limited size with
//! printable names. The same files always come in the same order.

use std::collections::BTreeMap;
use std::fs::FileType;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;

use super::ReadError;
use crate::domain::ids::Digest;

const MOST_FILES: usize = 4_000;
const MOST_BYTES: u64 = 64 << 20;
const MOST_BYTES_A_FILE: u64 = 8 << 20;
const DEEPEST: usize = 16;

/// A file as it is written to a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub bytes: Vec<u8>,
    pub executable: bool,
}

/// By `/`-separated path below the folder.
pub type Files = BTreeMap<String, SourceFile>;

/// Reads everything beneath `root`, except entries of the top folder that `except` names.
pub fn read(root: &Path, except: &[&str]) -> Result<Files, ReadError> {
    let mut reading = Reading {
        files: Files::new(),
        bytes: 0,
        except,
    };
    reading.folder(root, "", 0)?;
    Ok(reading.files)
}

/// Of names, modes and contents.
pub fn digest(files: &Files) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for (path, file) in files {
        hasher
            .update(&(path.len() as u64).to_le_bytes())
            .update(path.as_bytes());
        hasher.update(&[u8::from(file.executable)]);
        hasher
            .update(&(file.bytes.len() as u64).to_le_bytes())
            .update(&file.bytes);
    }
    Digest(*hasher.finalize().as_bytes())
}

struct Reading<'a> {
    files: Files,
    bytes: u64,
    except: &'a [&'a str],
}

impl Reading<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), ReadError> {
        if depth > DEEPEST {
            return refuse(folder, format!("deeper than {DEEPEST} folders"));
        }
        for entry in std::fs::read_dir(folder).map_err(ReadError::io(folder))? {
            let entry = entry.map_err(ReadError::io(folder))?;
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name
                .to_str()
                .filter(|name| !name.chars().any(char::is_control))
            else {
                // Escaped, because a printed name must not move a terminal's cursor.
                let shown = format!("{:?}", name.to_string_lossy());
                return refuse(&folder.join(shown), "a name that is not printable UTF-8");
            };
            if depth == 0 && self.except.contains(&name) {
                continue;
            }
            let inner = if prefix.is_empty() {
                name.into()
            } else {
                format!("{prefix}/{name}")
            };
            // `file_type` of a directory entry does not follow links.
            let kind = entry.file_type().map_err(ReadError::io(&path))?;
            if kind.is_dir() {
                self.folder(&path, &inner, depth + 1)?;
            } else if kind.is_file() {
                self.file(&path, inner)?;
            } else {
                return refuse(&path, format!("{}, not an ordinary file", describe(kind)));
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, inner: String) -> Result<(), ReadError> {
        let metadata = path.symlink_metadata().map_err(ReadError::io(path))?;
        if metadata.len() > MOST_BYTES_A_FILE {
            return refuse(
                path,
                format!("{} bytes, more than {MOST_BYTES_A_FILE}", metadata.len()),
            );
        }
        self.bytes += metadata.len();
        if self.bytes > MOST_BYTES || self.files.len() >= MOST_FILES {
            return refuse(
                path,
                format!("more than {MOST_FILES} files or {MOST_BYTES} bytes"),
            );
        }
        let bytes = std::fs::read(path).map_err(ReadError::io(path))?;
        let executable = metadata.permissions().mode() & 0o100 != 0;
        self.files.insert(inner, SourceFile { bytes, executable });
        Ok(())
    }
}

fn refuse<T>(path: &Path, reason: impl Into<String>) -> Result<T, ReadError> {
    Err(ReadError::Refused {
        path: path.to_owned(),
        reason: reason.into(),
    })
}

fn describe(kind: FileType) -> &'static str {
    match kind {
        kind if kind.is_symlink() => "a symbolic link",
        kind if kind.is_fifo() => "a named pipe",
        kind if kind.is_socket() => "a socket",
        kind if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "something unknown",
    }
}
