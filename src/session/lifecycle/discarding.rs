//! Folders that are no longer needed. They are moved out of the way at once and removed in the
//! background: a candidate decides how much is in them, so nobody waits for the removal.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::sandbox::removal::remove_apart;
use crate::session::context::{Context, Parts};

/// Moves a folder out of the way and returns its new path; `None` if it does not exist.
pub fn discard(parts: &Parts, folder: &Path) -> io::Result<Option<PathBuf>> {
    let place = discarded(parts);
    std::fs::create_dir_all(&place)?;
    let place = place.join(uuid::Uuid::now_v7().simple().to_string());
    match std::fs::rename(folder, &place) {
        Ok(()) => Ok(Some(place)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Moves all folders in `of` out of the way, except those named in `needed`.
pub fn discard_others(parts: &Parts, of: &Path, needed: &HashSet<String>) {
    let entries = std::fs::read_dir(of).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        if needed.contains(name.to_string_lossy().as_ref()) {
            continue;
        }
        if let Err(error) = discard(parts, &entry.path()) {
            let folder = entry.path();
            tracing::warn!(folder = %folder.display(), %error, "a leftover folder could not be moved away");
        }
    }
}

/// Folders that were moved out of the way and are not removed yet, including those of an earlier
/// service.
pub fn all_discarded(parts: &Parts) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(discarded(parts)).into_iter();
    entries.flatten().flatten().map(|it| it.path()).collect()
}

fn discarded(parts: &Parts) -> PathBuf {
    parts.data_dir.join("gone")
}

/// Removes folders in the background, one after the other. The next service removes those that are
/// left when this one stops.
pub fn remove_later(context: &Arc<Context>, folders: Vec<PathBuf>) {
    let stop = context.stop.clone();
    let removing = async move {
        for folder in folders {
            if let Err(error) = remove_apart(folder.clone()).await {
                let folder = folder.display();
                tracing::warn!(%folder, %error, "a leftover folder could not be removed");
            }
        }
    };
    context.tasks.spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = removing => {}
        }
    });
}
