//! A workspace with more files or more changes than anybody can scan: what was not seen is never
//! recorded as gone, and no loss goes unreported.

use anyhow::{Context as _, Result, ensure};
use assay::client::terminal::TerminalClient;
use assay::domain::event::{Event, EventBody};
use assay::domain::ids::SessionId;
use assay::domain::session::SessionState;
use assay::recorder::files::snapshot::Snapshot;

use crate::harness::{Installation, LATER, SOON, until};

/// Longer than a scan after an inotify notice, and shorter than the interval of scans without one.
const AT_ONCE: std::time::Duration = std::time::Duration::from_secs(5);

/// The snapshot of the hand-in.
async fn handed_in(installation: &Installation, session: SessionId) -> Result<Snapshot> {
    let events = installation.events(session).await?;
    let last = events.iter().rev().find_map(|event| event.body.snapshot());
    let last = last.context("nothing was handed in")?;
    Ok(Snapshot::from_blob(&installation.store().await?, session, last).await?)
}

fn deleted(events: &[Event]) -> Vec<&str> {
    let paths = events.iter().filter_map(|event| match &event.body {
        EventBody::FileDeleted { path, .. } => Some(path.as_str()),
        _ => None,
    });
    paths.collect()
}

fn degraded(body: &EventBody, what: &str, of: &str) -> bool {
    matches!(body, EventBody::RecorderDegraded { recorder, reason }
        if recorder == what && reason.contains(of))
}

/// Reads the terminal while waiting, because a page that does not answer pings is disconnected.
async fn reading<T>(
    terminal: &mut TerminalClient,
    wanted: impl Future<Output = Result<T>>,
) -> Result<T> {
    let reading = async {
        loop {
            if let Err(error) = terminal.receive().await {
                return error;
            }
        }
    };
    tokio::select! {
        done = wanted => done,
        error = reading => Err(error),
    }
}

/// The latest event about the completeness of the file record. `None` if there was none.
fn is_whole(events: &[Event]) -> Option<bool> {
    events.iter().rev().find_map(|event| match &event.body {
        EventBody::RecorderDegraded { recorder, .. } if recorder == "files" => Some(false),
        EventBody::RecorderRestored { recorder } if recorder == "files" => Some(true),
        _ => None,
    })
}

#[tokio::test]
async fn a_folder_of_20001_files_deletes_nothing_and_handing_in_asks_first() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let line = "mkdir cache; seq -f cache/%g 20001 | xargs touch";
    ensure!(terminal.run(line, LATER).await? == 0);
    let seen = installation.event("the limit is reached", session, LATER, |body| {
        degraded(body, "files", "cache/") || matches!(body, EventBody::FileDeleted { .. })
    });
    let seen = reading(&mut terminal, seen).await?;
    ensure!(
        matches!(seen.body, EventBody::RecorderDegraded { .. }),
        "{seen:?}"
    );
    // There is room for work, although the limit is reached.
    ensure!(terminal.run("echo '// more' > src/more.rs", SOON).await? == 0);
    let more = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "src/more.rs");
    let more = installation.event("work goes on", session, SOON, more);
    reading(&mut terminal, more).await?;
    let told = candidate.view().await?["workspace"]["missing"].clone();
    ensure!(
        told.as_str().is_some_and(|told| told.contains("cache/")),
        "{told}"
    );
    terminal.close().await?;

    for asked in [
        candidate.handing_in().await,
        candidate.submit("A cache.").await,
    ] {
        let asked = asked.err().context("it went on without a question")?;
        ensure!(asked.to_string().contains("not_recorded"), "{asked}");
    }
    ensure!(
        candidate.view().await?["state"] == "running",
        "it was handed in nevertheless"
    );
    candidate.submit_without_unrecorded("A cache.").await?;
    installation
        .state(session, SessionState::Checked, LATER)
        .await?;
    let exported = installation.export(session).await?;
    ensure!(
        deleted(&exported.events).is_empty(),
        "{:?}",
        deleted(&exported.events)
    );
    let files = handed_in(&installation, session).await?.0;
    for path in ["src/main.rs", "src/more.rs", "Cargo.toml", "cache/1"] {
        ensure!(files.contains_key(path), "{path} was not handed in");
    }
    exported.find("the pipeline compiles", |body| {
        matches!(body, EventBody::CheckCompleted(it)
            if it.check == "builds" && it.outcome == assay::domain::event::CheckOutcome::Pass)
    })?;
    installation.close().await
}

#[tokio::test]
async fn environments_and_packages_are_counted_and_the_work_beside_them_is_whole() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let line = "mkdir -p env/lib node_modules/a && python3 -m venv --without-pip env && \
                seq -f env/lib/%g 20001 | xargs touch && \
                seq -f node_modules/a/%g 300 | xargs touch && echo '// new' > src/new.rs";
    ensure!(terminal.run(line, LATER).await? == 0);
    terminal.close().await?;
    let new = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "src/new.rs");
    installation
        .event("the work beside them", session, SOON, new)
        .await?;
    candidate.submit("Packages.").await?;
    let events = installation.events(session).await?;
    ensure!(deleted(&events).is_empty(), "{:?}", deleted(&events));
    let ends_with = |path: &str, files: u64| {
        let mut summaries = events.iter().rev().filter_map(|event| match &event.body {
            EventBody::FileSummarised(it) if it.path == path => Some(it.files),
            _ => None,
        });
        summaries.next().is_some_and(|last| last >= files)
    };
    ensure!(ends_with("env", 20_001) && ends_with("node_modules", 300));
    ensure!(
        !events
            .iter()
            .any(|event| degraded(&event.body, "files", ""))
    );
    let files = handed_in(&installation, session).await?.0;
    for path in ["src/main.rs", "src/new.rs", "Cargo.toml"] {
        ensure!(files.contains_key(path), "{path} was not handed in");
    }
    let generated =
        |path: &&String| path.starts_with("env/lib/") || path.starts_with("node_modules");
    ensure!(files.keys().find(generated).is_none());
    installation.close().await
}

#[tokio::test]
async fn after_20000_folders_came_and_went_every_edit_is_seen_at_once() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let line = "for i in $(seq 20); do mkdir -p storm/$i; (cd storm/$i && seq 1000 | xargs mkdir); \
                done";
    ensure!(terminal.run(line, LATER).await? == 0);
    // There are more folders than can be watched, and the trace must say so.
    let said = installation.event("that not all is seen", session, LATER, |body| {
        degraded(body, "files", "")
    });
    reading(&mut terminal, said).await?;
    let line = "rm -r storm; echo end > storm-end";
    ensure!(terminal.run(line, LATER).await? == 0);
    let end = |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "storm-end");
    let end = installation.event("the storm's end", session, LATER, end);
    reading(&mut terminal, end).await?;
    for number in 1..=6 {
        let text = "x".repeat(number);
        let line = format!("printf {text} > src/edit.txt; printf {text} > src/main.rs.orig");
        ensure!(terminal.run(&line, SOON).await? == 0);
        let edit = |body: &EventBody| {
            matches!(body, EventBody::FileChanged { path, after, .. }
                if path == "src/edit.txt" && after.size == number as u64)
        };
        let edit = installation.event("an edit", session, AT_ONCE, edit);
        reading(&mut terminal, edit).await?;
    }
    terminal.close().await?;
    // Something may have been missed, and was reported. That the record is
    // whole again is reported too.
    until("the record is whole again", LATER, async || {
        let events = installation.events(session).await?;
        Ok((is_whole(&events) == Some(true)).then_some(()))
    })
    .await?;
    installation.close().await
}

#[tokio::test]
async fn commits_branches_and_resets_are_in_the_trace() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, _candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let began = |body: &EventBody| matches!(body, EventBody::GitMoved(it) if it.reference == "HEAD" && it.before.is_none());
    let began = installation.event("how it began", session, SOON, began);
    reading(&mut terminal, began).await?;
    let line = "echo '// days' >> src/main.rs && git commit -qam 'Days as they are' && \
                git rev-parse HEAD";
    ensure!(terminal.run(line, SOON).await? == 0);
    let committed = |body: &EventBody| matches!(body, EventBody::GitCommit(it) if it.message == "Days as they are");
    let committed = installation.event("the commit", session, SOON, committed);
    let committed = reading(&mut terminal, committed).await?;
    let EventBody::GitCommit(commit) = committed.body else {
        anyhow::bail!("another event");
    };
    ensure!(
        commit.parents.len() == 1 && commit.tree.len() == 40,
        "{commit:?}"
    );
    ensure!(terminal.run("git switch -qc another", SOON).await? == 0);
    let switched = |body: &EventBody| {
        matches!(body, EventBody::GitMoved(it) if it.reference == "HEAD"
            && it.after.as_deref() == Some("ref: refs/heads/another"))
    };
    let switched = installation.event("the branch", session, SOON, switched);
    reading(&mut terminal, switched).await?;
    ensure!(terminal.run("git reset -q --hard HEAD~1", SOON).await? == 0);
    let reset = |body: &EventBody| {
        matches!(body, EventBody::GitMoved(it) if it.reference == "refs/heads/another"
            && it.before.as_ref() == Some(&commit.id) && it.after.as_ref() == commit.parents.first())
    };
    let reset = installation.event("the reset", session, SOON, reset);
    reading(&mut terminal, reset).await?;
    let line = "git commit -qm 'Taken back' --allow-empty && git reset -q --hard HEAD~1";
    ensure!(terminal.run(line, SOON).await? == 0);
    let taken_back =
        |body: &EventBody| matches!(body, EventBody::GitCommit(it) if it.message == "Taken back");
    let taken_back = installation.event("what was taken back", session, SOON, taken_back);
    reading(&mut terminal, taken_back).await?;
    terminal.close().await?;
    installation.close().await
}

#[tokio::test]
async fn a_repository_that_sets_traps_is_read_bounded_and_nothing_of_it_runs() -> Result<()> {
    let installation = Installation::serving().await?;
    let (invited, candidate, mut terminal) = installation.started().await?;
    let session = invited.session;
    let secret = installation.folder.path().join("secret");
    std::fs::write(&secret, "f".repeat(40))?;
    let owned = installation.folder.path().join("owned");
    let line = format!(
        "git config core.fsmonitor 'touch {owned}' && git config core.hooksPath hooks && \
         git config core.sshCommand 'touch {owned}' && ln -s {secret} .git/refs/heads/secret && \
         mkfifo .git/refs/heads/pipe && head -c 100M /dev/zero > .git/refs/heads/zero && \
         seq -f '{zeros} refs/tags/%06g' 100000 > .git/packed-refs && \
         (cd .git/refs/heads && seq 100000 | xargs touch) && \
         (mkdir .git/refs/folders && cd .git/refs/folders && seq 20000 | xargs mkdir) && echo end > zz-end",
        owned = owned.display(),
        secret = secret.display(),
        zeros = "0".repeat(40),
    );
    ensure!(terminal.run(&line, LATER).await? == 0);
    let end =
        |body: &EventBody| matches!(body, EventBody::FileChanged { path, .. } if path == "zz-end");
    // The wait needs no terminal.
    terminal.close().await?;
    installation
        .event("files go on", session, SOON, end)
        .await?;
    let said = |body: &EventBody| degraded(body, "git", "");
    installation
        .event("that it is not whole", session, SOON, said)
        .await?;
    candidate.submit("Traps.").await?;
    let events = installation.events(session).await?;
    let told = events.iter().filter(|event| {
        matches!(&event.body, EventBody::GitMoved(it)
        if it.reference.starts_with("refs/tags/"))
    });
    ensure!(told.count() <= 500, "more references than are recorded");
    ensure!(
        !serde_json::to_string(&events)?.contains(&"f".repeat(40)),
        "read through a link"
    );
    ensure!(
        !owned.exists(),
        "something of the candidate's ran on the host"
    );
    installation.close().await
}
