//! `assay scenario try`: the sandbox as a candidate gets it, in your own terminal.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use assay_protocol::{CHUNK_LIMIT, TerminalNumber, ToAgent, ToService};
use tokio::io::AsyncWriteExt as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::interrupt::Interrupt;
use super::sandbox_args::SandboxArgs;
use super::selection::{load, variant};
use super::terminal::{RawMode, size};
use crate::cli::print::tell;
use crate::config::LibraryDirs;
use crate::sandbox::agent::{self, AgentReceiver, AgentSender};
use crate::verification::{Proving, Trial};

const TERMINAL: TerminalNumber = 1;
/// The agent needs a second, and more on a busy machine.
const UP: Duration = Duration::from_secs(30);
/// How often to look whether the agent is up.
const LOOK: Duration = Duration::from_millis(20);
/// Ends a shell that reads from a pipe.
const END_OF_INPUT: u8 = 0x04;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct TryArgs {
    /// The scenario's name.
    slug: String,
    /// The variant to open. The default is what a candidate gets.
    #[arg(long, value_name = "V", default_value = "faulty")]
    variant: String,
    /// The track. The default is the scenario's first.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: TryArgs) -> anyhow::Result<ExitCode> {
    let library = args.library.open()?;
    let scenario = load(&library, &args.slug, args.track.as_deref())?;
    let variant = variant(&scenario, &args.variant)?;
    let mut interrupt = Interrupt::listen()?;
    let proving = Proving::begin(args.sandbox.means()).await?;
    tell(&format!(
        "{variant} of {}: exit the shell to remove the sandbox",
        scenario.manifest.id
    ));
    let shell = async {
        let trial = Trial::open(&proving, &scenario, &variant).await?;
        attach(&trial.agent_socket()).await
    };
    let done = tokio::select! {
        done = shell => Some(done),
        () = interrupt.wait() => None,
    };
    // Removes also what the interruption left half made.
    proving.end().await?;
    match done {
        Some(status) => Ok(ExitCode::from(u8::try_from(status?).unwrap_or(u8::MAX))),
        None => bail!("interrupted; the sandbox was removed"),
    }
}

/// Carries bytes between this terminal and a shell in the sandbox. Returns the shell's exit status.
async fn attach(socket: &Path) -> anyhow::Result<i32> {
    let (mut sender, mut receiver) = connect(socket).await?;
    sender
        .send(&ToAgent::Open {
            terminal: TERMINAL,
            size: size(),
        })
        .await?;
    let _raw = RawMode::enter().context("this terminal's raw mode")?;
    let mut resized = signal(SignalKind::window_change())?;
    let mut typed = keys();
    let mut out = tokio::io::stdout();
    let mut offset = 0;
    loop {
        tokio::select! {
            message = receiver.next() => match message?.context("the sandbox ended")? {
                ToService::Output { terminal, offset, bytes } => {
                    out.write_all(&bytes).await?;
                    out.flush().await?;
                    let offset = offset + bytes.len() as u64;
                    sender.send(&ToAgent::Acknowledge { terminal, offset }).await?;
                }
                ToService::Exited { status, .. } => return Ok(status),
                ToService::Failed { reason, .. } => bail!("no terminal: {reason}"),
                _ => {}
            },
            Some(bytes) = typed.recv() => {
                let length = bytes.len() as u64;
                sender.send(&ToAgent::Input { terminal: TERMINAL, offset, bytes }).await?;
                offset += length;
            }
            _ = resized.recv() => {
                sender.send(&ToAgent::Resize { terminal: TERMINAL, size: size() }).await?;
            }
        }
    }
}

async fn connect(socket: &Path) -> anyhow::Result<(AgentSender, AgentReceiver)> {
    let mut look = tokio::time::interval(LOOK);
    let up = async {
        loop {
            look.tick().await;
            if let Ok((sender, receiver, _)) = agent::connect(socket, vec![]).await {
                return (sender, receiver);
            }
        }
    };
    tokio::time::timeout(UP, up)
        .await
        .context("the sandbox's agent does not answer")
}

/// What is typed. Waiting for standard input cannot be cancelled, so a thread reads
/// it until the program ends.
fn keys() -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel(16);
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut buffer = [0; CHUNK_LIMIT / 16];
        loop {
            let count = std::io::Read::read(&mut stdin, &mut buffer).unwrap_or(0);
            let bytes = if count == 0 {
                vec![END_OF_INPUT]
            } else {
                buffer[..count].to_vec()
            };
            if send.blocking_send(bytes).is_err() || count == 0 {
                break;
            }
        }
    });
    receive
}
