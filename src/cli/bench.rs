//! `assay bench`: each figure beside that of the usual alternative, measured in the same run.

mod args;
mod beside;
mod docker_cli;
mod flood;
mod installation;
mod keystrokes;
mod matrix;
mod memory;
mod replay;
mod samples;
mod start;
mod work;

use std::process::ExitCode;

use clap::ValueEnum as _;

use self::args::Part;
use self::installation::Bench;

pub use args::BenchArgs;

pub(super) async fn run(args: BenchArgs) -> anyhow::Result<ExitCode> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bench = Bench::open(args, 0).await?;
    println!("{}\n", machine());
    let done = measure(&bench).await;
    let closed = bench.close().await;
    done?;
    closed?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(bench: &Bench) -> anyhow::Result<()> {
    for part in Part::value_variants() {
        let only = &bench.args.only;
        let wanted = only.contains(part) || (only.is_empty() && *part != Part::Beside);
        if !wanted {
            continue;
        }
        let figures = match part {
            Part::Start => start::measure(bench).await,
            Part::Keystrokes => keystrokes::measure(bench).await,
            Part::Beside => beside::measure(bench).await,
            Part::Flood => flood::measure(bench).await,
            Part::Work => work::measure(bench).await,
            Part::Matrix => matrix::measure(bench).await,
            Part::Replay => replay::measure(bench).await,
            Part::Memory => memory::measure(bench).await,
        };
        println!("{}\n", figures?);
    }
    Ok(())
}

/// Processors, memory and kernel.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map_or("?".into(), |it| it.1.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "machine: {} ({cores} cores), {} of memory, Linux {}",
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
    )
}
