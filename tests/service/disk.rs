//! The disk fills up while a terminal prints.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::{Received, TerminalClient};
use assay::domain::event::EventBody;
use assay::routes::views::TerminalMessage;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::RngCore as _;

use crate::harness::{Installation, LATER, SOON};
use crate::killed::Seen;

/// Printed bytes: more than fit into blocks that the database already owns.
const NOISE: usize = 12_000_000;
/// Bytes printed before the disk is filled.
const BEGUN: u64 = 100_000;
/// If nothing was received for this long, all output has arrived.
const QUIET: Duration = Duration::from_millis(1500);

/// A small disk, unmounted when dropped.
pub struct Disk(PathBuf);

impl Disk {
    /// A disk of 160 MiB, mounted at a folder.
    pub fn mount(folder: &Path) -> Result<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=160m,mode=0755", "assay-test"])
            .arg(folder)
            .output()?;
        let errors = String::from_utf8_lossy(&mounted.stderr);
        ensure!(
            mounted.status.success(),
            "this test has to mount a tmpfs, as root: {errors}"
        );
        Ok(Self(folder.to_owned()))
    }

    /// Fills the disk. Must be repeated, because the database frees space in between.
    fn fill(&self) -> Result<PathBuf> {
        let path = self.0.join("ballast");
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)?;
        for size in [1 << 20, 1 << 12] {
            let block = vec![0; size];
            while file.write_all(&block).is_ok() {}
        }
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, because a container may use it a moment longer.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// Lines that hardly compress.
pub fn noise() -> String {
    let mut bytes = vec![0; NOISE];
    rand::rng().fill_bytes(&mut bytes);
    let line = |bytes: &[u8]| STANDARD.encode(bytes) + "\n";
    bytes.chunks(57).map(line).collect()
}

#[tokio::test]
async fn on_a_full_disk_output_stands_still_and_then_goes_on_whole() -> Result<()> {
    let mut installation = Installation::new().await?;
    let disk = Disk::mount(&installation.data)?;
    installation.serve().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let noise = noise();
    std::fs::write(
        installation.workspace(invited.session).join("noise.txt"),
        &noise,
    )?;
    terminal.send(b"cat noise.txt\r").await?;
    let begun = terminal.output_offset + BEGUN;
    while terminal.output_offset < begun {
        tokio::time::timeout(SOON, terminal.receive()).await??;
    }
    let still = tokio::time::timeout(LATER, stand_still(&mut terminal, &disk, None));
    let (reason, ballast) = still.await.context("output does not stop")??;
    ensure!(reason.contains("disk is full"), "{reason}");
    let shown = terminal.output_offset;
    let degraded = installation.candidate(&invited)?.view().await?["degraded"].clone();
    ensure!(
        degraded.is_string(),
        "a page that is opened now is not told: {degraded}"
    );

    std::fs::remove_file(ballast)?;
    recording(&mut terminal, |degraded| degraded.is_none()).await?;
    let finished = |body: &EventBody| matches!(body, EventBody::CommandFinished { .. });
    installation
        .event("the end of the flood", invited.session, LATER, finished)
        .await?;
    let mut terminal = installation.terminal_again(&invited, shown).await?;
    ensure!(
        terminal.run("true", SOON).await? == 0,
        "the terminal does not work any more"
    );
    ensure!(terminal.output_offset > shown);
    let exported = installation.export(invited.session).await?;
    let printed = exported.printed_by(1, "cat noise.txt")?;
    let expected = noise.replace('\n', "\r\n");
    ensure!(
        printed == expected.as_bytes(),
        "{} of {}",
        printed.len(),
        expected.len()
    );
    exported.find(
        "the gap's begin",
        |body| matches!(body, EventBody::RecorderDegraded { recorder, .. } if recorder == "trace"),
    )?;
    exported.find(
        "the gap's end",
        |body| matches!(body, EventBody::RecorderRestored { recorder } if recorder == "trace"),
    )?;
    installation.close().await?;
    drop(disk);
    Ok(())
}

/// Fills the disk until the page was told that recording stopped, and output stopped too.
pub async fn stand_still(
    terminal: &mut TerminalClient,
    disk: &Disk,
    mut seen: Option<&mut Seen>,
) -> Result<(String, PathBuf)> {
    let mut told = None;
    loop {
        let ballast = disk.fill()?;
        match tokio::time::timeout(QUIET, terminal.receive()).await {
            Ok(received) => {
                let received = received?;
                if let Received::Message(TerminalMessage::Recording { degraded }) = &received {
                    told.clone_from(degraded);
                }
                if let Some(seen) = &mut seen {
                    seen.take(received);
                }
            }
            Err(_) => {
                if let Some(reason) = told {
                    return Ok((reason, ballast));
                }
            }
        }
    }
}

/// Waits until the page is told that recording stopped, or is complete again.
async fn recording(
    terminal: &mut TerminalClient,
    wanted: impl Fn(Option<&str>) -> bool,
) -> Result<()> {
    let told = async {
        loop {
            if let Received::Message(TerminalMessage::Recording { degraded }) =
                terminal.receive().await?
                && wanted(degraded.as_deref())
            {
                return Ok::<_, anyhow::Error>(());
            }
        }
    };
    tokio::time::timeout(LATER, told)
        .await
        .context("the page was not told")?
}
