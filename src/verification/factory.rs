//! Verification sandboxes: always fresh. They contain nothing of the candidate's except the files
//! from the trace and, for live checks, the stores that the candidate left.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::fault::fault;
use super::judge;
use super::plan::{LayOut, Plan, Stores};
use super::resources::Resources;
use super::sandbox::Sandbox;
use crate::check::verification::{Exit, Judge, Opening, Starting, TextModel};
use crate::check::{Command, SandboxFactory, SandboxFault, VerificationSandbox};
use crate::pipeline::folder::Files;
use crate::sandbox::removal::remove_apart;
use crate::scenario::{self, Scenario, Variant};

/// How long a script may take to fill the stores.
const SCRIPT_LIMIT: Duration = Duration::from_mins(20);

pub struct Factory {
    plan: Plan,
    workspace: LayOut,
    healthy: LayOut,
    live: Live,
}

/// Where the stores of a live sandbox come from.
enum Live {
    /// The folder that was kept when the candidate handed in. The sandbox takes it from there.
    Kept(PathBuf),
    /// A script of the workspace fills them.
    Script(String),
    /// Nothing says where they come from, so there is no live sandbox.
    None,
}

impl Factory {
    /// For a workspace that a candidate handed in, whose stores may have been kept.
    pub fn for_candidate(
        resources: Arc<Resources>,
        scenario: &Scenario,
        image: String,
        workspace: LayOut,
        kept: PathBuf,
    ) -> Self {
        let mut factory = Self::new(resources, scenario, workspace);
        factory.live = Live::Kept(kept);
        factory.plan.image = image;
        factory
    }

    /// For a workspace as it was at a moment of a session, whose stores no longer exist.
    pub fn for_moment(
        resources: Arc<Resources>,
        scenario: &Scenario,
        image: String,
        workspace: LayOut,
    ) -> Self {
        let mut factory = Self::new(resources, scenario, workspace);
        factory.plan.image = image;
        factory
    }

    pub fn for_variant(resources: Arc<Resources>, scenario: &Scenario, variant: &Variant) -> Self {
        let workspace = built(scenario, variant);
        let script = scenario.manifest.verification.live.clone();
        Self {
            live: script.map_or(Live::None, Live::Script),
            ..Self::new(resources, scenario, workspace)
        }
    }

    fn new(resources: Arc<Resources>, scenario: &Scenario, workspace: LayOut) -> Self {
        Self {
            healthy: built(scenario, &Variant::Healthy),
            workspace,
            live: Live::None,
            plan: Plan::of(resources, scenario),
        }
    }

    async fn live(&self) -> Result<Sandbox, SandboxFault> {
        match &self.live {
            Live::None => Err(SandboxFault(
                "nothing says which stores the live sandbox gets".into(),
            )),
            Live::Kept(kept) => {
                Sandbox::make(&self.plan, &self.workspace, Stores::Moved(kept)).await
            }
            Live::Script(script) => {
                let name = format!("d{}", uuid::Uuid::now_v7().simple());
                let place = self.plan.resources.folder(&name);
                let first = Sandbox::make(&self.plan, &self.workspace, Stores::Empty).await?;
                bring_about(&first, script).await?;
                first.into_stores(&place).await?;
                let made = Sandbox::make(&self.plan, &self.workspace, Stores::Moved(&place)).await;
                // The folder still exists only if the sandbox did not take it.
                let _ = remove_apart(place).await;
                made
            }
        }
    }
}

/// Compiles, and runs the script that a candidate could have run.
async fn bring_about(sandbox: &Sandbox, script: &str) -> Result<(), SandboxFault> {
    let build = sandbox.pipeline().build.as_ref();
    let build = build.map(|build| {
        let limit = Duration::from_secs(build.within_seconds);
        (build.command.clone(), limit)
    });
    let run = (
        vec!["/bin/bash".to_owned(), script.to_owned()],
        SCRIPT_LIMIT,
    );
    for (argv, limit) in build.into_iter().chain([run]) {
        let words = argv.join(" ");
        let finished = sandbox.run(Command::new(argv, limit)).await?;
        if finished.exit != Exit::Status(0) {
            let stderr = String::from_utf8_lossy(&finished.stderr);
            let from = stderr.char_indices().rev().nth(2_000).map_or(0, |it| it.0);
            return Err(SandboxFault(format!(
                "`{words}` did not produce the live state: {:?}: {}",
                finished.exit,
                &stderr[from..]
            )));
        }
    }
    Ok(())
}

impl SandboxFactory for Factory {
    fn open(&self) -> Opening<'_> {
        Box::pin(
            async move { boxed(Sandbox::make(&self.plan, &self.workspace, Stores::Empty).await) },
        )
    }

    fn open_healthy(&self) -> Opening<'_> {
        Box::pin(
            async move { boxed(Sandbox::make(&self.plan, &self.healthy, Stores::Empty).await) },
        )
    }

    fn open_live(&self) -> Opening<'_> {
        Box::pin(async move { boxed(self.live().await) })
    }

    fn judge<'a>(&'a self, hidden: &'a Files, judge: Judge) -> Starting<'a> {
        Box::pin(judge::start(&self.plan, hidden, judge))
    }

    fn text_model(&self) -> &dyn TextModel {
        self.plan.resources.embedder.as_ref()
    }
}

fn boxed(
    made: Result<Sandbox, SandboxFault>,
) -> Result<Box<dyn VerificationSandbox>, SandboxFault> {
    made.map(|sandbox| Box::new(sandbox) as Box<dyn VerificationSandbox>)
}

fn built(scenario: &Scenario, variant: &Variant) -> LayOut {
    let (scenario, variant) = (scenario.clone(), variant.clone());
    Box::new(move |workspace| {
        let (scenario, variant) = (scenario.clone(), variant.clone());
        Box::pin(async move {
            let building = move || scenario::build(&scenario, &variant, &workspace);
            let built = tokio::task::spawn_blocking(building).await.map_err(fault)?;
            built.map_err(fault)
        })
    })
}
