//! What could show a candidate's program that it is being verified, as far as
//! the service can hide it.

use anyhow::Result;
use assay::domain::event::CheckOutcome::Pass;

use crate::bench::{Bench, OWN, expect};

#[tokio::test]
async fn name_user_environment_and_limits_are_those_of_a_session() -> Result<()> {
    let program = r#"
from assay_check import sandbox, verdict
env = dict(
    line.split("=", 1)
    for line in sandbox.run(["/usr/bin/env"], env={"ADDED": "1"}).stdout.splitlines()
)
status = sandbox.run(["/usr/bin/cat", "/proc/self/status"]).stdout
fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
state = {
    "hostname": sandbox.run(["/bin/hostname"]).stdout == "halden\n",
    "folder": sandbox.run(["/bin/pwd"]).stdout == "/workspace\n",
    "identity": sandbox.run(["/usr/bin/id"]).stdout
    == "uid=1000(candidate) gid=1000(candidate) groups=1000(candidate)\n",
    "capabilities": fields["CapEff"].strip("0") == "" and fields["CapPrm"].strip("0") == "",
    "privileges": fields["NoNewPrivs"] == "1",
    "environment": sorted(env) == sorted(
        "ADDED CARGO_HOME CARGO_NET_OFFLINE CARGO_TARGET_DIR COLORTERM EDITOR HALDEN_STATE HOME LANG"
        " LESS LOGNAME OPENAI_API_KEY OPENAI_BASE_URL OTEL_EXPORTER_OTLP_ENDPOINT PAGER PATH PWD"
        " QDRANT_REST_URL QDRANT_URL SHELL SHLVL TERM USER _".split()
    ),
    "nothing of ours": not any("ASSAY" in name or "VERIF" in name for name in env),
}
wrong = [name for name, holds in state.items() if not holds]
verdict(not wrong, f"wrong: {wrong}", {"env": sorted(env), "fields": fields})
"#;
    let bench = Bench::new(program, OWN).await?;
    expect(&bench.result("own", |_| Ok(())).await?, Pass)?;
    Ok(())
}
