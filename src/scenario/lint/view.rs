//! Everything that a candidate can read in a workspace: its files, and every object that git keeps,
//! including those that no branch leads to.

use std::path::Path;

use crate::ScenarioError;
use crate::git_program::Git;
use crate::pipeline::folder;

/// A text, and where a candidate finds it.
#[derive(Debug)]
pub struct Seen {
    /// A path, or git's name for the object.
    pub place: String,
    pub text: String,
}

/// Every text of a workspace.
pub fn of(workspace: &Path) -> Result<Vec<Seen>, ScenarioError> {
    let files = folder::read(workspace, &[".git"])?;
    let mut seen: Vec<Seen> = files
        .into_iter()
        .filter_map(|(place, file)| {
            Some(Seen {
                place,
                text: String::from_utf8(file.bytes).ok()?,
            })
        })
        .collect();
    let objects = Git::open(workspace).all_objects()?;
    let known: std::collections::HashSet<String> = seen.iter().map(|it| it.text.clone()).collect();
    let of_history = split(&objects)
        .into_iter()
        .filter(|object| !known.contains(&object.text));
    let of_history: Vec<_> = of_history.collect();
    seen.extend(of_history);
    Ok(seen)
}

/// Objects in git's batch format: a line `name kind size`, the content, a newline.
fn split(mut batch: &[u8]) -> Vec<Seen> {
    let mut seen = Vec::new();
    while let Some(end) = batch.iter().position(|byte| *byte == b'\n') {
        let header = String::from_utf8_lossy(&batch[..end]).into_owned();
        let mut parts = header.split(' ');
        let (Some(name), Some(kind), Some(size)) = (parts.next(), parts.next(), parts.next())
        else {
            break;
        };
        let Ok(size) = size.parse::<usize>() else {
            break;
        };
        let Some(content) = batch.get(end + 1..end + 1 + size) else {
            break;
        };
        if kind != "tree"
            && let Ok(text) = std::str::from_utf8(content)
        {
            let place = format!("git show {} ({kind})", name.get(..12).unwrap_or(name));
            seen.push(Seen {
                place,
                text: text.to_owned(),
            });
        }
        batch = batch.get(end + 1 + size + 1..).unwrap_or_default();
    }
    seen
}
