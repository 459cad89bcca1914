//! Live checks: they use the stores as the candidate left them, and only once.

use anyhow::{Result, ensure};
use assay::domain::event::CheckOutcome::{Error, Pass};

use crate::bench::{Bench, OWN, expect};

const READS_WHAT_WAS_LEFT: &str = r#"
from assay_check import sandbox, verdict
seen = sandbox.run(["/usr/bin/cat", "/data/halden/left"]).stdout
done = sandbox.run(["/usr/bin/touch", "/data/halden/written"]).exit
verdict((seen, done) == ("as it was\n", 0), f"{seen!r} {done}")
"#;

#[tokio::test]
async fn what_the_candidate_left_is_there_once_and_then_its_absence_is_said() -> Result<()> {
    let live = OWN.replace("clean", "live") + "[verification]\nlive = \"ops/none.sh\"\n";
    let bench = Bench::new(READS_WHAT_WAS_LEFT, &live).await?;
    let kept = bench.kept();
    std::fs::create_dir_all(kept.join("halden"))?;
    std::fs::create_dir_all(kept.join("qdrant"))?;
    std::fs::write(kept.join("halden/left"), "as it was\n")?;
    for result in bench.results(|_| Ok(())).await? {
        expect(&result, Pass)?;
    }
    ensure!(!kept.exists(), "it is moved, not copied");
    // As after a crash of the service in between.
    let again = bench.result("own", |_| Ok(())).await?;
    expect(&again, Error)?;
    ensure!(
        again.summary.contains("no longer exist"),
        "{}",
        again.summary
    );
    Ok(())
}
