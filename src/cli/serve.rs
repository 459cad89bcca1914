//! `assay serve`: the service, until a signal.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::config::{Config, ServeArgs};

/// Serves until SIGINT or SIGTERM; sandboxes go on and are adopted at the next start.
pub(super) async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    // One provider of cryptography for all TLS clients; the first one wins, which is this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Before it says that it listens: who reads that may stop it at once.
    let mut terminate = signal(SignalKind::terminate())?;
    let app = App::build(Config::load(args)?).await?;
    println!("assay listens on http://{}", app.address());
    let stop = app.stopper();
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    app.run().await?;
    Ok(ExitCode::SUCCESS)
}
