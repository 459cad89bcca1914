//! Folders in memory that a candidate fills completely.

use anyhow::{Result, ensure};
use assay::domain::event::EventBody;

use crate::harness::{Installation, LATER};

/// Fills every folder, first with files and then with bytes, until there is no space.
const FILL: &str = r#"
exec 2>> /workspace/said.txt
for folder in /build /tmp /home/candidate /dev/shm; do
    : > $folder/full
    mkdir $folder/many
    python3 - $folder/many <<'PYTHON'
import sys
for number in range(2_000_000):
    open(f"{sys.argv[1]}/{number}", "w").close()
PYTHON
    head -c 4G /dev/zero >> $folder/full
done
"#;

#[tokio::test]
async fn full_folders_are_full_and_the_session_goes_on() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let workspace = installation.workspace(invited.session);
    std::fs::write(workspace.join("fill.sh"), FILL)?;
    terminal.run("bash fill.sh", LATER).await?;
    let said = std::fs::read_to_string(workspace.join("said.txt"))?;
    let full = said.matches("No space left on device").count();
    ensure!(full == 8, "not every folder was full of both: {said}");
    // All four are full, and a program of some size still runs.
    let program = "python3 -c 'x = bytearray(128 << 20); print(len(x))'";
    ensure!(
        terminal.run(program, LATER).await? == 0,
        "processes have no memory left"
    );
    ensure!(
        terminal
            .run(
                "rm -rf /build/full /build/many && touch /build/again",
                LATER
            )
            .await?
            == 0
    );
    nothing_ended(&installation, &invited).await?;
    installation.close().await
}

#[tokio::test]
async fn when_processes_use_up_the_memory_they_go_and_the_terminal_stays() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let hog = "python3 -c 'x = bytearray(8 << 30)'";
    ensure!(terminal.run(hog, LATER).await? != 0, "8 GiB of 1 GiB");
    ensure!(terminal.run("echo still here", LATER).await? == 0);
    nothing_ended(&installation, &invited).await?;
    installation.close().await
}

async fn nothing_ended(
    installation: &Installation,
    invited: &crate::harness::Invited,
) -> Result<()> {
    let events = installation.events(invited.session).await?;
    let ended = events.iter().find(|event| {
        matches!(
            event.body,
            EventBody::SessionInterrupted { .. }
                | EventBody::SandboxFailing { .. }
                | EventBody::TerminalClosed { .. }
        )
    });
    ensure!(ended.is_none(), "{ended:?}");
    Ok(())
}
