//! `assay pipeline check`: each point of the contract, in a sandbox.

mod chosen;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::check::conformance::{
    Domain, Failure, Fixture, Point, Tried, Unready, prepare, try_out,
};
use crate::cli::exit_status::{NOT_DONE, NOT_RIGHT};
use crate::cli::print::{print, tell};
use crate::cli::scenario::interrupt::Interrupt;
use crate::cli::scenario::sandbox_args::SandboxArgs;
use crate::config::PipelineDirs;
use crate::pipeline::Base;
use crate::sandbox::SandboxError;
use crate::verification::{Proving, ProvingError, conformance};
use chosen::Chosen;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CheckArgs {
    /// The pipeline: its name, or its folder, which may be anywhere.
    #[arg(value_name = "DIR|NAME")]
    pipeline: String,
    /// Try this point only. May be given several times.
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    pipelines: PipelineDirs,
}

pub(super) async fn run(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let points = chosen::points(&args.only)?;
    let chosen = Chosen::find(&args.pipeline, args.pipelines.open()?)?;
    let mut interrupt = Interrupt::listen()?;
    let proving = Proving::begin(args.sandbox.clone().means()).await?;
    let done = tokio::select! {
        done = all(&args, &chosen, &points, &proving) => done,
        () = interrupt.wait() => {
            tell("interrupted: removing the sandbox");
            Ok(NOT_DONE)
        }
    };
    let ended = proving.end().await;
    let status = done?;
    ended?;
    Ok(ExitCode::from(status))
}

/// Tries the points and prints what came of them. Returns the exit status.
async fn all(
    args: &CheckArgs,
    chosen: &Chosen,
    points: &[&'static Point],
    proving: &Proving,
) -> anyhow::Result<u8> {
    let started = Instant::now();
    let mut fixture = opened(chosen, proving).await?;
    let name = &chosen.base.manifest().name;
    if !args.json {
        print(&format!(
            "{name}: ready in {:.1} s\n",
            started.elapsed().as_secs_f64()
        ))?;
    }
    let width = points.iter().map(|it| it.id.len()).max().unwrap_or(0);
    let (mut tried, begun) = (Vec::new(), Instant::now());
    for point in points {
        let ended = try_out(point, &mut fixture).await;
        if args.json {
            tell(line(&ended, width).trim_end());
        } else {
            print(&line(&ended, width))?;
        }
        tried.push(ended);
    }
    let count = |is: fn(&Tried<'_>) -> bool| tried.iter().filter(|it| is(it)).count();
    let broken = count(|it| matches!(it.held, Err(Failure::Broken { .. })));
    let undetermined = count(|it| matches!(it.held, Err(Failure::Undetermined(_))));
    let passed = tried.len() - broken - undetermined;
    let seconds = begun.elapsed().as_secs_f64();
    print(&if args.json {
        format!("{:#}\n", document(name, &tried))
    } else {
        format!(
            "{name}: {passed} of {} points passed, {broken} failed, {undetermined} could not be \
             determined; {seconds:.0} s\n",
            tried.len()
        )
    })?;
    Ok(match (broken, undetermined) {
        (0, 0) => 0,
        (0, _) => NOT_DONE,
        _ => NOT_RIGHT,
    })
}

/// The pipeline, built, in a sandbox.
async fn opened(chosen: &Chosen, proving: &Proving) -> anyhow::Result<Fixture> {
    let base: &Base = &chosen.base;
    let domain = Domain::read(&chosen.domain)?;
    let sandbox = match conformance::open(proving, base, &domain).await {
        Err(ProvingError::Sandbox(SandboxError::ImageMissing(image))) => {
            let problem = format!(
                "names an image that this engine does not have: {image}; build it with `make images`, \
                 or as docs/pipelines.md says for a pipeline of your own"
            );
            return Err(chosen.at_fault("image", problem).into());
        }
        opened => opened.with_context(|| format!("a sandbox for {}", base.manifest().name))?,
    };
    match prepare(sandbox.as_ref()).await {
        Ok(()) => Ok(Fixture::new(sandbox, domain)),
        Err(Unready::Manifest { key, problem }) => Err(chosen.at_fault(key, problem).into()),
        Err(fault) => Err(fault.into()),
    }
}

fn line(tried: &Tried<'_>, width: usize) -> String {
    let Tried {
        point,
        held,
        seconds,
    } = tried;
    let (mark, why) = match held {
        Ok(()) => ("passed", String::new()),
        Err(failure @ Failure::Broken { .. }) => {
            ("FAILED", format!("    {}\n    {failure}\n", point.promises))
        }
        Err(failure) => ("??????", format!("    {failure}\n")),
    };
    format!("{mark}  {:width$}  {seconds:5.1} s\n{why}", point.id)
}

fn document(name: &str, tried: &[Tried<'_>]) -> Value {
    let points: Vec<Value> = tried
        .iter()
        .map(|it| {
            let (outcome, failure) = match &it.held {
                Ok(()) => ("passed", Value::Null),
                Err(failure @ Failure::Broken { .. }) => ("failed", json!(failure)),
                Err(failure) => ("undetermined", json!(failure)),
            };
            json!({
                "id": it.point.id, "promises": it.point.promises, "outcome": outcome,
                "failure": failure, "seconds": it.seconds,
            })
        })
        .collect();
    json!({
        "pipeline": name,
        "passed": tried.iter().all(|it| it.held.is_ok()),
        "points": points,
    })
}
