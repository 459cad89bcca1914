//! Starts an author's program in a judge sandbox, and removes that sandbox with it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use super::container::Container;
use super::fault::fault;
use super::plan::Plan;
use super::process::Talking;
use crate::check::SandboxFault;
use crate::check::program::MODULES;
use crate::check::verification::{Judge, LINE_LIMIT, Process, STDERR_LIMIT};
use crate::pipeline::folder::Files;
use crate::sandbox::command::{ExecSpec, Runner};
use crate::sandbox::judge::JudgeSpec;

/// How much longer than its program the container lives.
const GRACE: Duration = Duration::from_secs(60);

pub async fn start(
    plan: &Plan,
    hidden: &Files,
    judge: Judge,
) -> Result<Box<dyn Process>, SandboxFault> {
    let name = format!("j{}", uuid::Uuid::now_v7().simple());
    let docker = plan.resources.docker.get().await.map_err(fault)?;
    let folder = plan.resources.folder(&name);
    let mut container = Container::planned(docker.clone(), name.clone(), folder.clone());
    lay_out(&folder, hidden).map_err(fault)?;
    let spec = JudgeSpec {
        name,
        image: plan.image.clone(),
        folder,
        lifetime: judge.limit + GRACE,
    };
    let engine = docker.clone();
    container
        .start(async move { engine.start_judge(&spec).await })
        .await?;
    let argv = ["/usr/bin/python3", "-u", &judge.program];
    let env = [
        ("PYTHONPATH", "/judge/lib"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONHASHSEED", "0"),
    ];
    let exec = ExecSpec {
        argv: argv.map(str::to_owned).to_vec(),
        env: env.map(|(name, value)| (name.into(), value.into())).into(),
        timeout: judge.limit,
        stdout_limit: LINE_LIMIT,
        stderr_limit: STDERR_LIMIT,
        by: Runner::Judge,
    };
    let conversation = docker.converse(container.name(), &exec).await;
    let conversation = conversation.map_err(fault)?;
    Ok(Box::new(Talking::new(conversation, judge.limit, container)))
}

/// `hidden/` and `lib/`, readable by the unprivileged user.
fn lay_out(folder: &Path, hidden: &Files) -> std::io::Result<()> {
    for (name, text) in MODULES {
        write(&folder.join("lib").join(name), text.as_bytes())?;
    }
    std::fs::create_dir_all(folder.join("hidden"))?;
    for (path, file) in hidden {
        write(&folder.join("hidden").join(path), &file.bytes)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}
