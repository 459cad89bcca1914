//! Everything that can fail does so repeatedly, at random moments. Whatever was acknowledged is in
//! the trace exactly once.
//!
//! The moments come from a seed, which is printed and can be set with `ASSAY_FAULTS_SEED`. A seed
//! repeats what was done, but not the machine's own timing, so not everything that happens repeats.
//!

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::TerminalClient;
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

use crate::disk::{Disk, noise, stand_still};
use crate::harness::{Exported, Installation, Invited, LATER, SOON};
use crate::killed::Seen;

/// How often each fault happens.
const TIMES: usize = 2;
/// Lines that are printed around each fault: some 900 KB.
const LINES: u64 = 100_000;
/// The fault happens before this byte of the output.
const WITHIN: u64 = 700_000;
/// Files that are edited meanwhile.
const EDITS: u64 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// SIGKILL of the service.
    Kill,
    /// The connection between service and agent.
    Agent,
    /// The browser's connection, without a close frame.
    Browser,
    /// The disk of the database.
    Disk,
}

struct Sitting {
    installation: Installation,
    disk: Disk,
    invited: Invited,
    terminal: TerminalClient,
    seen: Seen,
    noise: String,
}

#[tokio::test]
async fn whatever_fails_every_acknowledged_byte_is_there_once() -> Result<()> {
    let given = std::env::var("ASSAY_FAULTS_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(rand::random::<u64>);
    println!("ASSAY_FAULTS_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut faults = [Fault::Kill, Fault::Agent, Fault::Browser, Fault::Disk].repeat(TIMES);
    faults.shuffle(&mut random);
    let endured = endure(&faults, &mut random).await;
    endured.with_context(|| format!("ASSAY_FAULTS_SEED={seed}, faults: {faults:?}"))
}

async fn endure(faults: &[Fault], random: &mut StdRng) -> Result<()> {
    let mut installation = Installation::new().await?;
    let disk = Disk::mount(&installation.data)?;
    installation.serve().await?;
    let (invited, _, terminal) = installation.started().await?;
    let mut sitting = Sitting {
        installation,
        disk,
        invited,
        terminal,
        seen: Seen::default(),
        noise: noise(),
    };
    let workspace = sitting.installation.workspace(sitting.invited.session);
    std::fs::write(workspace.join("noise.txt"), &sitting.noise)?;
    for (round, fault) in (1..).zip(faults) {
        let moment = random.random_range(1..WITHIN);
        let happened = sitting.round(round, *fault, moment).await;
        happened.with_context(|| format!("round {round}: {fault:?} at byte {moment}"))?;
    }
    sitting.hand_in(faults).await
}

fn first_line(round: u64) -> u64 {
    round * 1_000_000
}

/// What is typed. To fill the disk, more must be printed than fits into blocks
/// that the database already owns.
fn command(round: u64, fault: Fault) -> String {
    let (from, step) = (first_line(round), LINES / EDITS);
    let last = EDITS - 1;
    let edit = format!("echo round {round} > edited-$i.txt");
    let prints = match fault {
        Fault::Disk => "cat noise.txt; i=0; ".to_owned() + &edit,
        _ => format!(
            "for i in $(seq 0 {last}); do seq $(({from} + i * {step})) $(({from} + (i + 1) * {step} - 1)); \
             {edit}; done"
        ),
    };
    // The sum is printed but not typed, so that it shows the end of the output.
    format!("{prints}; echo end-$(({round} + 0))")
}

/// What it prints last. A page that was away for long gets only the screen.
fn end(round: u64) -> String {
    format!("end-{round}")
}

impl Sitting {
    /// Prints and edits, and in the middle something fails.
    async fn round(&mut self, round: u64, fault: Fault, moment: u64) -> Result<()> {
        let line = command(round, fault);
        self.terminal.send(format!("{line}\r").as_bytes()).await?;
        let until = self.terminal.output_offset + moment;
        while self.terminal.output_offset < until {
            tokio::time::timeout(SOON, self.seen.more(&mut self.terminal)).await??;
        }
        match fault {
            Fault::Kill => self.kill().await?,
            Fault::Agent => self.cut_agent().await?,
            Fault::Browser => self.reconnect().await?,
            Fault::Disk => self.fill_disk().await?,
        }
        self.seen.until(&mut self.terminal, &end(round)).await?;
        // The prompt, so that the next round's line is not typed into this one.
        self.seen.until(&mut self.terminal, "$ ").await
    }

    async fn kill(&mut self) -> Result<()> {
        self.installation.kill().await?;
        // What was under way when the service died was shown as well.
        while self.seen.more(&mut self.terminal).await.is_ok() {}
        self.installation.serve().await?;
        self.reconnect().await
    }

    async fn reconnect(&mut self) -> Result<()> {
        let from = self.terminal.output_offset;
        self.terminal = self
            .installation
            .terminal_again(&self.invited, from)
            .await?;
        if let Some(screen) = self.terminal.snapshot.take() {
            self.seen.show(screen.as_bytes());
        }
        Ok(())
    }

    /// The agent serves the connection that greeted it last, and this one disconnects at once.
    async fn cut_agent(&mut self) -> Result<()> {
        let workspace = self.installation.workspace(self.invited.session);
        let folder = workspace
            .parent()
            .context("a workspace is in a sandbox's folder")?;
        let socket =
            assay::sandbox::directory::SandboxDirectory::at(folder.to_owned()).agent_socket();
        let taken = assay::sandbox::agent::connect(&socket, Vec::new()).await?;
        drop(taken);
        Ok(())
    }

    async fn fill_disk(&mut self) -> Result<()> {
        let still = stand_still(&mut self.terminal, &self.disk, Some(&mut self.seen));
        let still = tokio::time::timeout(LATER, still).await;
        let (_, ballast) = still.context("output does not stop")??;
        std::fs::remove_file(ballast)?;
        Ok(())
    }

    async fn hand_in(self, faults: &[Fault]) -> Result<()> {
        let Self {
            installation,
            disk,
            invited,
            terminal,
            seen,
            noise,
        } = self;
        let session = invited.session;
        terminal.close().await?;
        installation.candidate(&invited)?.submit("It held.").await?;
        installation
            .state(session, SessionState::Checked, LATER)
            .await?;
        let exported = installation.export(session).await?;
        seen.is_in(&exported.output(1)?)?;
        for (round, fault) in (1..).zip(faults) {
            let expected = expected(round, *fault, &noise);
            let whole = is_whole(&exported, &command(round, *fault), &expected);
            whole.with_context(|| format!("round {round}"))?;
        }
        let edited = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path.starts_with("edited-"));
        exported.find("an edit", edited)?;
        let last = format!("round {}\n", faults.len()).into_bytes();
        let edited = exported.contents()?.contains(&last);
        ensure!(edited, "the last edit is not in the trace");
        installation.verify_signed(session)?;
        installation.close().await?;
        drop(disk);
        Ok(())
    }
}

fn expected(round: u64, fault: Fault, noise: &str) -> String {
    let from = first_line(round);
    let lines = || (from..from + LINES).map(|line| format!("{line}\r\n"));
    let printed = match fault {
        Fault::Disk => noise.replace('\n', "\r\n"),
        _ => lines().collect(),
    };
    printed + &end(round) + "\r\n"
}

/// What a command printed is in the trace, byte for byte.
fn is_whole(exported: &Exported, command: &str, expected: &str) -> Result<()> {
    let printed = exported.printed_by(1, command)?;
    ensure!(
        printed == expected.as_bytes(),
        "{} bytes instead of {}",
        printed.len(),
        expected.len()
    );
    Ok(())
}
