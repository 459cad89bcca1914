//! Requests that are not allowed.

use anyhow::{Context as _, Result, ensure};
use assay::client::candidate::CandidateClient;
use assay::domain::ids::SessionId;
use assay::domain::session::SessionState;
use assay::domain::session_clock::Pauses;
use assay::domain::session_record::SessionRecord;
use assay::domain::time::{MINUTE, Timestamp};
use assay::domain::token::Token;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::harness::{Installation, Invited};

#[tokio::test]
async fn unknown_and_expired_links_are_told_apart() -> Result<()> {
    let installation = Installation::serving().await?;
    let unknown = Token::generate().reveal().to_owned();
    let unknown = CandidateClient::of_link(&format!("{}/c/{unknown}", installation.base()))?;
    let error = unknown
        .view()
        .await
        .err()
        .context("an unknown link shows something")?
        .to_string();
    ensure!(
        error.contains("401") && error.contains("token_unknown"),
        "{error}"
    );

    let token = Token::generate();
    let session = SessionId::generate();
    let now = Timestamp::now();
    let record = SessionRecord {
        id: session,
        scenario: "tiny".into(),
        label: String::new(),
        state: SessionState::Invited,
        created_at: now.plus(-2 * MINUTE),
        expires_at: now.plus(-MINUTE),
        started_at: None,
        deadline: None,
        submitted_at: None,
        stood_still: 0,
        last_seen: None,
        final_note: None,
        pauses: Pauses::default(),
        track: None,
        track_open: false,
    };
    installation
        .store()
        .await?
        .create_session(&record, token.digest())
        .await?;
    let invited = Invited {
        session,
        token: token.reveal().to_owned(),
    };
    let candidate = installation.candidate(&invited)?;
    for error in [candidate.view().await.err(), candidate.start().await.err()] {
        let error = error.context("an expired link does something")?.to_string();
        ensure!(
            error.contains("410") && error.contains("invitation_expired"),
            "{error}"
        );
    }
    installation.close().await
}

#[tokio::test]
async fn a_terminal_opens_to_our_own_page_with_the_right_link_alone() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, ..) = installation.started().await?;
    let base = installation.base();
    let token = invited.token.as_str();
    let unknown = Token::generate().reveal().to_owned();
    ensure!(status(base, Some("https://example.com"), token).await? == Some(403));
    ensure!(status(base, Some("null"), token).await? == Some(403));
    ensure!(status(base, None, token).await? == Some(403));
    ensure!(status(base, Some(base), &unknown).await? == Some(401));
    ensure!(status(base, Some(base), "").await? == Some(401));
    ensure!(
        status(base, Some(base), token).await?.is_none(),
        "the right one is refused, too"
    );
    installation.close().await
}

/// The status with which a terminal is refused. `None` if it is not.
async fn status(base: &str, origin: Option<&str>, token: &str) -> Result<Option<u16>> {
    let url = format!(
        "{}/api/candidate/terminals/1",
        base.replacen("http", "ws", 1)
    );
    let mut request = url.into_client_request()?;
    let headers = request.headers_mut();
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse()?);
    }
    let protocols = format!("assay.terminal.v1, token.{token}");
    headers.insert("sec-websocket-protocol", protocols.parse()?);
    match tokio_tungstenite::connect_async(request).await {
        Ok(_) => Ok(None),
        Err(Error::Http(response)) => Ok(Some(response.status().as_u16())),
        Err(error) => Err(error.into()),
    }
}
