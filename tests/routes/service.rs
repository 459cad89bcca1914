//! A running service for one test, with one scenario and one practitioner.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use assay::app::route_state;
use assay::domain::event::EventBody;
use assay::domain::ids::SessionId;
use assay::domain::scoring_policy::ScoringPolicy;
use assay::domain::session::SessionState::{Checked, Consented, Invited, Running, Submitted};
use assay::editions::Editions;
use assay::people::hash_new_password;
use assay::routes::access::Origins;
use assay::routes::router;
use assay::scenario::{Library, Scenario};
use assay::session::invitation::{TrackChoice, invite};
use assay::store::Store;
use assay::trace::{Entry, TraceClock, TraceLog};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, Connection as _};

/// Editions in a folder beside the library.
pub fn editions(store: &Store, library: &Library) -> Arc<Editions> {
    let folder = library.scenarios.with_file_name("editions");
    Arc::new(Editions::new(store.clone(), library.clone(), folder))
}

pub const PASSWORD: &str = "correct horse battery";

pub struct Service {
    pub store: Store,
    pub url: String,
    pub client: Client,
    pub library: Library,
    database: PathBuf,
    /// Removed when the test ends.
    _folder: tempfile::TempDir,
}

impl Service {
    /// With cookies for http, as on a developer's machine.
    pub async fn start() -> Self {
        Self::start_at("http://assay.test").await
    }

    /// With these rules of scoring.
    pub async fn start_with(policy: ScoringPolicy) -> Self {
        Self::start_as("http://assay.test", policy).await
    }

    /// Configured with `public_url` as the address at which people reach it.
    pub async fn start_at(public_url: &str) -> Self {
        Self::start_as(public_url, ScoringPolicy::default()).await
    }

    async fn start_as(public_url: &str, policy: ScoringPolicy) -> Self {
        static TLS: Once = Once::new();
        TLS.call_once(|| {
            rustls::crypto::ring::default_provider()
                .install_default()
                .unwrap();
        });
        let folder = tempfile::tempdir().unwrap();
        let library = write_library(folder.path());
        let store = Store::open(&folder.path().join("assay.sqlite3"))
            .await
            .unwrap();
        let origins = Origins::of_url(public_url).unwrap();
        let state = route_state(&store, editions(&store, &library), origins, policy, None);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router::build(state, None)).await });
        let redirect = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(redirect).build().unwrap();
        Self {
            store,
            url,
            client,
            library,
            database: folder.path().join("assay.sqlite3"),
            _folder: folder,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Response {
        self.request(Method::GET, path)
            .header("cookie", cookie)
            .send()
            .await
            .unwrap()
    }

    pub async fn send(&self, method: Method, path: &str, cookie: &str, body: &Value) -> Response {
        self.request(method, path)
            .header("cookie", cookie)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Response {
        let body = json!({ "name": name, "password": password });
        self.request(Method::POST, "/api/sign-in")
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    /// Adds a practitioner who has never signed in.
    pub async fn user(&self, name: &str) {
        let hash = hash_new_password(PASSWORD).unwrap();
        self.store.put_user(name, &hash).await.unwrap();
    }

    /// Adds a practitioner and signs them in. Returns their cookie.
    pub async fn practitioner(&self, name: &str) -> String {
        self.user(name).await;
        let response = self.sign_in(name, PASSWORD).await;
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// A session that was just created, and its token.
    pub async fn invited(&self) -> (SessionId, String) {
        let scenario = Scenario::load(&self.library, "leaky-roof").unwrap();
        let (record, token) = invite(
            &self.store,
            &scenario,
            TrackChoice::Candidates,
            "the third one",
        )
        .await
        .unwrap();
        (record.id, token.reveal().to_owned())
    }

    /// A session that is ready for review, with these events after the first.
    pub async fn checked(&self, bodies: Vec<Entry>) -> SessionId {
        let (session, _) = self.invited().await;
        self.append(session, bodies).await;
        for pair in [Invited, Consented, Running, Submitted, Checked].windows(2) {
            assert!(
                self.store
                    .advance_session(session, pair[0], pair[1])
                    .await
                    .unwrap()
            );
        }
        session
    }

    pub async fn rename(&self, session: SessionId, label: &str) {
        let statement = format!("UPDATE session SET label = '{label}' WHERE id = '{session}'");
        self.sql(&statement).await.unwrap();
    }

    /// Changes the database in a way that the service itself never does.
    pub async fn sql(&self, statement: &str) -> Result<(), sqlx::Error> {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&self.database);
        let mut connection = options.connect().await?;
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        sqlx::query(statement).execute(&mut connection).await?;
        connection.close().await
    }

    pub async fn append(&self, session: SessionId, entries: Vec<Entry>) {
        let record = self.store.session(session).await.unwrap().unwrap();
        let clock = Arc::new(TraceClock::new(
            record.created_at,
            Some(record.created_at),
            0,
        ));
        let log = TraceLog::open(self.store.clone(), session, clock)
            .await
            .unwrap();
        for entry in entries {
            log.append(entry).await.unwrap();
        }
    }
}

pub async fn json_of(response: Response) -> Value {
    response.json().await.unwrap()
}

/// The error's status and code.
pub async fn error_of(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let view = json_of(response).await;
    assert!(
        view["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty()),
        "{view}"
    );
    (status, view["code"].as_str().unwrap().to_owned())
}

/// An event that takes little space.
pub fn small_event() -> Entry {
    Entry::new(
        assay::domain::event::Actor::Candidate,
        EventBody::BriefOpened {},
    )
}

const MANIFEST: &str = r#"
schema_version = 1
id = "leaky-roof"
version = 3
title = "Rain in the attic"
family = "rag"
pipeline = "halden-rust"
difficulty = 2
minutes = 60
skills = ["diagnosis"]
sources = ["An incident report."]

[[fault]]
id = "hole"
does = "Leaves a tile out."
point = "roof"
patch = "faults/hole.patch"

[[constraint]]
id = "no-tarpaulin"
says = "A tarpaulin is no repair."
enforced_by = "practitioner"

[[check]]
id = "builds"
asserts = "The house stands."
where = "clean"
detects = ["hole"]
reason = "A minute is plenty."
run.builds = { within_seconds = 60 }

[pay]
amount = 320
currency = "EUR"
reason = "Half a day."
"#;

const HISTORY: &str = r#"
[[commit]]
date = "2025-01-01T09:00:00+01:00"
role = "roofer"
message = "Build a roof"

[[commit]]
date = "2025-02-01T09:00:00+01:00"
role = "roofer"
message = "Save a tile"
brings = ["hole"]
"#;

fn criterion(id: &str) -> String {
    format!(
        "[[criterion]]\nid = \"{id}\"\ntitle = \"The {id}\"\nquestion = \"How?\"\nweight = 1\n\
         level = [{{ points = 0, behaviour = \"Guesses.\" }}, \
         {{ points = 4, behaviour = \"Measures.\" }}]\n"
    )
}

const PIPELINE: &str = r#"
schema_version = 1
name = "halden-rust"
title = "Rust"
language = "rust"
contract = 1
domain = "halden-domain"
image = "assay/halden-rust"
command = "halden"
program = ["/build/debug/halden"]
state = "/data/halden"
lexical_index = "bm25"
collection = "halden_chunks"
tests = ["cargo", "test"]
brief = "Nothing is built."
needs = "Nothing."
[stages]
roof = ["roof.txt"]
"#;

fn write_library(folder: &Path) -> Library {
    let scenarios = folder.join("scenarios");
    let roof = scenarios.join("leaky-roof");
    for inner in ["faults", "solution"] {
        std::fs::create_dir_all(roof.join(inner)).unwrap();
    }
    let write = |name: &str, text: &str| std::fs::write(roof.join(name), text).unwrap();
    write("scenario.toml", MANIFEST);
    write("history.toml", HISTORY);
    write("brief.md", "It drips.");
    write("rubric.toml", &criterion("repair"));
    write("faults/hole.patch", &patch("12 tiles", "11 tiles"));
    write("solution/reference.patch", &patch("11 tiles", "12 tiles"));
    write("solution/diagnosis.md", "A tile is missing.");
    std::fs::write(scenarios.join("common-rubric.toml"), criterion("diagnosis")).unwrap();
    let pipelines = folder.join("pipelines");
    let (house, domain) = (
        pipelines.join("halden-rust"),
        pipelines.join("halden-domain"),
    );
    for inner in [
        house.clone(),
        domain.join("corpus"),
        domain.join("questions"),
    ] {
        std::fs::create_dir_all(inner).unwrap();
    }
    std::fs::write(house.join("roof.txt"), "12 tiles\n").unwrap();
    std::fs::write(house.join("pipeline.toml"), PIPELINE).unwrap();
    std::fs::write(domain.join("corpus/roofs.md"), "Roofs keep rain out.\n").unwrap();
    for questions in ["dev", "held-back"] {
        std::fs::write(domain.join(format!("questions/{questions}.jsonl")), "").unwrap();
    }
    Library {
        scenarios,
        pipelines: pipelines.into(),
    }
}

/// A patch for the only line of the pipeline's only file.
fn patch(from: &str, to: &str) -> String {
    format!("--- a/roof.txt\n+++ b/roof.txt\n@@ -1 +1 @@\n-{from}\n+{to}\n")
}
