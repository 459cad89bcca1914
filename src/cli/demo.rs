//! `assay demo`: the service, a scripted candidate who works through a scenario in a real sandbox
//! over the real interfaces, and links for looking at the result. With `--check`, the trace is
//! verified, a scripted review submitted, and everything stopped and removed.

mod asked;
mod candidate;
mod progress;
mod review;
mod walkthrough;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use self::progress::say;
use self::walkthrough::Walkthrough;
use crate::client::candidate::CandidateClient;
use crate::client::practitioner::PractitionerClient;
use crate::client::service::Service;
use crate::config::{DataDir, LibraryDirs};
use crate::domain::token::Token;
use crate::people::hash_new_password;
use crate::scenario::Scenario;
use crate::store::Store;
use crate::trace::bundle;

/// The checks rebuild the pipeline and ask every held-back question.
const CHECKS: Duration = Duration::from_secs(900);
/// How often to look whether the checks are done.
const LOOK: Duration = Duration::from_secs(1);
const USER: &str = "demo";

/// Options of the demo.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Verify, review, stop everything, and exit: with 0 only if everything succeeded.
    #[arg(long)]
    check: bool,
    /// The scenario to work through.
    #[arg(long, default_value = "stale-answers")]
    scenario: String,
    /// The pipeline of the track to work on. The default is the scenario's first.
    #[arg(long, value_name = "PIPELINE")]
    track: Option<String>,
    /// The port to serve on. With `--check`, a free one.
    #[arg(long, default_value_t = 7420)]
    port: u16,
    #[command(flatten)]
    data: DataDir,
    #[command(flatten)]
    library: LibraryDirs,
}

pub(super) async fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let library = args.library.open()?;
    let scenario = Scenario::load(&library, &args.scenario)?;
    let scenario = match &args.track {
        Some(track) => scenario.on(track)?,
        None => scenario,
    };
    let walkthrough = Walkthrough::load(&scenario)?;
    // A check leaves nothing behind; a demo's data is kept for the next run.
    let scratch = args.check.then(tempfile::tempdir).transpose()?;
    let folder = scratch
        .as_ref()
        .map_or(args.data.path.clone(), |it| it.path().to_owned());
    let data = DataDir {
        path: std::path::absolute(folder)?,
    };
    std::fs::create_dir_all(&data.path)?;
    let password = Token::generate();
    let store = Store::open(&data.database()).await?;
    store
        .put_user(USER, &hash_new_password(password.reveal())?)
        .await?;
    let port = if args.check { 0 } else { args.port };
    let mut service = Service::start(&data, &library, port, &[]).await?;
    say(&format!("assay serves on {}", service.base));
    let done = work(&args, &service, &scenario, &walkthrough, &store, &password).await;
    if done.is_err() {
        // The folder of a check is removed, and the service's log with it.
        eprintln!("The end of the service's log:\n{}", service.last_words());
    }
    if args.check || done.is_err() {
        let stopped = service.stop(&store).await;
        store.close().await;
        let line = done?;
        stopped?;
        println!("{line}");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", done?);
    println!("Stop with Ctrl-C. A second run reuses what was built.");
    service.until_interrupted().await?;
    Ok(ExitCode::SUCCESS)
}

async fn work(
    args: &DemoArgs,
    service: &Service,
    scenario: &Scenario,
    walkthrough: &Walkthrough,
    store: &Store,
    password: &Token,
) -> anyhow::Result<String> {
    let base = &service.base;
    let practitioner = PractitionerClient::sign_in(base, USER, password.reveal()).await?;
    let label = "scripted candidate";
    let track = Some(scenario.pipeline.name.as_str());
    let (session, link) = practitioner.invite(&args.scenario, track, label).await?;
    candidate::work(&CandidateClient::of_link(&link)?, scenario, walkthrough).await?;
    say("handed in; the checks run in a fresh sandbox");
    let view = wait_for_checks(&practitioner, &session).await?;
    let passed = review::passed_checks(&view)?;
    if !args.check {
        let own = "your own try";
        let (_, fresh) = practitioner.invite(&args.scenario, track, own).await?;
        return Ok(format!(
            "\n{passed} checks passed.\n\n\
             Replay and score:  {base}/sessions/{session}\n\
             Be the candidate:  {fresh}\n\
             The scenario:      {base}/scenarios/{}\n\n\
             Sign in as {USER:?} with {:?}.",
            args.scenario,
            password.reveal(),
        ));
    }
    let id = session.parse().context("the session's id")?;
    let verified = bundle::verify_stored(store, id, None, &mut ()).await?;
    let checks = view["checks"].as_array().map_or(0, Vec::len);
    if passed != checks {
        bail!(
            "{} of {checks} checks did not pass:\n{}",
            checks - passed,
            review::surprises(&view)
        );
    }
    asked::verify(&practitioner, &session).await?;
    let score = review::submit(&practitioner, &session, &view, verified.events).await?;
    let reviewed = practitioner.session(&session).await?;
    ensure!(
        reviewed["row"]["final_score"] == score,
        "the final score was not kept: {reviewed}"
    );
    Ok(format!(
        "demo-check: ok ({} events, {passed} checks passed, score {score})",
        verified.events
    ))
}

async fn wait_for_checks(
    practitioner: &PractitionerClient,
    session: &str,
) -> anyhow::Result<serde_json::Value> {
    let started = Instant::now();
    let mut seen = 0;
    loop {
        let view = practitioner.session(session).await?;
        let checks = view["checks"].as_array().cloned().unwrap_or_default();
        for check in &checks[seen.min(checks.len())..] {
            say(&format!(
                "  {} {}",
                check["outcome"].as_str().unwrap_or("?"),
                check["check"]
            ));
        }
        seen = checks.len();
        if view["row"]["state"] == "checked" {
            return Ok(view);
        }
        ensure!(
            started.elapsed() < CHECKS,
            "the checks were not done after {CHECKS:?}"
        );
        tokio::time::sleep(LOOK).await;
    }
}
