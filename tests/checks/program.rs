//! The judge sandbox: what an author's program can reach, and that it is ended.

use anyhow::Result;
use assay::domain::event::CheckOutcome::{Error, Pass};

use crate::bench::{Bench, OWN, expect};

#[tokio::test]
async fn a_program_has_the_hidden_files_and_nothing_else() -> Result<()> {
    let program = r#"
import os, socket
from assay_check import sandbox, verdict

def refused(what):
    try:
        what()
    except OSError:
        return True
    return False

state = {
    "hidden": open("secret.txt").read() == "fourteen",
    "read-only": refused(lambda: open("secret.txt", "a")),
    "rootfs": refused(lambda: open("/usr/local/x", "w")),
    "user": os.getuid() == 1000 and os.getgid() == 1000,
    "workspace": os.listdir("/workspace") == [],
    "data": os.listdir("/data") == [],
    "sockets": os.listdir("/run/assay") == [],
    "network": refused(lambda: socket.create_connection(("127.0.0.1", 6333), 1)),
    "interfaces": [name for _, name in socket.if_nameindex()] == ["lo"],
    "theirs": sandbox.run(["/usr/bin/find", "/", "-xdev", "-name", "secret.txt"]).stdout == "",
    "judge": sandbox.run(["/usr/bin/ls", "/judge"]).exit == 2,
}
wrong = [name for name, holds in state.items() if not holds]
verdict(not wrong, f"wrong: {wrong}")
"#;
    let bench = Bench::new(program, OWN).await?;
    expect(&bench.result("own", |_| Ok(())).await?, Pass)?;
    Ok(())
}

#[tokio::test]
async fn the_gateway_misbehaves_when_it_is_told_to_and_behaves_again() -> Result<()> {
    let program = r#"
from assay_check import sandbox, verdict
URL = "http://localhost:8080/v1/embeddings"
def ask(words=("one", "two")):
    body = '{"model":"all-minilm-l6-v2","input":["%s"]}' % '","'.join(words)
    return sandbox.run(
        ["/usr/bin/curl", "-s", "-m", "5", "-w", "\n%{http_code}", URL, "-d", body], seconds=20
    ).stdout.rsplit("\n", 1)
import json
def close(one, other):
    return len(one) == len(other) and all(abs(a - b) < 1e-9 for a, b in zip(one, other))
sound = ask()
assert sound[1] == "200", sound
vectors = [d["embedding"] for d in json.loads(sound[0])["data"]]
sandbox.stub(target="embeddings", mode="fail", every=2)
codes = [ask()[1] for _ in range(4)]
sandbox.stub(target="embeddings", mode="reorder")
turned = [(d["index"], d["embedding"]) for d in json.loads(ask()[0])["data"]]
sandbox.stub(target="embeddings", mode="hang")
hung = ask()[1]
sandbox.unstub()
again = ask()[1]
calls = [(c["kind"], c["status"]) for c in sandbox.calls()]
verdict(
    codes == ["200", "503", "200", "503"]
    and [index for index, _ in turned] == [1, 0] and close(turned[0][1], vectors[1])
    and hung == "000" and again == "200" and calls[0] == ("embedding", 200),
    f"{codes} {[t[0] for t in turned]} {hung} {again} {calls}",
)
"#;
    let bench = Bench::new(program, OWN).await?;
    expect(&bench.result("own", |_| Ok(())).await?, Pass)?;
    Ok(())
}

#[tokio::test]
async fn a_program_that_does_not_end_is_ended_and_nothing_stays() -> Result<()> {
    for program in [
        "while True: pass\n",
        "import os\nwhile True: os.write(2, b'x' * 65536)\n",
    ] {
        let bench = Bench::new(program, &OWN.replace("60", "2")).await?;
        let result = bench.result("own", |_| Ok(())).await?;
        expect(&result, Error)?;
        anyhow::ensure!(
            result.summary.contains("took longer than 2 s"),
            "{}",
            result.summary
        );
    }
    Ok(())
}
