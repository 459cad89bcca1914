//! Folders that nobody needs any more: out of the way at once, removed meanwhile. A candidate
//! decides how much is in them, so nobody waits for that.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::sandbox::removal::remove_apart;
use crate::session::context::{Context, Parts};

/// Takes a folder out of the way, and says where it is until it is removed; nowhere, if it was
/// not there.
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

/// Takes all folders at a place out of the way but those with these names.
pub fn discard_others(parts: &Parts, of: &Path, needed: &HashSet<String>) {
    let entries = std::fs::read_dir(of).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        if needed.contains(name.to_string_lossy().as_ref()) {
            continue;
        }
        if let Err(error) = discard(parts, &entry.path()) {
            let folder = entry.path();
            tracing::warn!(folder = %folder.display(), %error, "left-overs are in the way");
        }
    }
}

/// What was taken out of the way and not removed, by an earlier service too.
pub fn all_discarded(parts: &Parts) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(discarded(parts)).into_iter();
    entries.flatten().flatten().map(|it| it.path()).collect()
}

fn discarded(parts: &Parts) -> PathBuf {
    parts.data_dir.join("gone")
}

/// Removes folders, one after the other, while the service goes on. What the service's end
/// leaves of them, the next one removes.
pub fn remove_later(context: &Arc<Context>, folders: Vec<PathBuf>) {
    let stop = context.stop.clone();
    let removing = async move {
        for folder in folders {
            if let Err(error) = remove_apart(folder.clone()).await {
                let folder = folder.display();
                tracing::warn!(%folder, %error, "left-overs could not be removed");
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
