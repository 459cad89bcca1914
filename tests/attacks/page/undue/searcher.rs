//! Somebody with a candidate's token and a lot of time, who tries every
//! route and reads every answer.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use assay::client::candidate::CandidateClient;
use reqwest::{Method, StatusCode};

use super::Step;
use super::planted::{FAMILY, undue};
use crate::harness::{Installation, Invited, LATER, SOON, until};

/// How to request each of a candidate's routes without advancing the session.
pub const PROBES: [(&str, &[(&str, &str)]); 16] = [
    ("/api/candidate", &[("GET", "")]),
    (
        "/api/candidate/consent",
        &[("POST", r#"{"statement":"x"}"#)],
    ),
    // Requests that advance a session are made at their step, and their answer is searched there.
    ("/api/candidate/track", &[("POST", r#"{"track":"x"}"#)]),
    ("/api/candidate/start", &[]),
    ("/api/candidate/pause", &[]),
    ("/api/candidate/resume", &[]),
    ("/api/candidate/handing-in", &[]),
    ("/api/candidate/brief-opened", &[("POST", "")]),
    (
        "/api/candidate/notes",
        &[("POST", r#"{"kind":"free","text":""}"#)],
    ),
    (
        "/api/candidate/notes/{note}",
        &[("PUT", r#"{"kind":"free","text":"x"}"#)],
    ),
    (
        "/api/candidate/messages/{inject}/replies",
        &[("POST", r#"{"text":""}"#)],
    ),
    (
        "/api/candidate/questions/{question}",
        &[("PUT", r#"{"text":"x","revision":77}"#), ("GET", "")],
    ),
    (
        "/api/candidate/drafts/{draft}",
        &[("GET", ""), ("PUT", r#"{"text":"x","revision":77}"#)],
    ),
    ("/api/candidate/submit", &[("POST", r#"{"final_note":1}"#)]),
    ("/api/candidate/withdraw", &[("POST", r#"{"reason":1}"#)]),
    ("/api/candidate/terminals/{terminal}", &[("GET", "")]),
];

/// Names that somebody might guess for an address's parameters.
const GUESSES: [&str; 8] = [
    "next",
    "why",
    "well",
    "answer:next",
    "answer:why",
    "final-note",
    "1",
    "77",
];

/// Every address that the source of the routes names.
pub fn addresses() -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path: PathBuf = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path)?;
                let quoted = text.split('"').filter(|it| it.starts_with('/'));
                found.extend(quoted.map(str::to_owned));
            }
        }
    }
    Ok(found)
}

pub struct Searcher {
    base: String,
    session: String,
    token: String,
    http: reqwest::Client,
    /// What was shown too early, by step and address.
    found: Vec<String>,
}

impl Searcher {
    pub fn new(installation: &Installation, invited: &Invited) -> Self {
        Self {
            base: installation.base().to_owned(),
            session: invited.session.to_string(),
            token: invited.token.clone(),
            http: reqwest::Client::new(),
            found: Vec::new(),
        }
    }

    /// The service runs again, on another port.
    pub fn follow(&mut self, installation: &Installation) {
        installation.base().clone_into(&mut self.base);
    }

    /// Fails if anything was shown too early.
    pub fn found_nothing(&self) -> Result<()> {
        let found = self.found.join("\n");
        ensure!(found.is_empty(), "told too early:\n{found}");
        Ok(())
    }

    /// Searches an answer, or anything else that a candidate sees.
    pub fn search(&mut self, step: Step, place: &str, text: &str) {
        for word in undue(text, step) {
            self.found.push(format!("{step:?}: {place}: {word}"));
        }
        for (hidden, what) in [("\"tiny\"", "name"), (FAMILY, "family")] {
            if text.contains(hidden) {
                self.found
                    .push(format!("{step:?}: {place}: the scenario's {what}"));
            }
        }
    }

    async fn ask(
        &mut self,
        step: Step,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<(StatusCode, String)> {
        let method = Method::from_bytes(method.as_bytes())?;
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.bearer_auth(&self.token);
        let request = if body.is_empty() {
            request
        } else {
            request
                .header("content-type", "application/json")
                .body(body.to_owned())
        };
        let response = request.send().await?;
        let status = response.status();
        let mut text = format!("{:?}", response.headers());
        text += &String::from_utf8_lossy(&response.bytes().await?);
        self.search(step, path, &text);
        Ok((status, text))
    }

    /// Makes a request that must succeed, and searches its answer.
    pub async fn succeed(
        &mut self,
        step: Step,
        method: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<()> {
        let path = format!("/api/candidate/{path}");
        let body = body.to_string();
        // Probes count as saves as well.
        let (status, text) = until(&path, SOON, async || {
            let answer = self.ask(step, method, &path, &body).await?;
            Ok((answer.0 != StatusCode::TOO_MANY_REQUESTS).then_some(answer))
        })
        .await?;
        ensure!(status.is_success(), "{path}: {status}: {text}");
        Ok(())
    }

    /// Tries everything that does not advance the session.
    pub async fn look_everywhere(&mut self, step: Step) -> Result<()> {
        for (address, probes) in PROBES {
            for (method, body) in probes {
                if !address.contains('{') {
                    for query in ["", "?since=0", "?since=1"] {
                        self.ask(step, method, &format!("{address}{query}"), body)
                            .await?;
                    }
                    continue;
                }
                for guess in GUESSES {
                    self.ask(step, method, &filled(address, guess), body)
                        .await?;
                }
            }
        }
        // Practitioners' routes and the pages, requested with a candidate's token.
        for address in addresses()? {
            if !address.starts_with("/api/candidate") {
                let address = address
                    .replace("{session}", &self.session)
                    .replace("{slug}", "tiny");
                self.ask(step, "GET", &filled(&address, "1"), "").await?;
            }
        }
        let page = format!("/c/{}", self.token);
        self.ask(step, "GET", &page, "").await?;
        Ok(())
    }

    /// What a sandbox's terminal shows when a page attaches, and what is in the sandbox.
    pub async fn look_inside(&mut self, step: Step, candidate: &CandidateClient) -> Result<()> {
        let mut terminal = candidate.terminal(1).await?;
        let greeting = terminal.snapshot.clone().unwrap_or_default();
        self.search(step, "the terminal's greeting", &greeting);
        // The command line itself never contains the whole word.
        let line = "W=PLAN; W=${W}TED; (env; cat /proc/[0-9]*/environ; cat /proc/mounts; \
                    hostname; for p in $(echo v1/models{,/simulated-reader-1,/x} \
                    v1/{chat/completions,embeddings,traces,metrics,logs,responses,messages} \
                    assay{,/vector-calls,/scenario} healthz api/candidate x); do \
                    for b in '' '{}' '{\"model\":\"simulated-reader-1\",\"input\":\"x\",\
                    \"messages\":[{\"role\":\"user\",\"content\":\"What is wrong?\"}]}'; do \
                    curl -sim 20 -H 'content-type: application/json' ${b:+-d \"$b\"} \
                    http://localhost:8080/$p; done; done; \
                    grep -raoE \"$W[A-Z]+\" /workspace /run /etc /home /opt /data /tmp /srv /var; \
                    git -C /workspace cat-file --batch-all-objects --batch \
                    | grep -aoE \"$W[A-Z]+\") 2>/dev/null | tr '\\0' '\\n' > /tmp/all; \
                    echo \"found: $(grep -aoE \"$W[A-Z]+\" /tmp/all | sort -u | tr '\\n' ' ')\"; \
                    echo \"times: $(find /workspace -name .git -prune -o -type f -printf '%T@\\n' \
                    | sort -u | wc -l) done-$((20 + 3))\"";
        terminal.send(line.as_bytes()).await?;
        terminal.send(b"\r").await?;
        let printed = terminal.wait_for("done-23", LATER).await?;
        let printed = String::from_utf8_lossy(&printed);
        self.search(step, "the sandbox", &printed);
        // Until something was changed, times must not show where the faults were applied.
        if step == Step::Running && !printed.contains("times: 1 done") {
            let (_, times) = printed.rsplit_once("times: ").unwrap_or_default();
            self.found
                .push(format!("files have several times: {times}"));
        }
        Ok(())
    }
}

fn filled(address: &str, guess: &str) -> String {
    let mut out = String::new();
    for part in address.split('/').skip(1) {
        let part = if part.starts_with('{') { guess } else { part };
        let _ = write!(out, "/{part}");
    }
    out
}
