//! Times of files in a workspace that was built. The order in which it was put together would tell
//! a candidate who sorts by time which files a fault changed.

use std::fs::{File, FileTimes};
use std::path::Path;
use std::time::SystemTime;

use crate::ScenarioError;

/// Gives everything in a folder, and the folder itself, the same time.
pub(super) fn make_even(folder: &Path, time: SystemTime) -> Result<(), ScenarioError> {
    let io = ScenarioError::io;
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        let path = entry.path();
        if entry.file_type().map_err(io(&path))?.is_dir() {
            make_even(&path, time)?;
        } else {
            set(&path, time).map_err(io(&path))?;
        }
    }
    set(folder, time).map_err(io(folder))
}

fn set(path: &Path, time: SystemTime) -> std::io::Result<()> {
    let times = FileTimes::new().set_accessed(time).set_modified(time);
    File::open(path)?.set_times(times)
}
