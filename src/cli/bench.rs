//! `assay bench`: figures, each beside what one would otherwise have, measured in the same run.

mod docker_cli;
mod flood;
mod keystrokes;
mod matrix;
mod memory;
mod replay;
mod samples;
mod start;
mod work;

use std::process::ExitCode;

use clap::ValueEnum as _;

use super::long_trace::LongTrace;
use crate::client::candidate::CandidateClient;
use crate::client::practitioner::PractitionerClient;
use crate::client::service::Service;
use crate::config::{DataDir, LibraryDirs};
use crate::domain::token::Token;
use crate::routes::access::hash_new_password;
use crate::sandbox::Docker;
use crate::scenario::Scenario;
use crate::session::conduct::image_of;
use crate::store::Store;

const USER: &str = "bench";

/// What can be measured alone; in the order in which it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// From the start of a session to the first prompt byte.
    Start,
    /// From a keystroke to its echo.
    Keystrokes,
    /// A terminal that prints 50 MB.
    Flood,
    /// Ingest, and edit to answer, inside a sandbox.
    Work,
    /// A scenario's whole matrix, cold and warm.
    Matrix,
    /// A trace of eight hours: opening it, going to any moment, searching it.
    Replay,
    /// The service and its sandboxes.
    Memory,
}

/// Options of the benchmark.
#[derive(Clone, Debug, clap::Args)]
pub struct BenchArgs {
    /// The scenario whose sandboxes are measured.
    #[arg(long, default_value = "stale-answers")]
    scenario: String,
    /// Starts that are measured.
    #[arg(long, default_value_t = 9)]
    starts: usize,
    /// Keystrokes that are measured.
    #[arg(long, default_value_t = 400)]
    keystrokes: usize,
    /// Sandboxes for the figures of memory.
    #[arg(long, default_value_t = 20)]
    sandboxes: usize,
    /// The synthetic trace of `replay`.
    #[command(flatten)]
    trace: LongTrace,
    /// Measure these alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    #[command(flatten)]
    library: LibraryDirs,
}

/// What every measurement uses: an installation of its own.
struct Bench {
    args: BenchArgs,
    image: String,
    service: Service,
    practitioner: PractitionerClient,
    store: Store,
    docker: Docker,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// A service that keeps so many sandboxes warm.
    async fn open(args: BenchArgs, warm_sandboxes: usize) -> anyhow::Result<Self> {
        let library = args.library.open()?;
        let scenario = Scenario::load(&library, &args.scenario)?;
        let folder = tempfile::tempdir()?;
        let data = DataDir {
            path: folder.path().to_owned(),
        };
        let password = Token::generate();
        let store = Store::open(&data.database()).await?;
        let hash = hash_new_password(password.reveal())?;
        store.put_user(USER, &hash).await?;
        let docker = Docker::connect(store.installation(), None).await?;
        let warm = warm_sandboxes.to_string();
        let service = Service::start(&data, &library, 0, &["--warm-sandboxes", &warm]).await?;
        let practitioner =
            PractitionerClient::sign_in(&service.base, USER, password.reveal()).await?;
        Ok(Self {
            args,
            image: image_of(&scenario),
            service,
            practitioner,
            store,
            docker,
            _folder: folder,
        })
    }

    /// Stops the service and removes its sandboxes.
    async fn close(mut self) -> anyhow::Result<()> {
        let stopped = self.service.stop(&self.store).await;
        self.store.close().await;
        stopped
    }

    /// A candidate who has consented, and the name of their sandbox's container.
    async fn candidate(&self) -> anyhow::Result<(CandidateClient, String)> {
        let (session, link) = self
            .practitioner
            .invite(&self.args.scenario, "bench")
            .await?;
        let candidate = CandidateClient::of_link(&link)?;
        candidate.consent().await?;
        let container = self.docker.container_name(&session.replace('-', ""));
        Ok((candidate, container))
    }
}

/// Measures and prints.
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
        if !bench.args.only.is_empty() && !bench.args.only.contains(part) {
            continue;
        }
        let figures = match part {
            Part::Start => start::measure(bench).await,
            Part::Keystrokes => keystrokes::measure(bench).await,
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

/// The machine, as far as it matters.
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
