//! The candidate can neither reach, signal nor read the agent.

use assay_protocol::{ToAgent, ToService, VERSION};

use crate::client::{Connection, Sandbox, Screen, status_of};

async fn shell(sandbox: &Sandbox) -> (Connection, Screen) {
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    (connection, Screen::default())
}

#[tokio::test]
async fn the_candidate_is_nobody_in_particular() {
    let sandbox = Sandbox::start();
    let (mut connection, mut screen) = shell(&sandbox).await;
    let pid = screen.run(&mut connection, "echo $$").await;
    let status = status_of(pid.trim());
    assert_eq!(status["Uid"], "1000\t1000\t1000\t1000");
    assert_eq!(status["Gid"], "1000\t1000\t1000\t1000");
    assert_eq!(status["Groups"], "");
    assert_eq!(status["NoNewPrivs"], "1");
    for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
        assert_eq!(status[set], "0000000000000000", "{set}");
    }
    let environment = screen.run(&mut connection, "env").await;
    assert!(environment.contains("HOME=/home/candidate"));
    assert!(!environment.contains("SECRET_OF_PID_1"));
    let descriptors = screen.run(&mut connection, "readlink /proc/$$/fd/*").await;
    // The test runner leaves descriptors of its own open, in the agent as in this process.
    let inherited: Vec<String> = std::fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
        .map(|path| path.display().to_string())
        .collect();
    let mut descriptors = descriptors
        .lines()
        .filter(|it| !inherited.contains(&(*it).to_owned()));
    assert_eq!(descriptors.find(|line| !line.starts_with("/dev/")), None);
}

#[tokio::test]
async fn the_candidate_cannot_touch_the_agent() {
    let sandbox = Sandbox::start();
    let (mut connection, mut screen) = shell(&sandbox).await;
    let agent = sandbox.pid();
    let socket = sandbox.path("run/agent.sock");
    let attempts = [
        format!("kill -9 {agent}"),
        format!("kill -STOP {agent}"),
        format!("cat /proc/{agent}/environ"),
        format!("cat /proc/{agent}/maps"),
        format!("ls /proc/{agent}/fd"),
        format!("head -c 1 /proc/{agent}/mem"),
        format!("mv {0} {0}.old", socket.display()),
        format!(
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"{}\")'",
            socket.display()
        ),
    ];
    for attempt in attempts {
        let printed = screen
            .run(&mut connection, &format!("{attempt}; echo status $?"))
            .await;
        assert!(!printed.contains("status 0"), "{attempt}: {printed}");
        assert!(
            printed.contains("not permitted") || printed.contains("ermission denied"),
            "{attempt}: {printed}"
        );
    }
    let kept = status_of(&agent.to_string());
    // chown 0, kill 5, setgid 6, setuid 7
    assert_eq!(kept["CapPrm"], "00000000000000e1");
    assert_eq!(kept["CapBnd"], "0000000000000000");
}

#[tokio::test]
async fn a_new_connection_replaces_the_old_one() {
    let sandbox = Sandbox::start();
    let mut old = sandbox.connect(&[]).await;
    // A connection that does not greet replaces nothing.
    let _silent = sandbox.dial().await;
    old.send(ToAgent::Ping(1)).await;
    assert_eq!(old.next().await, ToService::Pong(1));
    let mut new = sandbox.connect(&[]).await;
    assert_eq!(old.try_next().await, None);
    new.send(ToAgent::Ping(2)).await;
    assert_eq!(new.next().await, ToService::Pong(2));
}

#[tokio::test]
async fn another_version_is_refused_by_name() {
    let sandbox = Sandbox::start();
    let mut connection = Connection {
        frames: sandbox.dial().await,
        welcome: Vec::new(),
    };
    connection
        .send(ToAgent::Hello {
            version: VERSION + 1,
            durable: Vec::new(),
        })
        .await;
    let ToService::Welcome { version, .. } = connection.next().await else {
        panic!("a welcome")
    };
    assert_eq!(version, VERSION);
    assert_eq!(connection.try_next().await, None);
}

#[tokio::test]
async fn when_memory_runs_out_the_agent_is_the_last_to_go() {
    let sandbox = Sandbox::start();
    let (mut connection, mut screen) = shell(&sandbox).await;
    let score = |pid: &str| {
        let path = format!("/proc/{pid}/oom_score_adj");
        std::fs::read_to_string(path).unwrap().trim().to_owned()
    };
    let pid = screen.run(&mut connection, "echo $$").await;
    assert_eq!(score(pid.trim()), "500");
    assert_eq!(score(&sandbox.pid().to_string()), "0");
}
