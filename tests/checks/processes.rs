//! Processes that a command leaves behind are killed before the next command.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use assay::domain::event::CheckOutcome::Pass;

use crate::bench::{Bench, OWN, expect, script};

/// The candidate's program starts `/workspace/daemon` and exits. Then the check
/// looks at what is left.
const STARTS_A_DAEMON: &str = r#"
fn main() {
    let mut daemon = std::process::Command::new("/usr/bin/setsid");
    daemon.args(["--fork", "/bin/bash", "/workspace/daemon"]);
    let _ = daemon.status();
    println!("started");
}
"#;

const LOOKS: &str = r#"
from assay_check import sandbox, verdict
first = sandbox.run(["/build/debug/halden"], seconds=30)
assert first.stdout == "started\n", first
state = []
sandbox.run(["/usr/bin/touch", "/workspace/next"])
for _ in range(3):
    seen = sandbox.run(["/usr/bin/pgrep", "-U", "1000", "-a"], seconds=20)
    state.append([line for line in seen.stdout.splitlines() if "pgrep" not in line])
# Before the program runs again, and starts another daemon.
tampered = sandbox.read("tampered")
intact = sandbox.run(["/build/debug/halden"], seconds=20).stdout
verdict(
    state == [[], [], []] and intact == "started\n" and tampered is None,
    f"left running: {state}; the program says {intact!r}",
)
"#;

async fn judged(daemon: &'static str) -> Result<()> {
    let bench = Bench::new(LOOKS, OWN).await?;
    DAEMON.with(|cell| cell.set(daemon));
    let leaves = |workspace: &Path| {
        std::fs::write(workspace.join("src/main.rs"), STARTS_A_DAEMON)?;
        script(&workspace.join("daemon"), DAEMON.with(std::cell::Cell::get))
    };
    expect(&bench.result("own", leaves).await?, Pass)?;
    Ok(())
}

thread_local! {
    static DAEMON: std::cell::Cell<&'static str> = const { std::cell::Cell::new("") };
}

#[tokio::test]
async fn one_that_waits_to_tamper_is_gone() -> Result<()> {
    // It acts as soon as the next command does.
    judged(
        "exec >/dev/null 2>&1 </dev/null; while ! [ -e /workspace/next ]; do :; done\n\
         touch /workspace/tampered; sleep 600\n",
    )
    .await
}

#[tokio::test]
async fn one_that_ignores_signals_multiplies_and_kills_is_gone() -> Result<()> {
    judged(
        "exec >/dev/null 2>&1 </dev/null; trap '' TERM HUP INT\n\
         for i in 1 2 3 4 5; do (trap '' TERM; while :; do sleep 0.01; done) & done\n\
         while :; do kill -STOP $(pgrep -U 1000 -x timeout) 2>/dev/null; sleep 0.01; done\n",
    )
    .await
}

#[tokio::test]
async fn one_that_keeps_the_output_open_is_not_waited_for() -> Result<()> {
    let started = Instant::now();
    judged("sleep 600\n").await?;
    ensure!(
        started.elapsed() < Duration::from_secs(60),
        "it was waited for"
    );
    Ok(())
}

#[tokio::test]
async fn a_program_that_is_talked_to_lives_until_it_is_closed() -> Result<()> {
    let program = r#"
from assay_check import sandbox, verdict
talk = sandbox.start(["/bin/cat"], seconds=40)
sandbox.run(["/bin/true"])
talk.send("still here")
heard = talk.receive()
beside = sandbox.run(["/usr/bin/pgrep", "-x", "-U", "1000", "cat"]).exit
closed = talk.close()
after = sandbox.run(["/usr/bin/pgrep", "-x", "-U", "1000", "cat"]).exit
slow = sandbox.run(["/bin/sleep", "60"], seconds=1)
gone = sandbox.run(["/usr/bin/pgrep", "-U", "1000", "sleep"]).exit
verdict(
    (heard, beside, closed.exit, after, slow.exit, gone) == ("still here", 0, 0, 1, None, 1),
    f"{heard} {beside} {closed} {after} {slow} {gone}",
)
"#;
    let bench = Bench::new(program, OWN).await?;
    expect(&bench.result("own", |_| Ok(())).await?, Pass)?;
    Ok(())
}
