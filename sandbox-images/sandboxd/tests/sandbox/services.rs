//! Services, preparation, forwards, and the end.

use assay_protocol::ToService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixListener};

use crate::client::{DEADLINE, Sandbox, Screen, eventually};

const FORWARD: &str = r#"
[[forward]]
name = "gateway"
listen = "127.0.0.1:0"
socket = "gateway.sock"
"#;

async fn ask(address: &str) -> String {
    let mut client = TcpStream::connect(address).await.unwrap();
    client
        .write_all(b"GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    let read = client.read_to_string(&mut answer);
    tokio::time::timeout(DEADLINE, read).await.unwrap().unwrap();
    answer
}

#[tokio::test]
async fn a_port_leads_to_the_gateway_or_says_that_it_is_gone() {
    let sandbox = Sandbox::with_services(FORWARD);
    let line = sandbox.log_line("forward gateway listens on");
    let address = line.rsplit_once(' ').unwrap().1.to_owned();
    let answer = ask(&address).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.contains(r#""code":"gateway_unavailable""#),
        "{answer}"
    );
    assert!(answer.contains("No such file"), "{answer}");

    let gateway = UnixListener::bind(sandbox.path("run/gateway.sock")).unwrap();
    let echo = tokio::spawn(async move {
        let (mut stream, _) = gateway.accept().await.unwrap();
        let mut asked = String::new();
        stream.read_to_string(&mut asked).await.unwrap();
        stream
            .write_all(format!("you asked {asked}").as_bytes())
            .await
            .unwrap();
    });
    assert!(ask(&address).await.starts_with("you asked GET /v1/models"));
    echo.await.unwrap();
}

#[tokio::test]
async fn preparation_comes_first_and_its_failure_is_told() {
    let sandbox = Sandbox::with_services(
        r#"
[[prepare]]
name = "ready"
argv = ["/bin/sh", "-c", "id -u > prepared"]
[[prepare]]
name = "broken"
argv = ["/bin/sh", "-c", "exit 3"]
[[prepare]]
name = "slow"
argv = ["/bin/sleep", "300"]
background = true
[[prepare]]
name = "much later"
argv = ["/usr/bin/touch", "much-later"]
background = true
delay_ms = 600000
[[prepare]]
name = "soon"
argv = ["/usr/bin/touch", "soon"]
background = true
delay_ms = 1
"#,
    );
    let mut connection = sandbox.connect(&[]).await;
    let told = connection.next().await;
    let name = "prepare:broken".to_owned();
    assert_eq!(
        told,
        ToService::ServiceEnded {
            name,
            status: 3,
            restarted: false
        }
    );
    assert_eq!(
        std::fs::read_to_string(sandbox.path("workspace/prepared")).unwrap(),
        "1000\n"
    );
    eventually(async || sandbox.path("workspace/soon").exists().then_some(())).await;
    assert!(!sandbox.path("workspace/much-later").exists());
}

#[tokio::test]
async fn a_service_that_dies_is_started_again() {
    let sandbox = Sandbox::with_services(
        r#"
[[service]]
name = "brief"
argv = ["/bin/sh", "-c", "echo as $(id -u) $NAMED; exit 4"]
uid = 1001
gid = 1001
env = { NAMED = "service" }
[[service]]
name = "once"
argv = ["/bin/false"]
uid = 1001
gid = 1001
restart = "never"
"#,
    );
    let mut connection = sandbox.connect(&[]).await;
    let (mut brief, mut once) = (0, 0);
    while brief < 2 || once < 1 {
        match connection.next().await {
            ToService::ServiceEnded {
                name,
                status: 4,
                restarted: true,
            } if name == "brief" => {
                brief += 1;
            }
            ToService::ServiceEnded {
                name,
                status: 1,
                restarted: false,
            } if name == "once" => {
                once += 1;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_end_hangs_up_delivers_and_stops() {
    let sandbox = Sandbox::with_services(
        r#"
[[service]]
name = "patient"
argv = ["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done"]
uid = 1001
gid = 1001
"#,
    );
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    screen
        .run(&mut connection, "trap 'echo LAST; exit 0' HUP")
        .await;
    let ended = tokio::task::spawn_blocking(move || sandbox.terminate());
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    drop(connection);
    assert!(screen.text().contains("LAST"), "{}", screen.text());
    assert_eq!(ended.await.unwrap(), 0);
}
