//! A workspace full of links and other ways out of it.

use anyhow::{Result, ensure};
use assay::domain::event::EventBody;
use assay::domain::session::SessionState;

use crate::harness::{Exported, Installation, LATER, SOON};

#[tokio::test]
async fn links_out_of_a_workspace_are_refused_and_nothing_outside_is_recorded() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let secret = format!("only on the host: {}", invited.token);
    let outside = installation.folder.path().join("outside");
    std::fs::create_dir(&outside)?;
    std::fs::write(outside.join("secret.txt"), &secret)?;
    let outside = outside.display();
    let line = format!(
        "ln -s /etc/shadow shadow; ln -s /proc/1/environ environ; ln -s {outside}/secret.txt host; \
         ln -s {outside} folder; ln -s ../../../../outside/secret.txt up; mkfifo pipe; \
         ln -s /dev/zero zero; ln -s loop loop; \
         python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'; \
         ln -sfn {outside} prompts-link; mkdir -p deep && ln -s ../../.. deep/up; \
         rm -r prompts && ln -s {outside} prompts; ln -sf {outside}/secret.txt README.md; \
         echo end > zz-end"
    );
    ensure!(
        terminal.run(&line, SOON).await? == 0,
        "not all of it could be made"
    );
    let end =
        |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "zz-end");
    installation
        .event("the last file", session, SOON, end)
        .await?;
    terminal.close().await?;
    candidate.submit("Links.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(session).await?;
    let refused = [
        "shadow",
        "environ",
        "host",
        "folder",
        "up",
        "pipe",
        "zero",
        "loop",
        "socket",
        "deep/up",
        "prompts",
        "README.md",
    ];
    for wanted in refused {
        exported.find(
            wanted,
            |body| matches!(body, EventBody::FileRefused { path, .. } if path == wanted),
        )?;
    }
    // The file that a link replaced is recorded as gone, and what the link
    // leads to is not recorded.
    exported.find(
        "README.md is gone",
        |body| matches!(body, EventBody::FileDeleted { path, .. } if path == "README.md"),
    )?;
    nothing_outside(&exported, &secret)?;
    installation.close().await
}

#[tokio::test]
async fn what_a_session_begins_with_counts_from_its_first_moment() -> Result<()> {
    let mut installation = Installation::new().await?;
    let pipeline = installation.library.join("pipelines/halden-rust");
    std::fs::write(pipeline.join(".gitignore"), "/state\n")?;
    std::fs::create_dir(pipeline.join("dist"))?;
    std::fs::write(pipeline.join("dist/page.txt"), "kept by hand\n")?;
    installation.serve().await?;
    let (invited, _candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let line = "mkdir state && echo x > state/file && echo y > dist/more.txt";
    ensure!(terminal.run(line, SOON).await? == 0);
    terminal.close().await?;
    let counted =
        |body: &EventBody| matches!(body, EventBody::FileSummarised(it) if it.path == "state");
    installation
        .event("the ignored folder is counted", session, SOON, counted)
        .await?;
    let changed = |wanted: &'static str| move |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == wanted);
    installation
        .event(
            "a new file beside one of the session's own",
            session,
            SOON,
            changed("dist/more.txt"),
        )
        .await?;
    let events = installation.events(session).await?;
    ensure!(
        !events
            .iter()
            .any(|event| changed("state/file")(&event.body)),
        "an ignored folder is recorded file by file"
    );
    installation.close().await
}

fn nothing_outside(exported: &Exported, secret: &str) -> Result<()> {
    let holds = |content: &[u8], text: &str| {
        content
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    for content in exported.contents()? {
        for text in [secret, "root:", "ASSAY_SERVICE_UID"] {
            ensure!(!holds(&content, text), "{text:?} is recorded");
        }
    }
    Ok(())
}
