//! A practitioner's requests.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct PractitionerClient {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

impl PractitionerClient {
    pub async fn sign_in(base: &str, name: &str, password: &str) -> anyhow::Result<Self> {
        let http = super::http()?;
        let body = json!({ "name": name, "password": password });
        let response = http
            .post(format!("{base}/api/sign-in"))
            .json(&body)
            .send()
            .await?;
        ensure!(
            response.status().is_success(),
            "signing in: {}",
            response.status()
        );
        let cookie = response
            .headers()
            .get("set-cookie")
            .context("no cookie was set")?;
        let cookie = cookie
            .to_str()?
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            http,
            base: base.to_owned(),
            cookie,
        })
    }

    /// Returns the session's id and the candidate's link.
    /// Without a track, the candidate chooses it if there are several.
    pub async fn invite(
        &self,
        scenario: &str,
        track: Option<&str>,
        label: &str,
    ) -> anyhow::Result<(String, String)> {
        let body = json!({ "scenario": scenario, "track": track, "label": label });
        let view = self.post("/api/invitations", &body).await?;
        let text = |key: &str| {
            view[key]
                .as_str()
                .map(str::to_owned)
                .context("no such field")
        };
        Ok((text("session")?, text("link")?))
    }

    pub async fn extend(&self, session: &str, minutes: i64, reason: &str) -> anyhow::Result<()> {
        let body = json!({ "minutes": minutes, "reason": reason });
        self.post_for_nothing(session, "extend", &body).await
    }

    pub async fn withdraw(&self, session: &str, reason: &str) -> anyhow::Result<()> {
        let body = json!({ "reason": reason });
        self.post_for_nothing(session, "withdraw", &body).await
    }

    async fn post_for_nothing(
        &self,
        session: &str,
        verb: &str,
        body: &Value,
    ) -> anyhow::Result<()> {
        let url = format!("{}/api/sessions/{session}/{verb}", self.base);
        self.send(self.http.post(url).json(body)).await?;
        Ok(())
    }

    /// With the session's checks and rubric.
    pub async fn session(&self, session: &str) -> anyhow::Result<Value> {
        self.get(&format!("/api/sessions/{session}")).await
    }

    /// Events with a number above `after`.
    pub async fn events(&self, session: &str, after: u64) -> anyhow::Result<Value> {
        self.get(&format!(
            "/api/sessions/{session}/events?after={after}&limit=5000"
        ))
        .await
    }

    /// The state of the session after event `seq`.
    pub async fn moment(&self, session: &str, seq: u64) -> anyhow::Result<Value> {
        let path = format!("/api/sessions/{session}/moment?seq={seq}");
        self.get(&path).await
    }

    /// The check curve and how far its computation is.
    pub async fn check_curve(&self, session: &str) -> anyhow::Result<Value> {
        self.get(&format!("/api/sessions/{session}/check-curve"))
            .await
    }

    /// Starts computing the check curve.
    pub async fn start_check_curve(&self, session: &str) -> anyhow::Result<Value> {
        let path = format!("/api/sessions/{session}/check-curve");
        self.post(&path, &Value::Null).await
    }

    /// The answer contains a suggested score.
    pub async fn save_review(&self, session: &str, review: &Value) -> anyhow::Result<Value> {
        let url = format!("{}/api/sessions/{session}/review", self.base);
        self.ask(self.http.put(url).json(review)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(self.http.put(format!("{}{path}", self.base)).json(body))
            .await
    }

    /// Replaces the review that is there.
    pub async fn submit_review(&self, session: &str, review: &Value) -> anyhow::Result<Value> {
        let known = self.session(session).await?["review_revision"].clone();
        let known = known.as_u64().unwrap_or_default();
        let path = format!("/api/sessions/{session}/review/submit?revision={known}");
        self.post(&path, review).await
    }

    /// The body of the answer, unchanged.
    pub async fn fetch(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.send(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.ask(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(self.http.post(format!("{}{path}", self.base)).json(body))
            .await
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.send(request).await?)?)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Vec<u8>> {
        let response = request.header("cookie", &self.cookie).send().await?;
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
