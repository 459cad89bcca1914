//! A running agent, and the service's side of the protocol.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use assay_protocol::{Size, TerminalNumber, TerminalState, ToAgent, ToService, VERSION};
use futures_util::{SinkExt, StreamExt};
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::time::error::Elapsed;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

/// A condition that is not met after this time counts as never met.
pub const DEADLINE: Duration = Duration::from_secs(30);
pub const SIZE: Size = Size { cols: 80, rows: 24 };

/// A running agent. It is ended when this is dropped.
pub struct Sandbox {
    folder: TempDir,
    process: Child,
    log: Receiver<String>,
}

impl Sandbox {
    pub fn start() -> Self {
        Self::with_services("")
    }

    /// An agent with this `services.toml`.
    pub fn with_services(services: &str) -> Self {
        let folder = Self::folder();
        std::fs::write(folder.path().join("etc/services.toml"), services).unwrap();
        Self::launch(folder)
    }

    fn folder() -> TempDir {
        let folder = tempfile::Builder::new()
            .prefix("sandboxd-test")
            .tempdir()
            .unwrap();
        for name in ["run", "etc", "workspace"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        for (path, mode) in [("", 0o755), ("workspace", 0o777)] {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
            std::fs::set_permissions(folder.path().join(path), mode).unwrap();
        }
        folder
    }

    /// An agent with the shell integration of the images.
    pub fn with_integration() -> Self {
        let folder = Self::folder();
        let image = Path::new(env!("CARGO_MANIFEST_DIR")).join("../image");
        for name in ["bashrc", "integration.bash"] {
            std::fs::copy(image.join(name), folder.path().join("etc").join(name)).unwrap();
        }
        Self::launch(folder)
    }

    fn launch(folder: TempDir) -> Self {
        std::fs::write(
            folder.path().join("etc/environment"),
            "PS1=$ \nFROM_IMAGE=yes\n",
        )
        .unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_sandboxd"))
            .arg("--run-dir")
            .arg(folder.path().join("run"))
            .arg("--etc-dir")
            .arg(folder.path().join("etc"))
            .arg("--workspace")
            .arg(folder.path().join("workspace"))
            .env("SECRET_OF_PID_1", "hidden")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("these tests need root");
        let (sender, log) = channel();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|it| sender.send(it))
        });
        Self {
            folder,
            process,
            log,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The next log line that contains `text`.
    pub fn log_line(&self, text: &str) -> String {
        loop {
            let line = self
                .log
                .recv_timeout(DEADLINE)
                .expect("the log says it in time");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Connects once the agent listens. `durable`: what the service already has.
    pub async fn connect(&self, durable: &[(TerminalNumber, u64)]) -> Connection {
        let hello = ToAgent::Hello {
            version: VERSION,
            durable: durable.to_vec(),
        };
        let mut connection = Connection {
            frames: self.dial().await,
            welcome: Vec::new(),
        };
        connection.send(hello).await;
        match connection.next().await {
            ToService::Welcome {
                version: VERSION,
                terminals,
                ..
            } => connection.welcome = terminals,
            other => panic!("no welcome but {other:?}"),
        }
        connection
    }

    pub async fn dial(&self) -> Framed<UnixStream, LengthDelimitedCodec> {
        let path = self.path("run/agent.sock");
        let stream = eventually(async || UnixStream::connect(&path).await.ok()).await;
        Framed::new(stream, assay_protocol::codec())
    }

    /// Sends SIGTERM and waits for the exit.
    pub fn terminate(mut self) -> i32 {
        signal(self.pid(), "TERM");
        self.process.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if self.process.try_wait().unwrap().is_none() {
            signal(self.pid(), "TERM");
            self.process.wait().unwrap();
        }
    }
}

pub fn signal(pid: u32, name: &str) {
    Command::new("kill")
        .args(["-s", name, &pid.to_string()])
        .status()
        .unwrap();
}

/// Polls until the condition returns something. Not for passing time: every use has a condition.
pub async fn eventually<T>(mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let polled = async {
        loop {
            if let Some(value) = condition().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(DEADLINE, polled)
        .await
        .expect("true in time")
}

/// The service's end of a connection.
pub struct Connection {
    pub frames: Framed<UnixStream, LengthDelimitedCodec>,
    pub welcome: Vec<TerminalState>,
}

impl Connection {
    pub async fn send(&mut self, request: ToAgent) {
        let frame = Bytes::from(assay_protocol::encode(&request).unwrap());
        self.frames.send(frame).await.unwrap();
    }

    /// The next frame. `None` when the agent closed the connection.
    pub async fn try_next(&mut self) -> Option<ToService> {
        self.in_time().await.expect("in time")
    }

    async fn in_time(&mut self) -> Result<Option<ToService>, Elapsed> {
        let frame = tokio::time::timeout(DEADLINE, self.frames.next()).await?;
        Ok(frame.map(|frame| assay_protocol::decode(&frame.unwrap()).unwrap()))
    }

    pub async fn next(&mut self) -> ToService {
        self.try_next().await.expect("the agent is connected")
    }

    pub async fn open(&mut self, terminal: TerminalNumber) {
        self.send(ToAgent::Open {
            terminal,
            size: SIZE,
        })
        .await;
        loop {
            match self.next().await {
                ToService::Opened { terminal: opened } if opened == terminal => return,
                ToService::Failed { reason, .. } => panic!("{reason}"),
                _ => {}
            }
        }
    }
}

/// What a service has of one terminal. It takes output only without a gap.
#[derive(Default)]
pub struct Screen {
    pub bytes: Vec<u8>,
    pub exited: Option<i32>,
    typed: u64,
}

impl Screen {
    pub fn durable(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub fn take(&mut self, message: &ToService) {
        match message {
            ToService::Output { offset, bytes, .. } => {
                assert_eq!(*offset, self.durable(), "neither doubled nor missing");
                self.bytes.extend(bytes);
            }
            ToService::Exited {
                status, produced, ..
            } => {
                assert_eq!(*produced, self.durable(), "all output came first");
                self.exited = Some(*status);
            }
            ToService::Failed { reason, .. } => panic!("{reason}"),
            _ => {}
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Types into terminal 1.
    pub async fn type_in(&mut self, connection: &mut Connection, text: &str) {
        let offset = self.typed;
        self.typed += text.len() as u64;
        let bytes = text.as_bytes().to_vec();
        connection
            .send(ToAgent::Input {
                terminal: 1,
                offset,
                bytes,
            })
            .await;
    }

    /// Takes and acknowledges frames until the condition holds.
    pub async fn until(&mut self, connection: &mut Connection, seen: impl Fn(&Self) -> bool) {
        while !seen(self) {
            let Ok(message) = connection.in_time().await else {
                panic!("nothing more came after {:?}", self.text());
            };
            let message = message.expect("the agent is connected");
            self.take(&message);
            let offset = self.durable();
            connection
                .send(ToAgent::Acknowledge {
                    terminal: 1,
                    offset,
                })
                .await;
        }
    }

    /// Runs a command in terminal 1 and returns its output.
    pub async fn run(&mut self, connection: &mut Connection, command: &str) -> String {
        let from = self.bytes.len();
        let number = self.typed;
        // The mark is typed in two parts, so that the echo of the line does not contain it.
        self.type_in(
            connection,
            &format!("echo BEG''IN{number}; {command}; echo EN''D{number}\n"),
        )
        .await;
        let (begin, end) = (format!("BEGIN{number}\r\n"), format!("END{number}\r\n"));
        self.until(connection, |screen| screen.text()[from..].contains(&end))
            .await;
        let text = self.text();
        let after = text[from..].split_once(&begin).unwrap().1;
        after.split_once(&end).unwrap().0.to_owned()
    }
}

/// The fields of a process's `/proc/<pid>/status`.
pub fn status_of(pid: &str) -> HashMap<String, String> {
    let text = std::fs::read_to_string(Path::new("/proc").join(pid).join("status")).unwrap();
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
        .collect()
}
