//! A candidate's requests.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::terminal::TerminalClient;

/// A candidate with a link.
#[derive(Clone, Debug)]
pub struct CandidateClient {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl CandidateClient {
    /// The candidate who was given this link.
    pub fn of_link(link: &str) -> anyhow::Result<Self> {
        let (base, token) = link.split_once("/c/").context("the link has no token")?;
        Ok(Self {
            http: super::http()?,
            base: base.to_owned(),
            token: token.to_owned(),
        })
    }

    /// What the page shows.
    pub async fn view(&self) -> anyhow::Result<Value> {
        self.ask(self.http.get(self.url(""))).await
    }

    /// Reads the statement and agrees to it.
    pub async fn consent(&self) -> anyhow::Result<Value> {
        let statement = self.view().await?["statement"].clone();
        self.post("/consent", &json!({ "statement": statement }))
            .await
    }

    /// Starts the clock.
    pub async fn start(&self) -> anyhow::Result<Value> {
        self.post("/start", &json!({})).await
    }

    /// Opens the brief.
    pub async fn open_brief(&self) -> anyhow::Result<()> {
        let request = self.http.post(self.url("/brief-opened"));
        self.send(request).await?;
        Ok(())
    }

    /// Writes a note; returns its number.
    pub async fn note(&self, kind: &str, text: &str, status: Option<&str>) -> anyhow::Result<u64> {
        let mut note = json!({ "kind": kind, "text": text });
        if let Some(status) = status {
            note["status"] = status.into();
        }
        let view = self.post("/notes", &note).await?;
        let notes = view["notes"].as_array().and_then(|notes| notes.last());
        notes
            .and_then(|note| note["note"].as_u64())
            .context("the note is not in the journal")
    }

    /// Writes a revision of a note.
    pub async fn revise(
        &self,
        note: u64,
        kind: &str,
        text: &str,
        status: &str,
    ) -> anyhow::Result<()> {
        let body = json!({ "kind": kind, "text": text, "status": status });
        self.ask(
            self.http
                .put(self.url(&format!("/notes/{note}")))
                .json(&body),
        )
        .await?;
        Ok(())
    }

    /// Answers a question, or changes the answer.
    pub async fn answer(&self, question: &str, text: &str) -> anyhow::Result<Value> {
        let url = self.url(&format!("/questions/{question}"));
        self.ask(self.http.put(url).json(&json!({ "text": text })))
            .await
    }

    /// Writes back to whoever sent a message.
    pub async fn reply(&self, inject: &str, text: &str) -> anyhow::Result<Value> {
        let path = format!("/messages/{inject}/replies");
        self.post(&path, &json!({ "text": text })).await
    }

    /// Looks at what is asked when handing in.
    pub async fn handing_in(&self) -> anyhow::Result<Value> {
        self.post("/handing-in", &json!({})).await
    }

    /// Stops the clock.
    pub async fn pause(&self) -> anyhow::Result<Value> {
        self.post("/pause", &json!({})).await
    }

    /// Lets the clock go on.
    pub async fn resume(&self) -> anyhow::Result<Value> {
        self.post("/resume", &json!({})).await
    }

    /// Ends the session without handing in.
    pub async fn withdraw(&self, reason: &str) -> anyhow::Result<Value> {
        self.post("/withdraw", &json!({ "reason": reason })).await
    }

    /// Hands in.
    pub async fn submit(&self, final_note: &str) -> anyhow::Result<Value> {
        self.post("/submit", &json!({ "final_note": final_note }))
            .await
    }

    /// Connects to a terminal, as a page does that is opened anew.
    pub async fn terminal(&self, number: u32) -> anyhow::Result<TerminalClient> {
        TerminalClient::connect(&self.base, &self.token, number, None, 120, 40).await
    }

    /// Connects as a page that has all output below `from`.
    pub async fn terminal_from(&self, number: u32, from: u64) -> anyhow::Result<TerminalClient> {
        TerminalClient::connect(&self.base, &self.token, number, Some(from), 120, 40).await
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(self.http.post(self.url(path)).json(body)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/candidate{path}", self.base)
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.send(request).await?)?)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Vec<u8>> {
        let response = request.bearer_auth(&self.token).send().await?;
        let (status, path) = (response.status(), response.url().path().to_owned());
        let body = response.bytes().await?;
        ensure!(
            status.is_success(),
            "{path}: {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body.to_vec())
    }
}
