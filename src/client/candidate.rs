//! A candidate's requests.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::terminal::{Attach, TerminalClient};

#[derive(Clone, Debug)]
pub struct CandidateClient {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl CandidateClient {
    /// Fails if the link contains no token.
    pub fn of_link(link: &str) -> anyhow::Result<Self> {
        let (base, token) = link.split_once("/c/").context("the link has no token")?;
        Ok(Self {
            http: super::http()?,
            base: base.to_owned(),
            token: token.to_owned(),
        })
    }

    pub async fn view(&self) -> anyhow::Result<Value> {
        self.ask(self.http.get(self.url(""))).await
    }

    pub async fn consent(&self) -> anyhow::Result<Value> {
        let view = self.view().await?;
        // Tests also run older builds, which have the statement at the top level.
        let statement = view
            .pointer("/given/statement")
            .unwrap_or(&view["statement"]);
        self.post("/consent", &json!({ "statement": statement }))
            .await
    }

    /// Chooses the pipeline on which the candidate works.
    pub async fn choose_track(&self, track: &str) -> anyhow::Result<Value> {
        self.post("/track", &json!({ "track": track })).await
    }

    pub async fn start(&self) -> anyhow::Result<Value> {
        self.post("/start", &json!({})).await
    }

    pub async fn open_brief(&self) -> anyhow::Result<()> {
        let request = self.http.post(self.url("/brief-opened"));
        self.send(request).await?;
        Ok(())
    }

    /// Returns the note's number.
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

    /// Replaces the newest revision.
    pub async fn revise(
        &self,
        note: u64,
        kind: &str,
        text: &str,
        status: &str,
    ) -> anyhow::Result<Value> {
        let view = self.view().await?;
        let mut notes = view["notes"].as_array().into_iter().flatten();
        let found = notes.find(|it| it["note"] == note);
        let known = found.and_then(|it| it["revision"].as_u64());
        self.revise_after(note, (kind, text, status), known.unwrap_or_default())
            .await
    }

    /// Writes a revision as a page that knows only this revision of the note.
    pub async fn revise_after(
        &self,
        note: u64,
        (kind, text, status): (&str, &str, &str),
        known: u64,
    ) -> anyhow::Result<Value> {
        let body = json!({ "kind": kind, "text": text, "status": status, "revision": known });
        let url = self.url(&format!("/notes/{note}"));
        self.ask(self.http.put(url).json(&body)).await
    }

    /// Also replaces an earlier answer.
    pub async fn answer(&self, question: &str, text: &str) -> anyhow::Result<Value> {
        let draft = self.draft(&format!("answer:{question}")).await?;
        let body = json!({ "text": text, "revision": draft["revision"] });
        let url = self.url(&format!("/questions/{question}"));
        self.ask(self.http.put(url).json(&body)).await
    }

    /// The draft as it was last saved.
    pub async fn draft(&self, name: &str) -> anyhow::Result<Value> {
        let url = self.url(&format!("/drafts/{name}"));
        self.ask(self.http.get(url)).await
    }

    /// Saves a draft in place of the revision `known`.
    pub async fn keep_draft(&self, name: &str, text: &str, known: u64) -> anyhow::Result<Value> {
        let body = json!({ "text": text, "revision": known });
        let url = self.url(&format!("/drafts/{name}"));
        self.ask(self.http.put(url).json(&body)).await
    }

    /// Replies to the message of an inject.
    pub async fn reply(&self, inject: &str, text: &str) -> anyhow::Result<Value> {
        let path = format!("/messages/{inject}/replies");
        self.post(&path, &json!({ "text": text })).await
    }

    /// Begins to hand in: this stops the sandbox for good and asks the last questions.
    pub async fn handing_in(&self) -> anyhow::Result<Value> {
        self.post("/handing-in", &json!({})).await
    }

    pub async fn pause(&self) -> anyhow::Result<Value> {
        self.post("/pause", &json!({})).await
    }

    pub async fn resume(&self) -> anyhow::Result<Value> {
        self.post("/resume", &json!({})).await
    }

    pub async fn withdraw(&self, reason: &str) -> anyhow::Result<Value> {
        self.post("/withdraw", &json!({ "reason": reason })).await
    }

    pub async fn submit(&self, final_note: &str) -> anyhow::Result<Value> {
        self.post("/submit", &json!({ "final_note": final_note }))
            .await
    }

    /// Hands in as a page that knows this revision of the final note's draft.
    pub async fn submit_after(&self, final_note: &str, known: u64) -> anyhow::Result<Value> {
        let body = json!({ "final_note": final_note, "revision": known });
        self.post("/submit", &body).await
    }

    /// The changes since a revision that the page knows.
    pub async fn view_since(&self, revision: u64) -> anyhow::Result<Value> {
        let url = self.url(&format!("?since={revision}"));
        self.ask(self.http.get(url)).await
    }

    /// Hands in even if something could not be recorded.
    pub async fn submit_without_unrecorded(&self, final_note: &str) -> anyhow::Result<Value> {
        let body = json!({ "final_note": final_note, "without_unrecorded": true });
        self.post("/submit", &body).await
    }

    /// Connects to a terminal as a newly opened page does.
    pub async fn terminal(&self, number: u32) -> anyhow::Result<TerminalClient> {
        self.attach(Attach::to(number)).await
    }

    /// Connects as a page that already has all output below `from`.
    pub async fn terminal_from(&self, number: u32, from: u64) -> anyhow::Result<TerminalClient> {
        let from = Some(from);
        self.attach(Attach {
            from,
            ..Attach::to(number)
        })
        .await
    }

    pub async fn attach(&self, attach: Attach) -> anyhow::Result<TerminalClient> {
        TerminalClient::connect(&self.base, &self.token, attach).await
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
