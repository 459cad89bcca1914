//! Things that the service needs and that are broken.

use anyhow::{Context as _, Result, ensure};
use assay::domain::event::EventBody;

use crate::harness::{Installation, SOON};

#[tokio::test]
async fn without_an_engine_nothing_starts_and_no_time_is_lost() -> Result<()> {
    let mut installation = Installation::new().await?;
    installation.environment.push((
        "DOCKER_HOST".into(),
        "unix:///nonexistent/docker.sock".into(),
    ));
    installation.serve().await?;
    let invited = installation.invite()?;
    let candidate = installation.candidate(&invited)?;
    candidate.consent().await?;
    let error = candidate
        .start()
        .await
        .err()
        .context("it started without an engine")?
        .to_string();
    ensure!(
        error.contains("503") && error.contains("docker_unavailable"),
        "{error}"
    );
    ensure!(
        !error.contains("nonexistent"),
        "a candidate sees the server's inside: {error}"
    );
    ensure!(
        installation.log().contains("/nonexistent/docker.sock"),
        "the log does not say it"
    );
    let view = candidate.view().await?;
    ensure!(
        view["state"] == "consented" && view["clock"]["started_at"].is_null(),
        "{view}"
    );
    // The same session starts once there is an engine.
    installation.stop().await?;
    installation.environment.clear();
    installation.serve().await?;
    let candidate = installation.candidate(&invited)?;
    ensure!(candidate.start().await?["state"] == "running");
    installation.close().await
}

#[tokio::test]
async fn a_model_server_that_hangs_is_given_up_and_recorded() -> Result<()> {
    // Accepts connections, and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let mut installation = Installation::new().await?;
    let config = installation.folder.path().join("gateway.toml");
    let text = format!(
        "[upstream]\nbase_url = \"http://{}/v1\"\nmodels = [{{ name = \"silent-1\" }}]\n\
         timeouts = {{ connect_ms = 1000, first_byte_ms = 700, idle_ms = 700, total_ms = 5000 }}\n",
        silent.local_addr()?
    );
    std::fs::write(&config, text)?;
    installation.options = vec!["--gateway-config".into(), config.display().to_string()];
    installation.serve().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    let line = "curl -s localhost:8080/v1/chat/completions -H 'content-type: application/json' \
                -d '{\"model\":\"silent-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Well?\"}]}' \
                -o body -w '%{http_code}' > status";
    ensure!(
        terminal.run(line, SOON).await? == 0,
        "the gateway did not answer"
    );
    let read = |name| std::fs::read_to_string(installation.workspace(invited.session).join(name));
    let (status, body) = (read("status")?, read("body")?);
    ensure!(status == "504", "{status}: {body}");
    let body: serde_json::Value = serde_json::from_str(&body)?;
    ensure!(body["error"]["code"] == "upstream_timeout", "{body}");
    ensure!(
        !body.to_string().contains("127.0.0.1"),
        "the provider's address is told: {body}"
    );
    // Other models are not held up by it.
    let other = line.replace("silent-1", "simulated-reader-1");
    terminal.run(&other, SOON).await?;
    ensure!(read("status")? == "200", "{}", read("body")?);
    let exported = installation.export(invited.session).await?;
    exported.find("the call", |body| match body {
        EventBody::ModelChat(call) | EventBody::ModelRefused(call) => {
            call.requested_model == "silent-1" && call.status == 504 && call.error.is_some()
        }
        _ => false,
    })?;
    installation.close().await
}

#[tokio::test]
async fn a_patch_that_does_not_apply_invites_nobody() -> Result<()> {
    let installation = Installation::serving().await?;
    let patch = installation
        .library
        .join("scenarios/tiny/faults/days.patch");
    let text = std::fs::read_to_string(&patch)?;
    std::fs::write(&patch, text.replace("{} days", "{} weeks"))?;
    // Otherwise the start would fail on the candidate's page, where nobody can repair it.
    let refused = installation.assay(&["session", "invite", "tiny"])?;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(refused.status.code() == Some(2), "{}", refused.status);
    ensure!(
        said.contains("faults/days.patch") && said.contains("src/main.rs"),
        "{said}"
    );
    ensure!(
        installation.store().await?.sessions().await?.is_empty(),
        "a session was made"
    );
    // Once it is repaired, somebody can be invited and start.
    std::fs::write(&patch, text)?;
    let (_, candidate, _terminal) = installation.started().await?;
    ensure!(candidate.view().await?["state"] == "running");
    installation.close().await
}

#[tokio::test]
async fn a_broken_manifest_is_named_with_its_line() -> Result<()> {
    let installation = Installation::serving().await?;
    let invited = installation.invite()?;
    let manifest = installation.library.join("scenarios/tiny/scenario.toml");
    let text = std::fs::read_to_string(&manifest)?;
    std::fs::write(&manifest, text.replace("minutes = 10", "minuets = 10"))?;
    let line = 1 + text
        .lines()
        .take_while(|line| *line != "minutes = 10")
        .count();
    let refused = installation.assay(&["session", "invite", "tiny"])?;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(refused.status.code() == Some(2), "{}", refused.status);
    ensure!(
        said.contains(&format!("scenario.toml:{line}:")) && said.contains("minuets"),
        "{said}"
    );
    // Somebody who is invited already keeps what they were invited to.
    let view = installation.candidate(&invited)?.view().await?;
    ensure!(view["given"]["minutes"] == 10, "{view}");
    installation.close().await
}
