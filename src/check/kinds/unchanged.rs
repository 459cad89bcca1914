//! Files that have another owner are byte for byte as the candidate got them.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::check::outcome::{Trouble, Verdict};
use crate::check::pipeline::{argv, succeed};
use crate::check::scene::{Scene, at_fault};
use crate::scenario::check_spec::Unchanged;

const LIMIT: Duration = Duration::from_secs(30);

/// Runs the check.
pub async fn run(parameters: &Unchanged, scene: &Scene<'_>) -> Result<Verdict, Trouble> {
    let mut expected = scene.base.files().map_err(at_fault)?;
    expected.extend(scene.scenario.beneath("overlay"));
    let mut changed = BTreeSet::new();
    for path in &parameters.paths {
        let prefix = format!("{path}/");
        let below = |file: &str| file == path || file.starts_with(&prefix);
        let present = list(path, scene).await?;
        changed.extend(
            present
                .iter()
                .filter(|file| !expected.contains_key(*file))
                .cloned(),
        );
        for (file, source) in expected.iter().filter(|(file, _)| below(file)) {
            if !present.contains(file) || read(file, scene).await? != source.bytes {
                changed.insert(file.clone());
            }
        }
    }
    let summary = match changed.len() {
        0 => "nothing was changed".to_owned(),
        files => format!("{files} files were changed, added or removed"),
    };
    Ok(Verdict::decide(
        changed.is_empty(),
        summary,
        json!({ "changed": changed }),
    ))
}

/// Everything at or below a path that is no folder; nothing if the path is gone.
async fn list(path: &str, scene: &Scene<'_>) -> Result<BTreeSet<String>, Trouble> {
    let find = [
        "/usr/bin/find",
        ".",
        "-path",
        &format!("./{path}*"),
        "-not",
        "-type",
        "d",
    ];
    let finished = succeed(scene.sandbox, "listing files", argv(&find), LIMIT).await?;
    let listed = String::from_utf8_lossy(&finished.stdout).into_owned();
    let prefix = format!("{path}/");
    let below = |line: &str| line.strip_prefix("./").map(str::to_owned);
    let found = listed.lines().filter_map(below);
    Ok(found
        .filter(|file| file == path || file.starts_with(&prefix))
        .collect())
}

async fn read(path: &str, scene: &Scene<'_>) -> Result<Vec<u8>, Trouble> {
    let cat = ["/usr/bin/cat", "--", path];
    Ok(succeed(scene.sandbox, "reading a file", argv(&cat), LIMIT)
        .await?
        .stdout)
}
