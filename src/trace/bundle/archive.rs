//! A bundle as one file: `.tar.zst`. An archive may come from anybody, so only the parts of a
//! bundle are unpacked: plain files with known names, within bounds.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use super::error::{BundleError, at};

/// Fast, and a third smaller than the fastest level.
const LEVEL: i32 = 6;
/// The largest window that a reader must have memory for: 128 MiB.
const WINDOW_LOG: u32 = 27;
/// The most bytes that the format itself adds to a file: its header and the padding of its last
/// block.
const OVERHEAD: u64 = 1024;

/// What may be unpacked from an archive.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The bytes of all files together.
    pub total: u64,
    pub files: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            total: 8 << 30,
            files: 500_000,
        }
    }
}

/// A bundle that can be read as a folder, whichever it was. Dropping it removes what was unpacked.
#[derive(Debug)]
pub struct Opened {
    path: PathBuf,
    _unpacked: Option<tempfile::TempDir>,
}

impl Opened {
    /// A folder is used as it is, an archive is unpacked.
    pub fn open(path: &Path, bounds: Bounds) -> Result<Self, BundleError> {
        if path.is_dir() {
            return Ok(Self {
                path: path.to_owned(),
                _unpacked: None,
            });
        }
        let folder = tempfile::Builder::new().prefix("assay-bundle-").tempdir();
        let folder = folder.map_err(at(&std::env::temp_dir()))?;
        unpack(path, folder.path(), bounds)?;
        Ok(Self {
            path: folder.path().to_owned(),
            _unpacked: Some(folder),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.path
    }
}

pub fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".tar.zst")
}

/// Packs a bundle's folder into a new archive. The same folder gives the same bytes.
pub(super) fn pack(folder: &Path, target: &Path) -> Result<(), BundleError> {
    let mut names = Vec::new();
    for below in ["", "blobs"] {
        let place = folder.join(below);
        for entry in std::fs::read_dir(&place).map_err(at(&place))? {
            let name = entry.map_err(at(&place))?.file_name();
            let name = Path::new(below).join(name).to_string_lossy().into_owned();
            names.extend(is_part(&name).then_some(name));
        }
    }
    names.sort_unstable();
    let partial = target.with_extension("partial");
    let file = File::create(&partial).map_err(at(&partial))?;
    let packed = write(folder, &names, file).and_then(|()| std::fs::rename(&partial, target));
    packed.map_err(|cause| {
        let _ = std::fs::remove_file(&partial);
        at(target)(cause)
    })
}

fn write(folder: &Path, names: &[String], file: File) -> std::io::Result<()> {
    let encoder = zstd::stream::write::Encoder::new(BufWriter::new(file), LEVEL)?;
    let mut archive = tar::Builder::new(encoder);
    for name in names {
        let content = File::open(folder.join(name))?;
        let mut header = tar::Header::new_ustar();
        header.set_size(content.metadata()?.len());
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, name, content)?;
    }
    let mut file = archive.into_inner()?.finish()?;
    file.flush()?;
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)?
        .sync_all()
}

/// Unpacks a bundle into an empty folder.
pub fn unpack(archive: &Path, into: &Path, bounds: Bounds) -> Result<(), BundleError> {
    let file = File::open(archive).map_err(at(archive))?;
    let blobs = into.join("blobs");
    std::fs::create_dir(&blobs).map_err(at(&blobs))?;
    let broken = |error: std::io::Error| BundleError::Hostile(error.to_string());
    let mut decoder = zstd::stream::read::Decoder::new(BufReader::new(file)).map_err(broken)?;
    decoder.window_log_max(WINDOW_LOG).map_err(broken)?;
    let most = bounds
        .total
        .saturating_add(bounds.files.saturating_mul(OVERHEAD));
    let mut archive = tar::Archive::new(decoder.take(most));
    let (mut total, mut files) = (0_u64, 0_u64);
    // Raw, because an extension's header could have any name and any length.
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        let name = name_of(&entry)?;
        let size = entry.header().size().map_err(broken)?;
        (total, files) = (total.saturating_add(size), files + 1);
        if total > bounds.total || files > bounds.files {
            return Err(BundleError::Hostile(format!(
                "it holds more than {} bytes or {} files",
                bounds.total, bounds.files
            )));
        }
        let path = into.join(&name);
        let mut file = File::create_new(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                BundleError::Hostile(format!("{name} comes twice"))
            }
            _ => at(&path)(error),
        })?;
        let written = std::io::copy(&mut entry.by_ref().take(size), &mut file);
        if written.map_err(broken)? != size {
            return Err(BundleError::Hostile(format!("{name} is cut off")));
        }
    }
    Ok(())
}

fn name_of(entry: &tar::Entry<'_, impl Read>) -> Result<String, BundleError> {
    let bytes = entry.path_bytes();
    let name = String::from_utf8_lossy(&bytes).into_owned();
    if entry.header().entry_type() != tar::EntryType::Regular {
        return Err(BundleError::Hostile(format!(
            "{name:?} is not a plain file"
        )));
    }
    if !is_part(&name) {
        return Err(BundleError::Hostile(format!(
            "{name:?} is not part of a bundle"
        )));
    }
    Ok(name)
}

/// Whether a bundle may have a file of this name.
fn is_part(name: &str) -> bool {
    let is_terminal = |name: &str| {
        let number = name.strip_prefix("terminal-").and_then(|rest| {
            let kinds = [".raw", ".v2.cast", ".cast"];
            kinds.iter().find_map(|kind| rest.strip_suffix(kind))
        });
        number.is_some_and(|number| {
            (1..=10).contains(&number.len()) && number.bytes().all(|it| it.is_ascii_digit())
        })
    };
    let is_blob = |name: &str| {
        let digest = name.strip_prefix("blobs/").unwrap_or_default();
        digest.len() == 64
            && digest
                .bytes()
                .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
    };
    let known = [
        "manifest.json",
        "events.jsonl",
        "workspace.git",
        "report.html",
    ];
    known.contains(&name) || is_terminal(name) || is_blob(name)
}
