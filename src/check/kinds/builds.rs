//! The pipeline compiles, or starts where there is nothing to compile.

use std::time::Duration;

use serde_json::json;

use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::Builds;
use crate::scene::Scene;
use crate::verification::Exit;

/// A build that fails is a fail. A build that does not end in time is an
/// error: nothing can be judged.
pub async fn run(parameters: &Builds, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    let finished = scene
        .build(Duration::from_secs(parameters.within_seconds))
        .await?;
    let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
    match finished.exit {
        Exit::Status(0) => {
            let well = match scene.sandbox.pipeline().build {
                Some(_) => "it compiles",
                None => "there is nothing to build, and it starts",
            };
            Ok(Verdict::decide(true, well, json!({})))
        }
        Exit::Status(status) => {
            let summary = format!("the build ended with status {status}");
            Ok(Verdict::decide(false, summary, json!({ "stderr": stderr })))
        }
        Exit::TimedOut => {
            let how = format!("took longer than {} s", parameters.within_seconds);
            Err(Trouble::Command {
                what: "the build".into(),
                how,
                stderr,
            })
        }
    }
}
