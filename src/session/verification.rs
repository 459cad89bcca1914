//! Verification sandboxes: made fresh, with nothing of the candidate's but the files of the trace
//! and, for live checks, the stores as they were left.

mod container;
mod judge;
pub(crate) mod observer;
mod process;
mod sandbox;
pub(crate) mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::conduct::{Parts, image_of, limits_of};
use crate::check::verification::{Exit, Judge, Opening, Starting, TextModel};
use crate::check::{Command, SandboxFactory, SandboxFault, VerificationSandbox};
use crate::sandbox::limits::Limits;
use crate::scenario::check_spec::CheckKind;
use crate::scenario::folder::Files;
use crate::scenario::{self, Scenario, Variant};
use sandbox::Sandbox;

/// How long the program may take to compile, and a script to bring about the state of the stores.
const BUILD_LIMIT: Duration = Duration::from_mins(5);
const SCRIPT_LIMIT: Duration = Duration::from_mins(20);

/// Puts the candidate's files into an empty folder; for each sandbox anew.
pub type LayOut =
    Box<dyn Fn(PathBuf) -> BoxFuture<'static, Result<(), SandboxFault>> + Send + Sync>;

/// Makes verification sandboxes.
pub struct Factory {
    parts: Arc<Parts>,
    image: String,
    limits: Limits,
    /// Whether simulated models take the time that they pretend to take.
    timed: bool,
    workspace: LayOut,
    healthy: LayOut,
    live: Live,
}

/// Where the stores of a live sandbox come from.
enum Live {
    /// The folder that was kept when the candidate handed in; moved away from there.
    Kept(PathBuf),
    /// A script of the workspace brings them about.
    Script(String),
    /// Nowhere.
    None,
}

/// The stores that a sandbox begins with.
enum Stores<'a> {
    Empty,
    Moved(&'a Path),
}

impl Factory {
    /// For a workspace that a candidate handed in, whose stores may have been kept.
    pub fn for_candidate(
        parts: Arc<Parts>,
        scenario: &Scenario,
        workspace: LayOut,
        kept: PathBuf,
    ) -> Self {
        Self {
            live: Live::Kept(kept),
            ..Self::new(parts, scenario, workspace)
        }
    }

    /// For a workspace as it was at a moment of a session, whose stores are gone.
    pub fn for_moment(parts: Arc<Parts>, scenario: &Scenario, workspace: LayOut) -> Self {
        Self::new(parts, scenario, workspace)
    }

    /// For a variant of a scenario.
    pub fn for_variant(parts: Arc<Parts>, scenario: &Scenario, variant: &Variant) -> Self {
        let workspace = built(&parts, scenario, variant);
        let script = scenario.manifest.verification.live.clone();
        Self {
            live: script.map_or(Live::None, Live::Script),
            ..Self::new(parts, scenario, workspace)
        }
    }

    fn new(parts: Arc<Parts>, scenario: &Scenario, workspace: LayOut) -> Self {
        let timed = |kind: &CheckKind| matches!(kind, CheckKind::Latency(_));
        Self {
            image: image_of(scenario),
            limits: limits_of(scenario),
            timed: scenario.manifest.check.iter().any(|it| timed(&it.run)),
            healthy: built(&parts, scenario, &Variant::Healthy),
            workspace,
            live: Live::None,
            parts,
        }
    }

    async fn live(&self) -> Result<Sandbox, SandboxFault> {
        match &self.live {
            Live::None => Err(SandboxFault("nothing says which stores it has".into())),
            Live::Kept(kept) => Sandbox::make(self, &self.workspace, Stores::Moved(kept)).await,
            Live::Script(script) => {
                let place = self.parts.data_dir.join("v");
                let place = place.join(format!("d{}", uuid::Uuid::now_v7().simple()));
                let first = Sandbox::make(self, &self.workspace, Stores::Empty).await?;
                bring_about(&first, script).await?;
                first.into_stores(&place).await?;
                let made = Sandbox::make(self, &self.workspace, Stores::Moved(&place)).await;
                // Only there if it was not moved in.
                let _ = std::fs::remove_dir_all(&place);
                made
            }
        }
    }
}

/// Compiles, and runs the script that a candidate could have run.
async fn bring_about(sandbox: &Sandbox, script: &str) -> Result<(), SandboxFault> {
    let build: &[&str] = &[
        "/usr/local/cargo/bin/cargo",
        "build",
        "--offline",
        "--quiet",
    ];
    let run: &[&str] = &["/bin/bash", script];
    for (words, limit) in [(build, BUILD_LIMIT), (run, SCRIPT_LIMIT)] {
        let argv = words.iter().map(|&word| word.to_owned()).collect();
        let finished = sandbox.run(Command::new(argv, limit)).await?;
        if finished.exit != Exit::Status(0) {
            let stderr = String::from_utf8_lossy(&finished.stderr);
            let from = stderr.char_indices().rev().nth(2_000).map_or(0, |it| it.0);
            let words = words.join(" ");
            return Err(SandboxFault(format!(
                "`{words}` did not bring about the live state: {:?}: {}",
                finished.exit,
                &stderr[from..]
            )));
        }
    }
    Ok(())
}

impl SandboxFactory for Factory {
    fn open(&self) -> Opening<'_> {
        Box::pin(async move { boxed(Sandbox::make(self, &self.workspace, Stores::Empty).await) })
    }

    fn open_healthy(&self) -> Opening<'_> {
        Box::pin(async move { boxed(Sandbox::make(self, &self.healthy, Stores::Empty).await) })
    }

    fn open_live(&self) -> Opening<'_> {
        Box::pin(async move { boxed(self.live().await) })
    }

    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a> {
        Box::pin(judge::start(self, hidden, judge))
    }

    fn text_model(&self) -> &dyn TextModel {
        self.parts.embedder.as_ref()
    }
}

fn boxed(
    made: Result<Sandbox, SandboxFault>,
) -> Result<Box<dyn VerificationSandbox>, SandboxFault> {
    made.map(|sandbox| Box::new(sandbox) as Box<dyn VerificationSandbox>)
}

fn built(parts: &Parts, scenario: &Scenario, variant: &Variant) -> LayOut {
    let library = parts.library.clone();
    let (scenario, variant) = (scenario.clone(), variant.clone());
    Box::new(move |workspace| {
        let (library, scenario) = (library.clone(), scenario.clone());
        let variant = variant.clone();
        Box::pin(async move {
            let building = move || scenario::build(&library, &scenario, &variant, &workspace);
            let built = tokio::task::spawn_blocking(building).await.map_err(fault)?;
            built.map_err(fault)
        })
    })
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}
