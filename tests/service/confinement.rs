//! What a candidate's processes can and cannot do, tested by running them.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};

use crate::harness::{Installation, LATER};

/// Runs in the candidate's terminal. Prints `name=value` lines.
const PROBE: &str = r#"
say() { printf '%s=%s\n' "$1" "$2"; }
does() { name=$1; shift; if timeout 10 "$@" </dev/null >/dev/null 2>&1; then say "$name" yes; else say "$name" no; fi; }
first() { cat "$@" 2>/dev/null | head -n 1; }
say uid "$(id -u)"; say gid "$(id -g)"; say groups "$(id -G)"
for set in CapInh CapPrm CapEff CapAmb NoNewPrivs Seccomp; do
    say $set "$(sed -n "s/^$set:\t//p" /proc/self/status)"
done
say interfaces "$(ls /sys/class/net | tr '\n' ' ')"
say routes "$(tail -n +2 /proc/net/route | wc -l)"
say files "$(ulimit -n)"
say memory "$(first /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes)"
say pids "$(first /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max)"
say cpu "$(first /sys/fs/cgroup/cpu.max || true)$(first /sys/fs/cgroup/cpu/cpu.cfs_quota_us)"
does writes_root touch /usr/probe
does writes_etc touch /etc/probe
does writes_run touch /run/assay/probe
does replaces_socket rm -f /run/assay/gateway.sock
does replaces_agent_socket rm -f /run/assay/agent.sock
does kills_first kill -9 1
does stops_first kill -STOP 1
does reads_first cat /proc/1/environ
does opens_first ls /proc/1/fd
does traces_first python3 -c 'import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).ptrace(16,1,0,0)==0 else 1)'
does reaches_agent python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("/run/assay/agent.sock")'
does reaches_gateway python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("/run/assay/gateway.sock")'
does reaches_out python3 -c 'import socket; socket.create_connection(("1.1.1.1", 53), 2)'
does mounts mount -t tmpfs none /mnt
does unshares unshare --user --map-root-user true
does makes_devices mknod /workspace/device c 1 3
does becomes_root su -c true root
say setuid "$(find / -xdev -perm /6000 -type f 2>/dev/null | wc -l)"
say docker_socket "$(find / -xdev -name 'docker.sock' 2>/dev/null | wc -l)"
"#;

#[tokio::test]
async fn a_candidate_is_confined() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let workspace = installation.workspace(invited.session);
    std::fs::write(workspace.join("probe.sh"), PROBE)?;
    ensure!(terminal.run("sh probe.sh > probe.txt 2>&1", LATER).await? == 0);
    let text = std::fs::read_to_string(workspace.join("probe.txt"))?;
    let found: HashMap<_, _> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    let expected = [
        ("uid", "1000"),
        ("gid", "1000"),
        ("groups", "1000"),
        ("NoNewPrivs", "1"),
        ("Seccomp", "2"),
        ("CapInh", NONE),
        ("CapPrm", NONE),
        ("CapEff", NONE),
        ("CapAmb", NONE),
        ("interfaces", "lo "),
        ("routes", "0"),
        ("files", "4096"),
        ("memory", "1073741824"),
        ("pids", "200"),
        ("writes_root", "no"),
        ("writes_etc", "no"),
        ("writes_run", "no"),
        ("replaces_socket", "no"),
        ("replaces_agent_socket", "no"),
        ("kills_first", "no"),
        ("stops_first", "no"),
        ("reads_first", "no"),
        ("opens_first", "no"),
        ("traces_first", "no"),
        ("reaches_agent", "no"),
        ("reaches_gateway", "yes"),
        ("reaches_out", "no"),
        ("mounts", "no"),
        ("makes_devices", "no"),
        ("becomes_root", "no"),
        ("setuid", "0"),
        ("docker_socket", "0"),
    ];
    for (name, value) in expected {
        ensure!(
            found.get(name) == Some(&value),
            "{name} is not {value}:\n{text}"
        );
    }
    ensure!(
        found["cpu"].starts_with("150000"),
        "one and a half processors:\n{text}"
    );
    the_engine_agrees(&installation.container(invited.session).await?)?;
    installation.close().await
}

const NONE: &str = "0000000000000000";

fn the_engine_agrees(container: &str) -> Result<()> {
    let inspected = std::process::Command::new("docker")
        .args(["inspect", container])
        .output()?;
    let inspected: serde_json::Value = serde_json::from_slice(&inspected.stdout)?;
    let host = &inspected[0]["HostConfig"];
    ensure!(
        host["ReadonlyRootfs"] == true && host["Privileged"] == false,
        "{host}"
    );
    ensure!(
        host["NetworkMode"] == "none" && host["CapDrop"][0] == "ALL",
        "{host}"
    );
    ensure!(
        host["Memory"] == host["MemorySwap"] && host["Memory"] == 1 << 30,
        "{host}"
    );
    ensure!(
        host["PidsLimit"] == 200 && host["NanoCpus"] == 1_500_000_000_i64,
        "{host}"
    );
    let mounts = inspected[0]["Mounts"].as_array().context("no mounts")?;
    let mut places: Vec<_> = mounts
        .iter()
        .filter_map(|mount| mount["Destination"].as_str())
        .collect();
    places.sort_unstable();
    ensure!(
        places == ["/data", "/run/assay", "/workspace"],
        "{places:?}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_hidden_is_nowhere_in_a_sandbox() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let pipelines =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sandbox-images/pipelines");
    let real = std::fs::read_to_string(pipelines.join("halden-domain/questions/held-back.jsonl"))?;
    let first = real.lines().next().context("no question is held back")?;
    let first: serde_json::Value = serde_json::from_str(first)?;
    let question = first["question"].as_str().context("it asks nothing")?;
    // Not in a file below the workspace, because the search would find that file.
    let patterns = format!("Marker of the tests\n{question}\n");
    let found = |folders: &str| {
        format!(
            "printf %s {patterns:?} | sed 's/\\\\n/\\n/g' > /dev/shm/patterns; grep -rIlFs -f /dev/shm/patterns {folders} > /dev/shm/found; cp /dev/shm/found /workspace/found.txt"
        )
    };
    // First, proof that the search works.
    let planted = installation
        .workspace(invited.session)
        .join("corpus/planted.md");
    std::fs::write(&planted, "Marker of the tests: to be found")?;
    terminal.run(&found("/workspace"), LATER).await?;
    let list = installation.workspace(invited.session).join("found.txt");
    ensure!(std::fs::read_to_string(&list)?.trim() == "/workspace/corpus/planted.md");
    std::fs::remove_file(&planted)?;
    std::fs::remove_file(&list)?;
    terminal.run(&found(EVERYWHERE), LATER).await?;
    let list = std::fs::read_to_string(&list)?;
    ensure!(list.is_empty(), "readable in the sandbox: {list}");
    installation.close().await
}

/// Everything except the kernel's files and the toolchain, which is unchanged from the image.
const EVERYWHERE: &str = "/workspace /data /run /build /tmp /home /etc /opt /root /srv /var /mnt \
                          /media /usr/local/bin /usr/local/lib /usr/share/doc";
