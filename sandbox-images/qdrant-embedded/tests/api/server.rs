//! A separate server for each test, and the points that tests share.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use qdrant_client::qdrant::{
    CreateCollectionBuilder, Distance, PointStruct, UpsertPointsBuilder, VectorParamsBuilder,
};
use qdrant_client::{Payload, Qdrant};
use serde_json::json;
use tempfile::TempDir;

/// The built binary as a process, which is killed when this is dropped.
pub struct TestServer {
    child: Child,
    logs: Option<JoinHandle<()>>,
    pub rest: String,
    pub grpc: String,
}

impl TestServer {
    /// Starts on `storage` and waits until it listens.
    pub fn start_on(storage: &Path) -> Self {
        Self::start_with(storage, &[])
    }

    /// With further options.
    pub fn start_with(storage: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_qdrant-embedded"))
            .args(["--rest-port", "0", "--grpc-port", "0", "--storage"])
            .arg(storage)
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut seen = Vec::new();
        let ready = loop {
            match lines.next() {
                Some(line) => seen.push(line.unwrap()),
                None => panic!("the server ended before it was ready: {seen:#?}"),
            }
            let line = seen.last().unwrap();
            if line.contains(": ready ") {
                break line.clone();
            }
        };
        let address = |name: &str| {
            let mut words = ready.split_whitespace();
            let word = words.find_map(|word| word.strip_prefix(name)).unwrap();
            format!("http://{word}")
        };
        let (rest, grpc) = (address("rest="), address("grpc="));
        // The pipe must be drained, or a server that logs a lot would block. Failures show the log.
        let logs = std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| eprintln!("server: {line}"));
        });
        Self {
            child,
            logs: Some(logs),
            rest,
            grpc,
        }
    }

    /// Ends the process as a crash does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends the process as an operator does. Returns whether it exited with success.
    pub fn terminate(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().success()
    }

    pub fn client(&self) -> Qdrant {
        Qdrant::from_url(&self.grpc)
            .skip_compatibility_check()
            .build()
            .unwrap()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // Both fail if the process has already ended, which is the goal.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.logs.take().map(JoinHandle::join);
    }
}

/// A server with an empty storage, which is removed with it.
pub struct Fresh {
    pub server: TestServer,
    pub client: Qdrant,
    storage: TempDir,
}

impl Fresh {
    pub fn start() -> Self {
        let storage = TempDir::new().unwrap();
        let server = TestServer::start_on(storage.path());
        Self {
            client: server.client(),
            server,
            storage,
        }
    }

    /// A server with the collection `rooms`, which contains [`rooms`].
    pub async fn with_rooms() -> Self {
        Self::filled(Self::start()).await
    }

    /// With `rooms`, and reporting every call to this gateway.
    pub async fn with_rooms_reporting_to(gateway: &str) -> Self {
        let storage = TempDir::new().unwrap();
        let server = TestServer::start_with(storage.path(), &["--report", gateway]);
        let fresh = Self {
            client: server.client(),
            server,
            storage,
        };
        Self::filled(fresh).await
    }

    async fn filled(fresh: Self) -> Self {
        create(&fresh.client, "rooms", 2, Distance::Cosine).await;
        let points = rooms()
            .into_iter()
            .map(|room| room.point())
            .collect::<Vec<_>>();
        let upsert = UpsertPointsBuilder::new("rooms", points).wait(true);
        fresh.client.upsert_points(upsert).await.unwrap();
        fresh
    }

    pub fn storage(&self) -> PathBuf {
        self.storage.path().to_owned()
    }
}

pub async fn create(client: &Qdrant, name: &str, size: u64, distance: Distance) {
    let vectors = VectorParamsBuilder::new(size, distance);
    let create = CreateCollectionBuilder::new(name).vectors_config(vectors);
    client.create_collection(create).await.unwrap();
}

/// A point of the shared collection, in a form that a test can reason about.
#[derive(Clone, Debug)]
pub struct Room {
    pub id: u64,
    pub vector: [f32; 2],
    pub colour: Option<&'static str>,
    pub seats: i64,
    pub open: bool,
    pub built: &'static str,
    pub tags: Vec<&'static str>,
    pub note: &'static str,
}

impl Room {
    pub fn point(&self) -> PointStruct {
        let payload = json!({
            "colour": self.colour,
            "seats": self.seats,
            "open": self.open,
            "built": self.built,
            "tags": self.tags,
            "note": self.note,
            "desks": [{ "oak": self.seats % 2 == 0, "height": self.seats }],
        });
        PointStruct::new(
            self.id,
            self.vector.to_vec(),
            Payload::try_from(payload).unwrap(),
        )
    }
}

/// Forty rooms whose fields vary with coprime periods, so that filters cut across each other.
pub fn rooms() -> Vec<Room> {
    const COLOURS: [Option<&str>; 4] = [Some("red"), Some("green"), None, Some("blue")];
    const NOTES: [&str; 3] = ["cold room near stairs", "warm room", "stairs and lift"];
    const BUILT: [&str; 5] = [
        "1999-12-31T23:59:59Z",
        "2004-02-29T00:00:00Z",
        "2010-06-01T12:00:00Z",
        "2015-03-15T08:30:00Z",
        "2021-11-20T21:44:36Z",
    ];
    const TAGS: [&[&str]; 3] = [&["quiet", "attic"], &["quiet"], &[]];
    (1..=40u64)
        .map(|id| {
            let at = usize::try_from(id).unwrap();
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let angle = (id as f32) * 0.037;
            Room {
                id,
                vector: [angle.cos(), angle.sin()],
                colour: COLOURS[at % 4],
                seats: i64::try_from(id % 11).unwrap(),
                open: at % 7 < 3,
                built: BUILT[at % 5],
                tags: TAGS[at % 3].to_vec(),
                note: NOTES[at % 3],
            }
        })
        .collect()
}
